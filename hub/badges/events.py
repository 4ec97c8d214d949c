"""What happens to badges."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class BadgeAwarded(Fact):
    """Somebody reached a level of a badge. Subject: the award. Told to them alone."""

    kind: ClassVar[str] = "badges.badge_awarded"
    says: ClassVar[str] = lazy("You have a new badge: “{title}”")
    says_many: ClassVar[str] = lazy("You have {n} new badges")
    person_id: int
