"""The ways of helping that people are thanked for."""

import enum

from hub.core.words import gettext as _
from hub.core.words import lazy


class Praise(enum.StrEnum):
    """A way of helping. None of them is about how much somebody does."""

    ANSWERED = "answered"
    FOUND = "found"
    ASKED = "asked"
    IMPROVED = "improved"
    WORDED = "worded"
    FLAGGED = "flagged"
    IN_TIME = "in_time"
    TAUGHT = "taught"

    @property
    def label(self) -> str:
        """For people: "Knew the answer"."""
        return str(_FACES[self][0])

    @property
    def icon(self) -> str:
        """Its sign."""
        return _FACES[self][1]


_FACES = {
    Praise.ANSWERED: (lazy("Knew the answer"), "check"),
    Praise.FOUND: (lazy("Found what was known"), "search"),
    Praise.ASKED: (lazy("Asked well"), "ask"),
    Praise.IMPROVED: (lazy("Made it better"), "leaf"),
    Praise.WORDED: (lazy("Found the customer’s words"), "quote"),
    Praise.FLAGGED: (lazy("Saw what was wrong"), "flag"),
    Praise.IN_TIME: (lazy("Was there in time"), "clock"),
    Praise.TAUGHT: (lazy("Taught a colleague"), "spark"),
}


def badge_of(name: str) -> Praise | None:
    """A badge by its name; None for none, and for one that a later version forgot."""
    return Praise(name) if name in set(Praise) else None


def badge_choices() -> list[tuple[str, str]]:
    """Every badge for a form, none first."""
    return [("", _("No badge")), *((badge.value, badge.label) for badge in Praise)]
