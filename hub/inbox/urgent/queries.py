"""What the pages show of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from hub.core import clock
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import Card, card_of, resolve, resolve_many
from hub.core.permissions import Actor, can
from hub.inbox.models import Notice
from hub.inbox.urgent.models import Urgent, UrgentReader
from hub.inbox.urgent.rules import END_URGENT, may_mark_under, rule_in_force, talk_of, usual
from hub.people.models import Person, Role
from hub.spaces.queries import people_by_handle

SHOWN_FOR = timedelta(days=1)
OFFERED = 5
CALLED = re.compile(r"@([\w.-]*\w)")


@dataclass(frozen=True)
class UrgentView:
    """What stands above a conversation. urgent: None when only the button is shown."""

    urgent: Urgent | None
    must_acknowledge: bool = False
    may_end: bool = False
    may_mark: bool = False
    place: Card | None = None  # the comment that is urgent, when the reader can open it

    @property
    def is_active(self) -> bool:
        """Whether people are still called."""
        return self.urgent is not None and self.urgent.next_at is not None

    @property
    def known(self) -> list[UrgentReader]:
        """Who knows, the first one first."""
        rows = [each for each in self.urgent.readers if each.acknowledged_at] if self.urgent else []
        return sorted(rows, key=lambda each: each.acknowledged_at or clock.now())

    @property
    def waiting(self) -> list[UrgentReader]:
        """Of whom nothing was heard."""
        return [each for each in self.urgent.readers if each.acknowledged_at is None] if self.urgent else []


def know_of_urgent(newest: int | None, callers: str | None) -> None:
    """Keep for this page what its frame has asked: the newest of the last day, and who may call."""
    session().info["urgent"] = newest, callers


def urgent_view(actor: Person, thing: Any) -> UrgentView:
    """For a page of `thing`; without a statement where nothing was urgent anywhere lately."""
    newest, callers = session().info.get("urgent") or (0, None)
    kept = usual()
    if newest == 0:  # nobody has asked yet
        kept = rule_in_force()
    elif callers is not None:
        kept.roles = frozenset(Role(name) for name in callers.split(",") if name)
    urgent = _newest(thing.ref) if newest is not None else None
    active = urgent is not None and urgent.next_at is not None
    mine = [each for each in urgent.readers if each.person_id == actor.id] if urgent is not None else []
    place = resolve_many(actor, [urgent.place]) if urgent is not None and urgent.place else {}
    return UrgentView(
        urgent,
        must_acknowledge=active and any(each.acknowledged_at is None for each in mine),
        may_end=active and can(actor, END_URGENT, urgent),
        may_mark=not active and bool(may_mark_under(kept, actor, thing)),
        place=next((card_of(each) for each in place.values()), None),
    )


def _newest(ref: str) -> Urgent | None:
    recent = select(Urgent).where(Urgent.ref == ref, Urgent.at > clock.now() - SHOWN_FOR)
    readers = selectinload(Urgent.readers).joinedload(UrgentReader.person)
    found = recent.options(joinedload(Urgent.by), readers).order_by(Urgent.id.desc()).limit(1)
    return session().scalars(found).one_or_none()


def load_urgent(actor: Actor, id: int) -> Urgent:
    """What somebody may know of, because they may read the conversation. Raises NotFound."""
    urgent = session().get(Urgent, id)
    if urgent is None:
        raise NotFound
    resolve(actor, urgent.ref)
    return urgent


def concerned(actor: Person, thing: Any) -> Sequence[Person]:
    """Whom a comment names, or for whom the conversation waits: the form begins with them."""
    if thing.ref_kind == "comment":
        named = people_by_handle(CALLED.findall(thing.body.lower())).values()
        if called := [each for each in named if each.is_active and each.id != actor.id]:
            return called[:OFFERED]
    ref = talk_of(thing).ref
    statement = (
        select(Person)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.thread == ref, Notice.done_at.is_(None), Person.id != actor.id)
        .where(Person.deactivated_at.is_(None), Notice.action.in_(("answer", "decide")))
        .order_by(Notice.at.desc())
        .limit(OFFERED)
    )
    return session().scalars(statement).all()
