"""The addresses of the desk. One blueprint over several files."""

from hub.curation.routes import debt, duplicates, experts, gaps, home, promote, review
from hub.curation.routes.shown import bp

__all__ = ["bp", "debt", "duplicates", "experts", "gaps", "home", "promote", "review"]
