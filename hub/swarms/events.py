"""What is recorded of swarms. Each is about the question, so that its pages look again."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class SwarmCalled(Fact):
    """Somebody called colleagues together around a question."""

    kind: ClassVar[str] = "swarms.swarm_called"
    says: ClassVar[str] = lazy("{actor} gathers colleagues around “{title}”")
    quotes: ClassVar[str] = "need"
    swarm_id: int
    need: str = ""


@dataclass(frozen=True)
class SwarmJoined(Fact):
    """Somebody came."""

    kind: ClassVar[str] = "swarms.swarm_joined"
    swarm_id: int


@dataclass(frozen=True)
class SwarmLeft(Fact):
    """Somebody went before it was over."""

    kind: ClassVar[str] = "swarms.swarm_left"
    swarm_id: int


@dataclass(frozen=True)
class SwarmEnded(Fact):
    """It is over: with what result, and from whom something was learned."""

    kind: ClassVar[str] = "swarms.swarm_ended"
    says: ClassVar[str] = lazy("{actor} says what was learned from you in “{title}”")
    quotes: ClassVar[str] = "learned"
    swarm_id: int
    result: str
    learned: str = ""
    people: list[int] = field(default_factory=list)
