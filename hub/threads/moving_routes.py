"""The addresses of moving a conversation: choose the place, be asked when more will read it, take it back."""

from typing import Annotated, Any

from flask import Response, g
from pydantic import Field

from hub.core.errors import HubError
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.spaces.queries import may_enter
from hub.threads import moving
from hub.threads.routes import bp
from hub.threads.rules import MOVE
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.pages import done, page


class MoveForm(Form):
    """Where to; and how many new readers the sender has said yes to."""

    community: Annotated[str, bounded(60, 1), LINES]
    agreed: Annotated[int, Field(ge=0, le=10**9)] = 0


@bp.get("/t/<ref>/move")
def move_page(ref: str) -> str:
    thing = resolve(g.actor, ref)
    require(g.actor, MOVE, thing)
    return _moving(thing, blank())


@bp.post("/t/<ref>/move")
def move(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    require(g.actor, MOVE, thing)
    form = read(MoveForm)
    if not form.ok:
        return _moving(thing, form), 422
    target = load(g.actor, Space, form.data.community, by=Space.slug)
    try:
        moving.move(g.actor, thing, target, form.data.agreed)
    except moving.Wider as asked:
        form.values["agreed"] = asked.count
        return _moving(thing, form, target, asked=asked), 422
    except HubError as error:
        form.refuse(error.field or "community", error.message)
        return _moving(thing, form), error.status
    onward = url_of(thing) if may_enter(g.actor, target) else "/"
    return done(onward, say=_("It stands in %(name)s now.", name=target.name), undo=f"/t/{ref}/move/undo")


@bp.post("/t/<ref>/move/undo")
def move_back(ref: str) -> Response:
    thing = resolve(g.actor, ref)
    moving.move_back(g.actor, thing)
    return done(url_of(thing), say=_("It is back in %(name)s.", name=thing.space.name))


def _moving(
    thing: Any, form: Read[Any], target: Space | None = None, asked: moving.Wider | None = None
) -> str:
    return page(
        "threads/move.html", thing=thing, form=form, url=url_of(thing), target=target, asked=asked,
        title=kind_of(thing.ref).title(thing),
        options=[(space.slug, space.name) for space in moving.places_for(g.actor, thing)],
        lost=moving.lost_followers(thing, target) if target is not None else 0,
    )  # fmt: skip
