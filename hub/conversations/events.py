"""What happens in conversations. None of it is told to plugins: these facts are not in their promise."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class ConversationStarted(Fact):
    """Colleagues began to talk, or went on in a larger circle."""

    kind: ClassVar[str] = "conversations.started"


@dataclass(frozen=True)
class MessageWritten(Fact):
    """Something was said in a conversation."""

    kind: ClassVar[str] = "conversations.message_written"
    says: ClassVar[str] = lazy("{actor} wrote to you")
    says_many: ClassVar[str] = lazy("{n} new messages, the last from {actor}")
    comment_id: int
    parent_author_id: int | None = None
    asks: bool = False

    def touches(self) -> tuple[str, ...]:
        return (f"comment:{self.comment_id}",)


@dataclass(frozen=True)
class ConversationNamed(Fact):
    """It was given another name."""

    kind: ClassVar[str] = "conversations.named"


@dataclass(frozen=True)
class ConversationLeft(Fact):
    """Somebody left it."""

    kind: ClassVar[str] = "conversations.left"
    person_id: int
