"""What happened, over the API: the pings that a page would get, for programs that ask again and again."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.core.limits import LIMITS
from hub.live.queries import since
from hub.web.api import Out, api_blueprint, operation, without_cases
from hub.web.forms import Form

bp = api_blueprint("events")


class EventOut(Out):
    """That something happened, and to what. What it looks like now is asked for by its ref."""

    event: int
    kind: str
    ref: str
    topics: list[str]


class EventList(Out):
    """Oldest first. `last` is where to go on; with `reset` too much happened to tell one by one."""

    items: list[EventOut]
    last: int
    reset: bool


class EventsIn(Form):
    """After which event."""

    after: Annotated[int, Field(ge=0, le=LIMITS.highest_id)] = 0


@operation(bp, "GET", "/events", verb="list", thing="events", out=EventList, query=EventsIn)
def list_events(query: EventsIn) -> dict[str, Any]:
    """What happened since an event, of that which this person may see."""
    found = since(g.actor, query.after)
    told = [ping for ping in found.pings if without_cases([ping["ref"]])]
    items = [{**ping, "topics": without_cases(ping["topics"])} for ping in told]
    return {"items": items, "last": found.last, "reset": found.reset}
