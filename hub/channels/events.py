"""What happens to channels themselves."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class ChannelStopped(Fact):
    """An account paused itself: it was refused, and asking on would make it worse."""

    kind: ClassVar[str] = "channels.channel_stopped"
    says: ClassVar[str] = lazy("{title} has paused itself: nothing comes in or goes out")
    quotes: ClassVar[str] = "reason"
    reason: str


@dataclass(frozen=True)
class ChannelResumed(Fact):
    """A channel is open again: what waited can leave."""

    kind: ClassVar[str] = "channels.channel_resumed"
