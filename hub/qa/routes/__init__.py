"""The addresses of questions and answers: parse, call, show. One blueprint over several files."""

from hub.qa.routes import answering, asking, judging, reading, requesting
from hub.qa.routes.shown import bp

__all__ = ["answering", "asking", "bp", "judging", "reading", "requesting"]
