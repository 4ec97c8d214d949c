"""What a page missed while it had no line."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import Actor
from hub.live.publishing import NOTICE, ping_of
from hub.live.sockets import room_of_person
from hub.spaces.rules import readable_space_ids

MOST = 200


@dataclass(frozen=True)
class Missed:
    """The pings since an event; `reset` when there were too many to tell one by one."""

    last: int
    pings: list[dict[str, Any]] = field(default_factory=list)
    reset: bool = False


def since(actor: Actor, after: int) -> Missed:
    """What happened after an event in the spaces that the actor may read now."""
    last = session().scalar(select(func.max(Event.id))) or 0
    if after >= last:
        return Missed(last)
    own = (Event.space_id.is_(None)) & (Event.subject == room_of_person(actor.id or 0))
    statement = (
        select(Event)
        .where(Event.id > after, Event.id <= last, or_(Event.space_id.in_(readable_space_ids(actor)), own))
        .order_by(Event.id)
        .limit(MOST + 1)
    )
    events = session().scalars(statement).all()
    if len(events) > MOST:
        return Missed(last, reset=True)
    pings = [ping_of(event) for event in events if event.is_known]
    # Whether there are new notices is asked for again in any case: it costs one small fragment.
    pings.append({"event": last, "kind": NOTICE, "ref": room_of_person(actor.id or 0), "topics": []})
    return Missed(last, pings)
