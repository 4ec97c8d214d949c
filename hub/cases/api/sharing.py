"""The draft that a desk writes together, over the API."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.cases.actions import sharing as actions
from hub.cases.api.shown import READ, WRITE, bp, the_case
from hub.cases.rules import REPLY
from hub.cases.sharing import versions_of
from hub.cases.sharing_models import SharedDraft
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.people.api import PersonName
from hub.web.api import Out, listed, operation
from hub.web.forms import LINES, Form, bounded


class SharedDraftOut(Out):
    """A text that was shared; the highest number counts while the draft is shared."""

    number: int
    body: str
    by: PersonName
    at: datetime


class ShareIn(Form):
    """A draft for everybody of the desk. `seen`: the number it was written on (409 if older)."""

    body: Annotated[str, bounded(LIMITS.message, 1), LINES]
    seen: Annotated[int, Field(ge=0)] = 0


class LoadedOut(Out):
    """The draft that the caller goes on with."""

    body: str


@operation(
    bp, "GET", "/cases/<int:id>/shared-drafts", verb="list", thing="shared_drafts",
    out=listed(SharedDraftOut), scopes=READ,
)  # fmt: skip
def list_shared_drafts(id: int) -> dict[str, Any]:
    """Every text that was shared for a reply, newest first."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    return {"items": versions_of(case), "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/shared-drafts", verb="share", thing="draft", out=SharedDraftOut,
    body=ShareIn, scopes=WRITE, status=201,
)  # fmt: skip
def share_draft(id: int, body: ShareIn) -> SharedDraft:
    """Share a draft with the desk, or a better text of it."""
    return actions.share_draft(g.actor, the_case(id), body.body, seen=body.seen)


@operation(
    bp, "POST", "/cases/<int:id>/shared-drafts/loading", verb="load", thing="draft", out=LoadedOut,
    scopes=WRITE,
)  # fmt: skip
def load_draft(id: int) -> dict[str, str]:
    """Go on with the shared draft; what was begun before stays below it."""
    return {"body": actions.take_over(g.actor, the_case(id))}
