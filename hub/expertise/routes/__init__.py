"""The addresses of expertise: topics and their evidence, one's impact. One blueprint over several files."""

from hub.expertise.routes import impact, panels, topics
from hub.expertise.routes.shown import bp

__all__ = ["bp", "impact", "panels", "topics"]
