"""The addresses of the feed, and its parts on other features' pages: parse, call, show."""

from hub.feed.routes import (  # noqa: F401  (its addresses)
    announcements,
    panels,
    polls,
    reshaping,
    rss,
    scheduled,
    standing,
)
from hub.feed.routes.pages import bp

__all__ = ["bp", "panels"]
