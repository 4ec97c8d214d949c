"""What can be wrong with a thing, and what was done about it, in words for people."""

import enum

from hub.core.words import lazy


class FlagReason(enum.StrEnum):
    """What is wrong."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    DOUBLE = "double"
    INSIDE = "inside"

    @property
    def label(self) -> str:
        """For people."""
        return _REASONS[self]


_REASONS = {
    FlagReason.WRONG: lazy("Something is wrong"),
    FlagReason.OUTDATED: lazy("It is out of date"),
    FlagReason.INCOMPLETE: lazy("Something is missing"),
    FlagReason.UNCLEAR: lazy("It is hard to understand"),
    FlagReason.DOUBLE: lazy("It is there twice"),
    FlagReason.INSIDE: lazy("Customers must not see this"),
}


class FlagEnd(enum.StrEnum):
    """What was done about it."""

    MENDED = "mended"
    RIGHT = "right"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return _ENDS[self]


_ENDS = {
    FlagEnd.MENDED: lazy("Mended"),
    FlagEnd.RIGHT: lazy("It is right as it is"),
    FlagEnd.WITHDRAWN: lazy("Taken back"),
}


def in_one_line(reason: FlagReason, words: str) -> str:
    """What is wrong, with what was said to it."""
    return f"{reason.label}: {words}" if words else str(reason.label)
