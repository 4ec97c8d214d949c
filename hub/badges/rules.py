"""What each badge is for and when its levels are reached, as data; and who sees an award."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from hub.badges.models import Award
from hub.core.permissions import Actor, visible
from hub.core.words import lazy

LEVELS = (1, 3, 10)
MOST_A_DAY = 3  # of one badge that count: nobody gets there by volume
MANY = 3  # colleagues who need an answer too, or customers who wait for it
NEW_DAYS = 90  # so long is a colleague new


class Badge(enum.StrEnum):
    """A way of helping."""

    FIRST_HELP = "first_help"
    NEEDED = "needed"
    USED = "used"
    FIXED = "fixed"
    FLAGGED = "flagged"
    MENTOR = "mentor"


@dataclass(frozen=True)
class Rule:
    """levels: how often it takes for each."""

    label: str
    icon: str
    sentence: str
    levels: tuple[int, ...] = LEVELS


RULES: Mapping[Badge, Rule] = {
    Badge.FIRST_HELP: Rule(
        lazy("First help"), "heart",
        lazy("An answer of yours is accepted, or goes to a customer, for the first time."), (1,),
    ),
    Badge.NEEDED: Rule(
        lazy("Asked for many"), "ask",
        lazy("A question of yours is one that three colleagues have too, or three customers wait for."),
    ),
    Badge.USED: Rule(
        lazy("Used again"), "loop", lazy("Words of yours go to a customer in somebody’s reply."),
    ),
    Badge.FIXED: Rule(
        lazy("Mended an article"), "leaf",
        lazy("An article that others wrote is verified as you changed it."),
    ),
    Badge.FLAGGED: Rule(
        lazy("Saw what was wrong"), "flag",
        lazy("You say that something is off on an article, and somebody changes it then."),
    ),
    Badge.MENTOR: Rule(
        lazy("Mentor"), "people",
        lazy("Your answer is accepted by a colleague who is new, or who wants to learn about its topic."),
    ),
}  # fmt: skip


@visible(Award)
def own_awards(actor: Actor) -> ColumnElement[bool]:
    """Their owner; on a page of a colleague the panel decides by consent."""
    return Award.person_id == actor.id
