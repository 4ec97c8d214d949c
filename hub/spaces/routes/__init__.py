"""The addresses of communities, of topics and of the directory: parse, call, show."""

from hub.spaces.routes import (
    bulk,  # noqa: F401  (its addresses)
    experts,
)
from hub.spaces.routes.communities import bp
from hub.spaces.routes.topics import bp as topics

__all__ = ["bp", "experts", "topics"]
