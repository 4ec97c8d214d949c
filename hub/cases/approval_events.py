"""What happens to replies that wait for a second person."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class ReplyAwaits(Fact):
    """A reply waits for a second person before it may leave."""

    kind: ClassVar[str] = "cases.reply_awaits"
    says: ClassVar[str] = lazy("{actor}’s reply waits for your look: “{title}”")
    approval_id: int


@dataclass(frozen=True)
class ReplyApproved(Fact):
    """A second person let a reply go, exactly as they had read it."""

    kind: ClassVar[str] = "cases.reply_approved"
    says: ClassVar[str] = lazy("{actor} approved your reply: “{title}”")
    approval_id: int
    author_id: int
    message_id: int


@dataclass(frozen=True)
class ReplyAltered(Fact):
    """A second person changed a reply that waits; its writer is to see what."""

    kind: ClassVar[str] = "cases.reply_altered"
    says: ClassVar[str] = lazy("{actor} changed your waiting reply: “{title}”")
    approval_id: int
    author_id: int


@dataclass(frozen=True)
class ReplyReturned(Fact):
    """A second person gave a reply back to its writer, with a reason."""

    kind: ClassVar[str] = "cases.reply_returned"
    says: ClassVar[str] = lazy("{actor} gave your reply back: “{title}”")
    approval_id: int
    author_id: int


@dataclass(frozen=True)
class ReplyWithdrawn(Fact):
    """A writer took a reply back that waited for a second person."""

    kind: ClassVar[str] = "cases.reply_withdrawn"
    approval_id: int
