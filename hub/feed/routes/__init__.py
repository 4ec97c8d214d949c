"""The addresses of the feed, and its parts on other features' pages: parse, call, show."""

from hub.feed.routes import announcements, panels, polls, rss, scheduled, standing  # noqa: F401  (its addresses)
from hub.feed.routes.pages import bp

__all__ = ["bp", "panels"]
