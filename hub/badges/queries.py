"""Badges as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.badges.models import Award, Merit
from hub.badges.rules import RULES, Badge, Rule
from hub.core.db import pairs
from hub.core.permissions import Actor
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.recognition import is_recognised, shares_recognition


@dataclass(frozen=True)
class Held:
    """The highest level of a badge that somebody reached."""

    badge: Badge
    rule: Rule
    level: int

    @property
    def words(self) -> str:
        """ "Used again, level 3"; a badge without levels is called by its name."""
        return level_words(self.rule, self.level)


@dataclass(frozen=True)
class Way:
    """A badge on the page of rules, with how far the reader is: `next` is None at the end."""

    rule: Rule
    count: int
    level: int
    next: int | None


def level_words(rule: Rule, level: int) -> str:
    """How a level of a badge is called."""
    if len(rule.levels) == 1:
        return str(rule.label)
    return _("%(badge)s, %(times)s times", badge=rule.label, times=level) if level > 1 else str(rule.label)


def award_title(award: Award) -> str:
    """For notices."""
    return level_words(RULES[Badge(award.badge)], award.level) if award.badge in set(Badge) else award.badge


def badges_of(actor: Actor, person: Person) -> list[Held]:
    """What the reader may see of somebody's badges: one's own always, others' by their consent."""
    own = actor.id == person.id
    if not (is_recognised(person) if own else shares_recognition(person)):
        return []
    statement = (
        select(Award.badge, func.max(Award.level)).where(Award.person_id == person.id).group_by(Award.badge)
    )
    levels = pairs(statement)
    return [Held(badge, rule, levels[badge]) for badge, rule in RULES.items() if badge in levels]


def ways(person: Person) -> Sequence[Way]:
    """Every badge with the reader's own count; nothing is counted of who is not recognised."""
    statement = select(Merit.badge, func.count()).where(Merit.person_id == person.id).group_by(Merit.badge)
    counts = pairs(statement)
    found = []
    for badge, rule in RULES.items():
        count = counts.get(badge, 0)
        level = max((each for each in rule.levels if each <= count), default=0)
        found.append(Way(rule, count, level, next((each for each in rule.levels if each > count), None)))
    return found
