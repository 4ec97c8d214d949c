"""Asking inside with one press: the masked question, the community it belongs to, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import func, select

from hub.cases.actions.inside import Proposal, propose
from hub.cases.models import Case
from hub.core.db import pairs, session
from hub.core.permissions import can, readable
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.people.load import free_among
from hub.people.models import Person
from hub.reuse.models import Credit
from hub.spaces.fitting import best_fit
from hub.spaces.models import Membership, Space, SpaceKind
from hub.spaces.rules import POST_IN

LOOKED_AT = 12  # members, before those who have enough to do are passed over
CALLED = 2  # people called by name; more would be nobody in particular
SPACES = 300


@dataclass(frozen=True)
class Offer:
    """A question ready to be posted: what, where, and who will be called (person, evidence)."""

    question: Proposal
    space: Space | None
    spaces: Sequence[Space]
    people: Sequence[tuple[Person, str]]

    @property
    def body(self) -> str:
        """The masked quote and the call."""
        calls = "".join(f"@{person.handle} " for person, _evidence in self.people)
        asked = _("what can we tell this customer?") if calls else _("What can we tell this customer?")
        return f"{self.question.body}\n\n{calls}{asked}"


def propose_question(actor: Person, case: Case, space: Space | None = None) -> Offer:
    """What one press would post: the community that names these words, its people who helped most."""
    question = propose(case)
    spaces = [each for each in _communities(actor) if can(actor, POST_IN, each)]
    best = space or best_fit(spaces, f"{case.subject} {question.masked.text}")
    people = _people_of(best, actor) if best is not None else []
    return Offer(question, best, spaces, people)


def _communities(actor: Person) -> Sequence[Space]:
    statement = (
        readable(actor, select(Space))
        .where(
            Space.kind == SpaceKind.COMMUNITY,
            Space.archived_at.is_(None),
            Space.has_questions,
            Space.has_cases,
        )
        .order_by(Space.member_count.desc(), Space.name)
        .limit(SPACES)
    )
    return session().scalars(statement).all()


def _people_of(space: Space, actor: Person) -> list[tuple[Person, str]]:
    """Who is free of the contacts that a community has named, of those who know it, of its other helpers.

    Nobody is ranked by how much they do: after the contacts comes whose words helped last.
    """
    helped = func.count(Credit.reply)
    statement = (
        select(Person, helped)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Credit, Credit.person_id == Person.id)
        .where(Membership.space_id == space.id, Person.id != actor.id, Person.deactivated_at.is_(None))
        .group_by(Person.id)
        .order_by(
            Person.id.in_(space.contacts or [0]).desc(), func.max(Credit.at).desc().nulls_last(), Person.id
        )
        .limit(LOOKED_AT)
    )  # fmt: skip
    counts = pairs(statement)
    found = []
    for person, load in islice(free_among(counts).items(), CALLED):
        count = counts[person]
        evidence = (
            ngettext("helped %(num)s customer", "helped %(num)s customers", count)
            if count
            else _("in %(name)s", name=space.name)
        )
        found.append((person, ", ".join(filter(None, (evidence, load.words)))))
    return found
