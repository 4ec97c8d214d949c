"""What happens to flags. The subject is the thing that was flagged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hub.core.events import Fact
from hub.core.words import lazy
from hub.flags.reasons import FlagEnd, FlagReason, in_one_line


@dataclass(frozen=True)
class FlagRaised(Fact):
    """Somebody says that a thing is not right."""

    kind: ClassVar[str] = "flags.flag_raised"
    says: ClassVar[str] = lazy("{actor} says that something is off on “{title}”")
    says_many: ClassVar[str] = lazy("{n} colleagues say that something is off on “{title}”")
    quotes: ClassVar[str] = "words"
    flag_id: int
    words: str = ""
    reason: str = ""  # a FlagReason

    @classmethod
    def quoted(cls, data: Mapping[str, Any]) -> str:
        """The reason, and what was said to it. Older ones hold both in their words."""
        reason = data.get("reason")
        return in_one_line(FlagReason(reason), data["words"]) if reason else str(data.get("words", ""))


@dataclass(frozen=True)
class FlagEnded(Fact):
    """Somebody dealt with a flag: `end` is mended, right or withdrawn."""

    kind: ClassVar[str] = "flags.flag_ended"
    says: ClassVar[str] = lazy("{actor} dealt with your flag on “{title}”")
    quotes: ClassVar[str] = "answer"
    flag_id: int
    end: str
    answer: str = ""

    @classmethod
    def quoted(cls, data: Mapping[str, Any]) -> str:
        """What was answered, else what was done."""
        return str(data.get("answer") or FlagEnd(data["end"]).label)


@dataclass(frozen=True)
class FlagReopened(Fact):
    """A flag that was dealt with waits again."""

    kind: ClassVar[str] = "flags.flag_reopened"
    says: ClassVar[str] = lazy("{actor} asks you to look at “{title}” once more")
    flag_id: int
