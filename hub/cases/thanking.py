"""The thanks that a case offers once it ended well: to whom, for what, in which community.

Those who are recognised are thanked by name in the community where their words stand. Whoever is not,
or may not read there, hears the same words in private: nothing of it is kept or counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.cases.identities import names_of
from hub.cases.models import Case, Message
from hub.cases.rules import THANK
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.core.features import card_of, resolve_many
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.reuse.masking import mask
from hub.reuse.models import Provenance, Relation
from hub.reuse.queries import WELL
from hub.spaces.models import Space, Visibility
from hub.spaces.rules import POST_IN, role_in

MOST_NAMED = 3  # texts in the sentence that is offered


@dataclass(frozen=True)
class Thanks:
    """What one press would say. `space` is None when everybody hears it in private."""

    text: str
    people: Sequence[Person]
    quiet: Sequence[Person]
    space: Space | None
    about: str  # ref of what was used, for those who may read it in that community
    sources: Sequence[str]


def thanks_to_offer(actor: Person, case: Case) -> Thanks | None:
    """None while it is not over, when it did not end well, and once it was said or set aside."""
    if case.thanked_at is not None or not ended_well(case) or not can(actor, THANK, case):
        return None
    used, writers = _used_in(case)
    helpers = _active([id for row in used for id in row.authors], writers | {actor.id})
    if not helpers:
        return None
    sources = list(dict.fromkeys(row.source for row in used))
    things = resolve_many(actor, sources)
    space = _space_for(actor, [things[ref].space for ref in sources if ref in things], helpers)
    named = [each for each in helpers if space is not None and _may_be_named(each, space)]
    space = space if named else None
    open_to = [ref for ref in sources if ref in things and _is_open(things[ref], space)]
    return Thanks(
        text=_words(case, things, open_to), people=named,
        quiet=[each for each in helpers if each not in named], space=space,
        about=open_to[0] if open_to else "", sources=sources,
    )  # fmt: skip


def ended_well(case: Case) -> bool:
    """The customer was glad, or it is solved and nothing else was said."""
    return case.rating >= WELL if case.rating else case.is_over


def _used_in(case: Case) -> tuple[list[Provenance], set[int]]:
    """The texts that went out in this case's replies, and who wrote the replies."""
    statement = select(Message.id, Message.author_id).where(
        Message.case_id == case.id, Message.author_id.is_not(None), Message.state != MessageState.TAKEN_BACK
    )
    replies = {f"message:{id}": author_id for id, author_id in session().execute(statement)}
    used = (
        select(Provenance)
        .where(Provenance.reply.in_(list(replies)), Provenance.relation == Relation.USED)
        .order_by(Provenance.id)
    )
    return list(session().scalars(used)), {id for id in replies.values() if id is not None}


def _active(ids: Sequence[int], without: set[int]) -> list[Person]:
    wanted = [id for id in dict.fromkeys(ids) if id not in without]
    statement = select(Person).where(Person.id.in_(wanted), Person.deactivated_at.is_(None))
    found = {person.id: person for person in session().scalars(statement)}
    return [found[id] for id in wanted if id in found]


def _space_for(actor: Person, spaces: Sequence[Space], helpers: Sequence[Person]) -> Space | None:
    """The first community of what was used where the actor may write and somebody may be named."""
    for space in dict.fromkeys(spaces):
        if can(actor, POST_IN, space) and any(_may_be_named(each, space) for each in helpers):
            return space
    return None


def _may_be_named(person: Person, space: Space) -> bool:
    if not is_recognised(person):
        return False
    if space.visibility == Visibility.EVERYONE:
        return True
    return role_in(person, space) is not None


def _is_open(thing: Any, space: Space | None) -> bool:
    """Whether everybody who reads the thanks may read the title of this, too."""
    return thing.space.visibility == Visibility.EVERYONE or thing.space is space


def _words(case: Case, things: Mapping[str, Any], open_to: Sequence[str]) -> str:
    names = names_of(case)
    titles = dict.fromkeys(card_of(things[ref]).title for ref in open_to)
    what = ", ".join(_("“%(title)s”", title=mask(title, names).text) for title in list(titles)[:MOST_NAMED])
    if case.rating and what:
        return _("What you wrote (%(what)s) is in a reply that a customer rated %(rating)s of 5.",
                 what=what, rating=case.rating)  # fmt: skip
    if case.rating:
        return _("What you wrote is in a reply that a customer rated %(rating)s of 5.", rating=case.rating)
    if what:
        return _("What you wrote (%(what)s) is in the reply that solved a customer’s problem.", what=what)
    return _("What you wrote is in the reply that solved a customer’s problem.")
