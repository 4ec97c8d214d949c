"""What one keeps for later over the API: the list, keep, change, done, forget."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import AwareDatetime, StringConstraints

from hub.core.errors import NotFound
from hub.core.features import resolve
from hub.core.permissions import load
from hub.inbox.saved import actions, queries
from hub.inbox.saved.models import Saved
from hub.inbox.saved.queries import SavedLine
from hub.web.api import NothingOut, Out, Paged, api_blueprint, listed, may_be_told, operation
from hub.web.forms import Form, Note

bp = api_blueprint("saved")
WRITE = ("write",)


class SavedOut(Out):
    """Something one keeps. title and url are null when it cannot be read any more."""

    id: int
    ref: str
    title: str | None
    url: str | None
    note: str
    saved_at: datetime
    remind_at: datetime | None
    is_done: bool


class SavedListIn(Paged):
    """What is still to be done, or what was."""

    view: Literal["open", "done"] = "open"


class SaveIn(Form):
    """What to keep, by its ref."""

    ref: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}:[0-9]{1,18}$")]


class SavedIn(Form):
    """What changes; what is left out stays. `remind_at` with its zone; null takes the reminder away."""

    note: Note | None = None
    remind_at: AwareDatetime | None = None
    is_done: bool | None = None


@operation(bp, "GET", "/saved", verb="list", thing="saved", out=listed(SavedOut), query=SavedListIn)
def list_saved(query: SavedListIn) -> dict[str, Any]:
    """One's list: due ones first. Cases stand in it only with the scope of cases."""
    found = queries.saved_list(
        g.actor, is_done=query.view == "done", after=query.after, size=query.limit
    ).lines  # fmt: skip
    return {
        "items": [_saved(line) for line in found.items if may_be_told(line.row.about)],
        "next": found.next,
    }


@operation(
    bp, "POST", "/saved", verb="keep", thing="saved", out=SavedOut, body=SaveIn, scopes=WRITE, status=201
)
def keep(body: SaveIn) -> SavedOut:
    """Keep something for later. What is on the list already stays as it is."""
    if not may_be_told(body.ref):
        raise NotFound
    row, _is_new = actions.save(g.actor, resolve(g.actor, body.ref))
    return _shown(row)


@operation(
    bp, "PUT", "/saved/<int:id>", verb="change", thing="saved", out=SavedOut, body=SavedIn, scopes=WRITE
)
def change(id: int, body: SavedIn) -> SavedOut:
    """Write a note, be reminded, or be done with it."""
    row = _own(id)
    sent = body.model_fields_set
    note = body.note if body.note is not None else row.note
    actions.change(g.actor, row, note, body.remind_at if "remind_at" in sent else row.remind_at)
    if body.is_done is not None:
        actions.finish(g.actor, row, is_done=body.is_done)
    return _shown(row)


@operation(bp, "DELETE", "/saved/<int:id>", verb="forget", thing="saved", out=NothingOut, scopes=WRITE)
def forget(id: int) -> dict[str, bool]:
    """Take it from one's list."""
    actions.forget(g.actor, _own(id))
    return {"done": True}


def _own(id: int) -> Saved:
    row = load(g.actor, Saved, id)
    if not may_be_told(row.about):
        raise NotFound
    return row


def _shown(row: Saved) -> SavedOut:
    (line,) = queries.lines_of(g.actor, [row])
    return _saved(line)


def _saved(line: SavedLine) -> SavedOut:
    row, card = line.row, line.card
    return SavedOut(
        id=row.id, ref=row.about, title=card.title if card else None, url=card.url if card else None,
        note=row.note, saved_at=row.saved_at, remind_at=row.remind_at, is_done=row.done_at is not None,
    )  # fmt: skip
