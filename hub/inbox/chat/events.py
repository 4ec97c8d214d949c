"""That a person's chat takes nothing any more. Who it is for stands in the row alone."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class ChatEnded(Fact):
    """An address failed for good."""

    kind: ClassVar[str] = "chat.ended"
    says: ClassVar[str] = lazy("Your notices in “{title}” have stopped: it does not take them any more")
