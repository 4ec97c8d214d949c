"""What happens with checklists. Subject: the case."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class ItemTicked(Fact):
    """Something of a case's checklist was done, or found not to be."""

    kind: ClassVar[str] = "checklists.ticked"
    item_id: int
    on: bool = True
