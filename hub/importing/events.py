"""What happens when things are brought in from elsewhere."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class ThingsImported(Fact):
    """Things from elsewhere were stored in a space. Nobody is notified: it all happened long ago."""

    kind: ClassVar[str] = "importing.things_imported"
    source: str
    refs: list[str] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(self.refs)
