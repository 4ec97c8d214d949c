"""Links over the API: what a thing has to do with others, as this reader may see them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import StringConstraints

from hub.core.errors import NotFound
from hub.core.features import resolve
from hub.links.models import LinkKind
from hub.links.queries import Linked, linked_from, linked_to
from hub.web.api import Out, api_blueprint, filled, listed, may_be_told, operation
from hub.web.forms import Form

bp = api_blueprint("links")


class CardOut(Out):
    """A thing in one line. One that the reader may not open is locked and names nothing."""

    ref: str
    title: str
    url: str
    kind: str
    state: str
    excerpt: str
    channel: str
    since: datetime | None
    due: datetime | None
    priority: str
    is_locked: bool


class LinkOut(Out):
    """One link, seen from the thing that was asked about."""

    id: int
    kind: str
    direction: Literal["to", "from"]
    at: datetime
    reason: str
    card: CardOut


class LinksIn(Form):
    """Of which thing."""

    ref: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]


@operation(bp, "GET", "/links", verb="list", thing="links", out=listed(LinkOut), query=LinksIn)
def list_links(query: LinksIn) -> dict[str, Any]:
    """What a thing points at, and what points at it."""
    if not may_be_told(query.ref):
        raise NotFound
    thing = resolve(g.actor, query.ref)
    to = [_link(each, "to") for each in linked_to(g.actor, thing.ref)]
    back = linked_from(g.actor, [thing.ref], tuple(LinkKind)).get(thing.ref, [])
    shown = to + [_link(each, "from") for each in back]
    return {"items": [each for each in shown if may_be_told(each.card.ref)], "next": None}


def _link(found: Linked, direction: str) -> LinkOut:
    reason = "" if found.card.is_locked else found.link.reason
    return filled(LinkOut, found.link, direction=direction, reason=reason, card=found.card)
