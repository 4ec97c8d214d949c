"""What happens to customers. Each fact is about one of their cases, where those of its desk read it."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class CustomerChanged(Fact):
    """What we call them, where they work, or what we note about them is different."""

    kind: ClassVar[str] = "customers.customer_changed"
    cases: list[int] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(f"case:{id}" for id in self.cases)


@dataclass(frozen=True)
class CustomersMerged(Fact):
    """Two turned out to be one person. `parted`: it was taken back."""

    kind: ClassVar[str] = "customers.customers_merged"
    merge: int
    parted: bool = False
    cases: list[int] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(f"case:{id}" for id in self.cases)
