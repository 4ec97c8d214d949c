"""What happens to recalls. Their subject is the recall; customers are not named."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class RecallGathered(Fact):
    """Who holds a recalled text was found; `owners` look after the cases and hear of it now."""

    kind: ClassVar[str] = "recall.gathered"
    says: ClassVar[str] = lazy("Customers of yours were given “{title}”. It is taken back: tell them.")
    quotes: ClassVar[str] = "because"
    customers: int
    owners: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    because: str = ""  # what is wrong with the text, as its editor says

    def touches(self) -> tuple[str, ...]:
        return tuple(f"case:{id}" for id in self.cases)


@dataclass(frozen=True)
class FollowUpMoved(Fact):
    """It is further with one customer: drafted, sent, not needed, unreachable, or waiting again."""

    kind: ClassVar[str] = "recall.follow_up_moved"
    follow_up: int
    state: str
    case: int

    def touches(self) -> tuple[str, ...]:
        return (f"case:{self.case}",)


@dataclass(frozen=True)
class RecallClosed(Fact):
    """Nobody is to be told any more. `mistaken`: the text had been right."""

    kind: ClassVar[str] = "recall.closed"
    says: ClassVar[str] = lazy("{actor} closed the recall of “{title}”")
    mistaken: bool = False
    source: str = ""

    def touches(self) -> tuple[str, ...]:
        return (self.source,) if self.source else ()
