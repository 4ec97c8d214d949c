"""How much is asked of people at the same time, and how much each of them takes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.core.db import pairs
from hub.core.limits import LIMITS
from hub.core.words import ngettext
from hub.people.models import Person
from hub.people.request_models import OPEN, AnswerRequest
from hub.people.rhythm import away_of


@dataclass(frozen=True)
class Load:
    """What waits for somebody: open requests, and how many they take at most."""

    open: int
    most: int

    @property
    def is_full(self) -> bool:
        """Whether the next request goes to somebody else."""
        return self.open >= self.most

    @property
    def words(self) -> str:
        """ "2 of 5 requests open"; nothing while nothing waits."""
        if not self.open:
            return ""
        return ngettext(
            "%(open)s of %(num)s request open", "%(open)s of %(num)s requests open", self.most, open=self.open
        )


def most_asked_of(person: Person) -> int:
    """How many requests a person takes at the same time."""
    return person.most_asked or LIMITS.open_requests


def loads_of(people: Iterable[Person]) -> dict[int, Load]:
    """Person → what waits for them: one query for all."""
    by_id = {person.id: person for person in people}
    statement = (
        select(AnswerRequest.person_id, func.count(AnswerRequest.id))
        .where(AnswerRequest.person_id.in_(by_id), AnswerRequest.state.in_(OPEN))
        .group_by(AnswerRequest.person_id)
    )
    waiting: dict[int, int] = {}
    if by_id:
        waiting = pairs(statement)
    return {id: Load(waiting.get(id, 0), most_asked_of(person)) for id, person in by_id.items()}


def free_among(people: Iterable[Person]) -> dict[Person, Load]:
    """Those who are here and take another request, in the order given, with what waits for them."""
    found = list(people)
    loads = loads_of(found)
    return {
        each: loads[each.id]
        for each in found
        if each.is_active and away_of(each) is None and not loads[each.id].is_full
    }
