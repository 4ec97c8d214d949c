"""That many were answered at once. The replies have facts of their own."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class AnsweredTogether(Fact):
    """Customers who waited for the same answer were written to at once. Subject: the question."""

    kind: ClassVar[str] = "together.answered"
    customers: int
    cases: list[int] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(f"case:{id}" for id in self.cases)
