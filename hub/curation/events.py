"""What is asked for at the desk."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class TaskGiven(Fact):
    """A curator asks somebody to pay an answer debt. Subject: the answer or page; `owed`: what is missing."""

    kind: ClassVar[str] = "curation.task_given"
    says: ClassVar[str] = lazy("{actor} asks you to look after “{title}”")
    quotes: ClassVar[str] = "words"
    person_id: int
    owed: str
    words: str = ""
