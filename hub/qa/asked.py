"""Who was asked to answer a question, who else could be, and how much waits for each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.hours import presence_of
from hub.people.knowing import who_say_they_know
from hub.people.load import Load, free_among, loads_of
from hub.people.models import Person
from hub.people.request_models import OPEN, AnswerRequest, RequestState
from hub.people.rhythm import away_of
from hub.qa.around import people_who_know
from hub.qa.models import Question
from hub.spaces.experts import experts_named
from hub.spaces.fitting import WORD
from hub.spaces.queries import contacts_of, may_enter
from hub.spaces.topics import meant, slug_of

COULD = 3  # people offered while somebody writes a question
STATE_WORDS = {
    RequestState.WAITING: lazy("was asked"),
    RequestState.ACCEPTED: lazy("has taken it"),
    RequestState.DECLINED: lazy("cannot answer"),
    RequestState.HANDED_ON: lazy("handed it on"),
    RequestState.OVER: lazy("was asked"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked: why, what waits for them, whether they are there, how to reach them."""

    person: Person
    reason: str
    load: Load

    @property
    def words(self) -> str:
        """All of it in one line."""
        said = (self.reason, self.load.words, presence_of(self.person), self.person.contact)
        return ", ".join(filter(None, said))


@dataclass(frozen=True)
class Asked:
    """Everybody who was asked, as a question's page shows it; `mine` is what its reader is to do."""

    requests: Sequence[AnswerRequest]
    mine: AnswerRequest | None

    @property
    def takers(self) -> list[Person]:
        """Who has taken it."""
        return [each.person for each in self.requests if each.state == RequestState.ACCEPTED]

    @property
    def lines(self) -> list[tuple[Person, str]]:
        """Each person with what became of asking them."""
        return [(each.person, _said(each)) for each in self.requests]


def asked_on(actor: Person, question: Question) -> Asked:
    """Who was asked about this question, for one reader."""
    found = requests_on(question)
    mine = next((each for each in found if each.person_id == actor.id and each.is_open), None)
    return Asked(found, None if question.is_solved else mine)


def candidates(actor: Person, question: Question) -> list[Candidate]:
    """Who could be asked: those who know it, with how much waits for them."""
    found = people_who_know(actor, question)
    loads = loads_of(person for person, _why in found)
    return [Candidate(person, why, loads[person.id]) for person, why in found]


def could_know(actor: Person, words: str, chosen: Sequence[Person] = ()) -> list[Candidate]:
    """Who says they know one of these words, while a question is written; those chosen already stay."""
    found = WORD.findall(words)
    pairs = [f"{one} {two}" for one, two in pairwise(found)]
    why = _experts_by(actor, [*pairs, *found]) if found else {}
    known = dict(who_say_they_know(actor, [*pairs, *found], COULD)) if found else {}
    why |= {
        person: _("knows about %(topic)s", topic=word) for person, word in known.items() if person not in why
    }
    people = list(dict.fromkeys([*chosen, *list(why)[:COULD]]))
    loads = loads_of(people)
    return [Candidate(each, why.get(each, ""), loads[each.id]) for each in people]


def _experts_by(actor: Person, words: Sequence[str]) -> dict[Person, str]:
    """Who was named for one of everybody’s topics that these words mean, and why they are offered."""
    named = experts_named({topic.id: topic for topic in meant(map(slug_of, words), None).values()}.values())
    return {
        person: _("expert on #%(topic)s", topic=topic.name)
        for person, topic in named
        if person.id != actor.id and away_of(person) is None
    }


def open_requests(actor: Person) -> dict[str, AnswerRequest]:
    """Ref of a question → what is expected of `actor` there: one query for all of them."""
    statement = select(AnswerRequest).where(
        AnswerRequest.person_id == actor.id, AnswerRequest.state.in_(OPEN)
    )
    return {each.about: each for each in session().scalars(statement)}


def requests_on(question: Question) -> Sequence[AnswerRequest]:
    """Who was asked, in that order."""
    return session().scalars(_REQUESTS, {"about": question.ref}).all()


_REQUESTS = (
    select(AnswerRequest)
    .where(AnswerRequest.about == bindparam("about"))
    .options(joinedload(AnswerRequest.person), joinedload(AnswerRequest.instead_of))
    .order_by(AnswerRequest.id)
    .limit(LIMITS.page_size)
)


def request_of(actor: Person, question: Question) -> AnswerRequest | None:
    """What is expected of `actor` here, if anything."""
    found = find_request(question, actor)
    return found if found is not None and found.is_open else None


def next_who_fit(actor: Person, question: Question, but: Iterable[int] = ()) -> list[Person]:
    """Who else could answer and is free: those who know it, then whom the community names."""
    asked = {request.person_id for request in requests_on(question)}
    passed = {*asked, *but, actor.id, question.author_id}
    known = [person for person, _why in people_who_know(actor, question)]
    named = [person for person in contacts_of(question.space) if may_enter(person, question.space)]
    return list(free_among(each for each in dict.fromkeys([*known, *named]) if each.id not in passed))


def find_request(question: Question, person: Person) -> AnswerRequest | None:
    own = (AnswerRequest.about == question.ref, AnswerRequest.person_id == person.id)
    return session().scalars(select(AnswerRequest).where(*own)).one_or_none()


def _said(request: AnswerRequest) -> str:
    said = str(STATE_WORDS[request.state])
    if request.state == RequestState.DECLINED and request.reason:
        return _("%(said)s: %(reason)s", said=said, reason=request.reason)
    if request.instead_of is not None and request.is_open:
        return _("%(said)s instead of %(name)s", said=said, name=request.instead_of.first_name)
    return said
