"""The addresses of planned posts: which there are, change one, send it at once, take it back."""

from datetime import datetime
from typing import Any

from flask import Response, g

from hub.core.errors import HubError
from hub.core.features import url_of
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.feed import scheduling
from hub.feed.routes.pages import bp
from hub.feed.schedule_models import ScheduledPost
from hub.web.filters import readers_zone
from hub.web.forms import Body, Form, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, page


class PlanForm(Form):
    """The text, and when it is posted, on the clock where its author is."""

    body: Body
    later: datetime


@bp.get("/scheduled")
def scheduled() -> str:
    return page("feed/scheduled.html", rows=scheduling.planned(g.actor), zone=str(readers_zone()))


@bp.get("/scheduled/<int:id>")
def scheduled_page(id: int) -> str:
    row = load(g.actor, ScheduledPost, id)
    local = row.at.astimezone(readers_zone())
    return _editing(row, blank(body=row.text, later=f"{local:%Y-%m-%dT%H:%M}"))


@bp.post("/scheduled/<int:id>")
def change_scheduled(id: int) -> Any:
    row, form = load(g.actor, ScheduledPost, id), read(PlanForm)
    if not form.ok:
        return _editing(row, form), 422
    try:
        moment = scheduling.local_moment(g.actor, form.data.later)
        scheduling.change(g.actor, row, form.data.body, moment)
    except HubError as error:
        form.refuse(error.field or "body", error.message)
        return _editing(row, form), error.status
    return done("/scheduled", say=_("Saved."))


@bp.post("/scheduled/<int:id>/sending")
@once
def send_scheduled(id: int) -> Response:
    made = scheduling.send_now(g.actor, load(g.actor, ScheduledPost, id))
    return done(url_of(made), say=_("It is posted."))


@bp.post("/scheduled/<int:id>/removal")
def cancel_scheduled(id: int) -> Response:
    scheduling.cancel(g.actor, load(g.actor, ScheduledPost, id))
    return done("/scheduled", say=_("It will not be posted."))


def _editing(row: ScheduledPost, form: Read[Any]) -> str:
    return page("feed/scheduled_edit.html", row=row, form=form, zone=str(readers_zone()))
