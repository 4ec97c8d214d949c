"""One's own notices over the API."""

from datetime import datetime
from typing import Any, Literal

from flask import g

from hub.core.permissions import load
from hub.inbox import actions, queries
from hub.inbox.models import Notice
from hub.web.api import NothingOut, Out, api_blueprint, filled, listed, operation, token_has
from hub.web.forms import Form

bp = api_blueprint("inbox")


class NoticeOut(Out):
    """What happened, why this person hears of it, and what it asks of them."""

    id: int
    sentence: str
    reason: str
    url: str
    action: str
    is_new: bool
    is_done: bool
    at: datetime


class NoticesIn(Form):
    """Which notices."""

    view: Literal["all", "you", "thanks", "done"] = "all"
    after: int | None = None


class SeenIn(Form):
    """Put aside, or taken back."""

    done: bool = True


@operation(bp, "GET", "/notices", verb="list", thing="notices", out=listed(NoticeOut), query=NoticesIn)
def list_notices(query: NoticesIn) -> dict[str, Any]:
    """One's notices, newest first; those of cases only with the scope of cases."""
    found = queries.inbox(g.actor, query.view, after=query.after)
    lines = [line for line in found.lines if token_has("cases") or not line.url.startswith("/cases")]
    return {"items": [filled(NoticeOut, line) for line in lines], "next": found.next}


@operation(
    bp, "PUT", "/notices/<int:id>", verb="settle", thing="notice", out=NothingOut, body=SeenIn,
    scopes=("write",),
)  # fmt: skip
def settle_notice(id: int, body: SeenIn) -> dict[str, bool]:
    """Put a notice aside, or take it back."""
    actions.finish(load(g.actor, Notice, id), is_done=body.done)
    return {"done": True}
