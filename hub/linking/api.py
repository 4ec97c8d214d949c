"""Linking by hand over the API: the same kinds, rights and reasons as in the dialog."""

from datetime import datetime
from typing import Annotated

from flask import g
from pydantic import Field, StringConstraints

from hub.core.errors import NotFound
from hub.core.features import resolve
from hub.core.limits import LIMITS
from hub.linking import actions
from hub.linking.pairs import LINKABLE
from hub.links.models import Link, LinkKind
from hub.web.api import Out, api_blueprint, may_be_told, operation
from hub.web.forms import Form
from hub.web.forms import Note as Reason

bp = api_blueprint("linking")

RefText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]
Id = Annotated[int, Field(ge=1, le=LIMITS.highest_id)]
WRITE = ("write",)


class ConnectIn(Form):
    """What is linked with what, as what and why. `how`: a kind that these two can have."""

    ref: RefText
    target: RefText
    how: LinkKind = LinkKind.LINKED
    reason: Reason = ""


class DisconnectIn(Form):
    """Which link of which thing is wrong, and why."""

    ref: RefText
    id: Id
    because: Reason = ""


class UndoIn(Form):
    """Which link of which thing is put back to how it was."""

    ref: RefText
    id: Id


class LinkedOut(Out):
    """A link as it stands. `removed_at`: since when it is none."""

    id: int
    source: str
    target: str
    kind: str
    reason: str
    at: datetime
    removed_at: datetime | None


@operation(bp, "POST", "/links", verb="add", thing="link", out=LinkedOut, body=ConnectIn, scopes=WRITE,
           status=201)  # fmt: skip
def add_link(body: ConnectIn) -> Link:
    """Link two things; a case always points at what it has to do with."""
    thing, other = _end(body.ref), _end(body.target)
    return actions.connect(g.actor, thing, other, body.how, body.reason)


@operation(
    bp, "POST", "/links/removal", verb="remove", thing="link", out=LinkedOut, body=DisconnectIn, scopes=WRITE
)
def remove_link(body: DisconnectIn) -> Link:
    """Take a link away, with a reason that is kept."""
    row = _link(body.ref, body.id)
    actions.disconnect(g.actor, row, body.because)
    return row


@operation(bp, "POST", "/links/undoing", verb="undo", thing="link", out=LinkedOut, body=UndoIn, scopes=WRITE)
def undo_link(body: UndoIn) -> Link:
    """Take back what one has just done with a link: made it, or taken it away."""
    row = _link(body.ref, body.id)
    actions.undo(g.actor, row)
    return row


def _end(ref: str) -> object:
    """Only what this token may hear of, and only what can be linked."""
    if not may_be_told(ref) or ref.partition(":")[0] not in LINKABLE:
        raise NotFound
    return resolve(g.actor, ref)


def _link(ref: str, id: int) -> Link:
    _end(ref)
    row = actions.link_at(g.actor, ref, id)
    if not (may_be_told(row.source) and may_be_told(row.target)):
        raise NotFound
    return row
