"""What happens to flags. The subject is the thing that was flagged."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class FlagRaised(Fact):
    """Somebody says that a thing is not right."""

    kind: ClassVar[str] = "flags.flag_raised"
    says: ClassVar[str] = lazy("{actor} says that something is off on “{title}”")
    says_many: ClassVar[str] = lazy("{n} colleagues say that something is off on “{title}”")
    quotes: ClassVar[str] = "words"
    flag_id: int
    words: str = ""


@dataclass(frozen=True)
class FlagEnded(Fact):
    """Somebody dealt with a flag: `end` is mended, right or withdrawn."""

    kind: ClassVar[str] = "flags.flag_ended"
    says: ClassVar[str] = lazy("{actor} dealt with your flag on “{title}”")
    quotes: ClassVar[str] = "answer"
    flag_id: int
    end: str
    answer: str = ""


@dataclass(frozen=True)
class FlagReopened(Fact):
    """A flag that was dealt with waits again."""

    kind: ClassVar[str] = "flags.flag_reopened"
    says: ClassVar[str] = lazy("{actor} asks you to look at “{title}” once more")
    flag_id: int
