"""That a moment has come. Who it is for stands in the row alone: nobody else knows what somebody keeps."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class SavedFallsDue(Fact):
    """Somebody wanted to come back to a thing now."""

    kind: ClassVar[str] = "saved.falls_due"
    says: ClassVar[str] = lazy("You wanted to come back to “{title}”")
