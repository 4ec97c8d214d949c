"""What supervisors find about replies that left against the send check."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class OverrideJudged(Fact):
    """A supervisor said whether it was right to send it all the same."""

    kind: ClassVar[str] = "cases.override_judged"
    finding: str
    was_right: bool
