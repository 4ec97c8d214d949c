"""What happens to messages that are sent on to somebody outside."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class MessageForwarded(Fact):
    """A message of a case was sent on to somebody outside, or that was taken back in time."""

    kind: ClassVar[str] = "cases.message_forwarded"
    forward_id: int
    message_id: int


@dataclass(frozen=True)
class ForwardFailed(Fact):
    """What was sent on did not arrive, or perhaps not."""

    kind: ClassVar[str] = "cases.forward_failed"
    says: ClassVar[str] = lazy("Not sent on: “{title}”")
    forward_id: int
    person_id: int
