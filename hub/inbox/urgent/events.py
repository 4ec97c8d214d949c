"""What happens when something is urgent."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class MarkedUrgent(Fact):
    """A conversation is urgent for these people. thread: its ref, where a comment in it is."""

    kind: ClassVar[str] = "inbox.marked_urgent"
    says: ClassVar[str] = lazy("{actor} needs you urgently: {title}")
    urgent_id: int
    people: list[int]
    thread: str = ""


@dataclass(frozen=True)
class UrgentEnded(Fact):
    """It is not urgent any more: everybody knows, or somebody says so."""

    kind: ClassVar[str] = "inbox.urgent_ended"
    urgent_id: int


@dataclass(frozen=True)
class UrgentAcknowledged(Fact):
    """Somebody whom it is urgent for knows of it."""

    kind: ClassVar[str] = "inbox.urgent_acknowledged"
    urgent_id: int
    person_id: int
