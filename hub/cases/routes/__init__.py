"""The addresses of the desk: parse, call, show. One blueprint over several files."""

from hub.cases.routes import (
    handling,
    inside,
    lists,
    overrides,
    pages,
    pins,
    promises,
    provenance,
    rating,
    reply,
    surveys,
    thanks,
)
from hub.cases.routes.shown import bp

__all__ = [
    "bp",
    "handling",
    "inside",
    "lists",
    "overrides",
    "pages",
    "pins",
    "promises",
    "provenance",
    "rating",
    "reply",
    "surveys",
    "thanks",
]
