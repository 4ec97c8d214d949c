"""The addresses of what people keep for later: the list, keep, change, done, forget."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Blueprint, g, request
from pydantic import BeforeValidator

from hub.core.errors import HubError, Invalid
from hub.core.features import refs_at, resolve, url_of
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.inbox.saved import actions, queries
from hub.inbox.saved.models import Saved
from hub.people.rhythm import as_utc
from hub.web.filters import moment as in_words
from hub.web.filters import readers_zone, zone_of
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.guard import safe_next
from hub.web.pages import done, page
from hub.web.paging import after

bp = Blueprint("saved", __name__, url_prefix="/saved", template_folder="../templates")

Moment = Annotated[datetime | None, BeforeValidator(lambda typed: typed or None)]


class SaveForm(Form):
    """What to keep: by its ref, or by the address that a row of a page leads to. back: where to go on."""

    ref: Short = ""
    at: Short = ""
    back: Short = ""


class ChangeForm(Form):
    """A note, and when to be reminded: at one of the offered moments, or at `at` on one's own clock."""

    note: Note = ""
    when: Literal["", "soon", "tomorrow", "monday", "at"] = ""
    at: Moment = None


@bp.get("")
def saved() -> str:
    is_done = request.args.get("view") == "done"
    return page("inbox/saved.html", found=queries.saved_list(g.actor, is_done=is_done, after=after()))


@bp.post("")
def save() -> Any:
    form = read(SaveForm)
    if not form.ok:
        raise Invalid(_("Reload the page and save it again."), fields=form.errors)
    ref = form.data.ref or refs_at([form.data.at]).get(form.data.at, "")
    if not ref:
        raise Invalid(_("This cannot be kept for later. Save what somebody wrote, or a case."))
    thing = resolve(g.actor, ref)
    row, is_new = actions.save(g.actor, thing)
    words = _("Saved for later.") if is_new else _("It is on your list already.")
    back = safe_next(form.data.back) if form.data.back else url_of(thing)
    undo = f"/saved/{row.id}/removal" if is_new else ""
    return done(
        back, fragment="inbox/_saved_toast.html", say=words, undo=undo, row=row, said=words, back=undo
    )


@bp.get("/<int:id>")
def saved_page(id: int) -> str:
    row = load(g.actor, Saved, id)
    at = f"{row.remind_at.astimezone(readers_zone()):%Y-%m-%dT%H:%M}" if row.remind_at else ""
    return _changing(row, blank(note=row.note, when="at" if at else "", at=at))


@bp.post("/<int:id>")
def change(id: int) -> Any:
    row, form = load(g.actor, Saved, id), read(ChangeForm)
    if not form.ok:
        return _changing(row, form), 422
    try:
        actions.change(g.actor, row, form.data.note, _chosen(row, form.data))
    except HubError as error:
        form.refuse(error.field or "note", error.message)
        return _changing(row, form), error.status
    return done("/saved", say=_("Saved."))


@bp.post("/<int:id>/done")
def finish(id: int) -> Any:
    row = load(g.actor, Saved, id)
    actions.finish(g.actor, row)
    return done("/saved", say=_("Done. You find it under Done."), undo=f"/saved/{id}/return")


@bp.post("/<int:id>/return")
def take_back(id: int) -> Any:
    actions.finish(g.actor, load(g.actor, Saved, id), is_done=False)
    return done("/saved", say=_("It is on your list again."))


@bp.post("/<int:id>/removal")
def forget(id: int) -> Any:
    actions.forget(g.actor, load(g.actor, Saved, id))
    words = _("Taken from your list.")
    return done("/saved", fragment="inbox/_saved_toast.html", say=words, row=None, said=words, back="")


def _chosen(row: Saved, data: ChangeForm) -> datetime | None:
    if data.when == "at":
        if data.at is None:
            raise Invalid(_("Give the day and the time."), field="at")
        typed = as_utc(data.at.replace(tzinfo=None), zone_of(g.actor))
        same = row.remind_at is not None and typed == row.remind_at.replace(second=0, microsecond=0)
        return row.remind_at if same else typed
    return queries.moments(g.actor)[data.when] if data.when else None


def _changing(row: Saved, form: Read[Any]) -> str:
    (line,) = queries.lines_of(g.actor, [row])
    zone = readers_zone()
    at = {name: in_words(moment, zone=zone) for name, moment in queries.moments(g.actor).items()}
    whens = [
        ("", _("No reminder")),
        ("soon", _("In three hours, %(time)s", time=at["soon"])),
        ("tomorrow", _("Next morning, %(time)s", time=at["tomorrow"])),
        ("monday", _("Next Monday, %(time)s", time=at["monday"])),
        ("at", _("At another moment")),
    ]
    return page("inbox/saved_edit.html", line=line, row=row, form=form, whens=whens, zone=str(zone))
