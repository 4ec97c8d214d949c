"""What is urgent over the API: call people, see who knows, say that one knows, end it."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field, StringConstraints

from hub.core.errors import Invalid
from hub.core.features import resolve
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.inbox.urgent import actions
from hub.inbox.urgent.models import Urgent
from hub.inbox.urgent.queries import load_urgent
from hub.people.api import PersonName
from hub.spaces.queries import people_by_handle
from hub.web.api import NothingOut, Out, api_blueprint, operation
from hub.web.forms import Form, Short

bp = api_blueprint("urgent")
WRITE = ("write",)

Handle = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.handle)]


class CalledOut(Out):
    """Somebody it is urgent for, and since when they know."""

    person: PersonName
    acknowledged_at: datetime | None


class UrgentOut(Out):
    """That a conversation is urgent. `place`: the comment in it. `is_active`: people are still called."""

    id: int
    ref: str
    place: str
    by: PersonName
    words: str
    at: datetime
    ends_at: datetime
    is_active: bool
    readers: list[CalledOut]


class UrgentIn(Form):
    """A post, a question or a comment under one, for whom by their handles, and why."""

    ref: Annotated[str, StringConstraints(pattern=r"^(post|question|comment):[0-9]{1,18}$")]
    people: Annotated[list[Handle], Field(min_length=1, max_length=actions.MOST_PEOPLE)]
    words: Short = ""


@operation(
    bp, "POST", "/urgent", verb="call", thing="urgent", out=UrgentOut, body=UrgentIn, scopes=WRITE, status=201
)
def call_urgent(body: UrgentIn) -> dict[str, Any]:
    """Call colleagues to a conversation until they know, for half an hour at most."""
    found = people_by_handle(body.people)
    for handle in body.people:
        if handle not in found:
            raise Invalid(_("There is no colleague @%(handle)s.", handle=handle), field="people")
    return _urgent(actions.mark_urgent(g.actor, resolve(g.actor, body.ref), list(found.values()), body.words))


@operation(bp, "GET", "/urgent/<int:id>", verb="read", thing="urgent", out=UrgentOut)
def read_urgent(id: int) -> dict[str, Any]:
    """What was called urgent in a conversation that one may read, and who knows."""
    return _urgent(load_urgent(g.actor, id))


@operation(
    bp, "PUT", "/urgent/<int:id>/acknowledgement", verb="acknowledge", thing="urgent", out=NothingOut,
    scopes=WRITE,
)  # fmt: skip
def acknowledge_urgent(id: int) -> dict[str, bool]:
    """Say that one knows of it; one is not called any more."""
    actions.acknowledge(g.actor, load_urgent(g.actor, id))
    return {"done": True}


@operation(bp, "DELETE", "/urgent/<int:id>", verb="end", thing="urgent", out=NothingOut, scopes=WRITE)
def end_urgent(id: int) -> dict[str, bool]:
    """Call nobody any more."""
    actions.end_urgent(g.actor, load_urgent(g.actor, id))
    return {"done": True}


def _urgent(urgent: Urgent) -> dict[str, Any]:
    own = ("id", "ref", "place", "by", "words", "at", "ends_at", "readers")
    return {**{name: getattr(urgent, name) for name in own}, "is_active": urgent.next_at is not None}
