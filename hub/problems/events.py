"""What happens to problems."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class ProblemOpened(Fact):
    """Somebody saw that several customers have the same problem."""

    kind: ClassVar[str] = "problems.opened"


@dataclass(frozen=True)
class ProblemChanged(Fact):
    """Its title or what is known inside was changed."""

    kind: ClassVar[str] = "problems.changed"


@dataclass(frozen=True)
class ProblemSolved(Fact):
    """It is known what to tell the customers; or that was taken back."""

    kind: ClassVar[str] = "problems.solved"
    solved: bool = True


@dataclass(frozen=True)
class IncidentAttached(Fact):
    """A case is an incident of a problem. Subject: the case."""

    kind: ClassVar[str] = "problems.incident_attached"
    problem: str

    def touches(self) -> tuple[str, ...]:
        return (self.problem,)


@dataclass(frozen=True)
class IncidentDetached(Fact):
    """A case is an incident of a problem no longer. Subject: the case."""

    kind: ClassVar[str] = "problems.incident_detached"
    problem: str

    def touches(self) -> tuple[str, ...]:
        return (self.problem,)


@dataclass(frozen=True)
class IncidentsTold(Fact):
    """Customers were told the solution of a problem; the replies have facts of their own."""

    kind: ClassVar[str] = "problems.incidents_told"
    customers: int
    cases: list[int] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(f"case:{id}" for id in self.cases)
