"""Moving conversations over the API."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.core.features import url_of
from hub.core.permissions import load
from hub.spaces.models import Space
from hub.threads import moving
from hub.threads.api import WRITE, RefText, thing_at
from hub.threads.api import bp as api
from hub.web.api import Out, operation
from hub.web.forms import Form


class MoveIn(Form):
    """What moves where. `agreed`: to how many colleagues it may be shown who could not read it before."""

    ref: RefText
    space_id: int
    agreed: Annotated[int, Field(ge=0, le=10**9)] = 0


class MovedOut(Out):
    """Where a conversation lives now; its address is the one it had."""

    ref: str
    url: str
    space_id: int


@operation(
    api, "POST", "/moves", verb="move", thing="conversation", out=MovedOut, body=MoveIn, scopes=WRITE,
    status=201,
)  # fmt: skip
def move_conversation(body: MoveIn) -> dict[str, Any]:
    """Move a post or a question to another community; the error `confirm` says how many more will read it."""
    thing = thing_at(body.ref)
    moving.move(g.actor, thing, load(g.actor, Space, body.space_id), body.agreed)
    return {"ref": thing.ref, "url": url_of(thing), "space_id": body.space_id}
