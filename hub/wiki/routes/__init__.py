"""The addresses of the wiki: parse, call, show. One blueprint over several files."""

from hub.wiki.routes import (
    adding,
    arranging,
    binned,
    exporting,
    idling,
    insight,
    keeping,
    licences,
    mending,
    merging,
    policy,
    reading,
    suggesting,
    templates,
    together,
    translating,
    writing,
)
from hub.wiki.routes.shown import bp

__all__ = [
    "adding",
    "arranging",
    "binned",
    "bp",
    "exporting",
    "idling",
    "insight",
    "keeping",
    "licences",
    "mending",
    "merging",
    "policy",
    "reading",
    "suggesting",
    "templates",
    "together",
    "translating",
    "writing",
]
