"""The addresses of the desk: parse, call, show. One blueprint over several files."""

from hub.cases.routes import (
    approving,
    bulk,
    handling,
    inside,
    joining,
    lists,
    overrides,
    pages,
    pins,
    presence,
    promises,
    provenance,
    rating,
    reply,
    routing,
    surveys,
    thanks,
)
from hub.cases.routes.shown import bp

__all__ = [
    "approving",
    "bp",
    "bulk",
    "handling",
    "inside",
    "joining",
    "lists",
    "overrides",
    "pages",
    "pins",
    "presence",
    "promises",
    "provenance",
    "rating",
    "reply",
    "routing",
    "surveys",
    "thanks",
]
