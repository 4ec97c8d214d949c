"""The addresses of questions and answers: parse, call, show. One blueprint over several files."""

from hub.qa.routes import (
    answering,
    asking,
    closing,
    judging,
    reading,
    requesting,
    ruling,
    suggesting,
    thanking,
)
from hub.qa.routes.shown import bp

__all__ = [
    "answering",
    "asking",
    "bp",
    "closing",
    "judging",
    "reading",
    "requesting",
    "ruling",
    "suggesting",
    "thanking",
]
