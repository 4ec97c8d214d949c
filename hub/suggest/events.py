"""What becomes of suggestions."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class AnswerFound(Fact):
    """Somebody was about to ask, and what was suggested answered it (QA02). Subject: what did."""

    kind: ClassVar[str] = "suggest.answer_found"
    words: str = ""
