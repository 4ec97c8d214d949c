"""Who alone may change a page, when it goes out and ends, who works on it."""

from datetime import datetime
from typing import Any, Literal

from flask import Response, g

from hub.core.errors import Denied, Invalid
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.people.queries import handles_in, people_called
from hub.people.rhythm import as_utc
from hub.web.filters import zone_of
from hub.web.forms import Form, Note, Read, blank, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.arranging import guard_page, leave_to_others, plan_page, take_on
from hub.wiki.addresses import page_url
from hub.wiki.care import care_of, editors_of
from hub.wiki.models import Page, PageState
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import ARCHIVE_PAGE, SETTLE_PAGE


class GuardForm(Form):
    """Whether only named people change it; their handles, by commas."""

    guarded: Literal["", "1"] = ""
    editors: Note = ""


class DatesForm(Form):
    """When it goes out and when it ends, in the time of whoever says so."""

    publish_at: datetime | None = None
    archive_at: datetime | None = None


@bp.get("/wiki/<space>/<path:path>/arrangements")
def arrangements(space: str, path: str) -> str:
    found = at(space, path)
    if not (can(g.actor, SETTLE_PAGE, found) or can(g.actor, ARCHIVE_PAGE, found)):
        raise Denied(_("This is arranged by the page's owner and the community's curators."))
    return _arranging(found)


@bp.post("/wiki/<space>/<path:path>/arrangements/guard")
def guard(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(GuardForm)
    if not form.ok:
        return _arranging(found, guarding=form), 422
    try:
        guard_page(
            g.actor, found, form.data.guarded == "1", people_called(handles_in(form.data.editors), "editors")
        )
    except Invalid as error:
        form.refuse(error.field or "editors", error.message)
        return _arranging(found, guarding=form), 422
    return done(page_url(found), say=_("Arranged."))


@bp.post("/wiki/<space>/<path:path>/arrangements/dates")
def dates(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(DatesForm)
    if not form.ok:
        return _arranging(found, dating=form), 422
    try:
        plan_page(g.actor, found, _moment(form.data.publish_at), _moment(form.data.archive_at))
    except Invalid as error:
        form.refuse(error.field or "publish_at", error.message)
        return _arranging(found, dating=form), 422
    return done(page_url(found), say=_("Arranged."))


@bp.post("/wiki/<space>/<path:path>/solving")
def solving(space: str, path: str) -> Response:
    found = at(space, path)
    take_on(g.actor, found)
    return done(page_url(found), say=_("You work on it; everybody who opens it sees that."))


@bp.post("/wiki/<space>/<path:path>/solving/removal")
def solving_ended(space: str, path: str) -> Response:
    found = at(space, path)
    leave_to_others(g.actor, found)
    return done(page_url(found), say=_("It waits for somebody again."))


def _moment(typed: datetime | None) -> datetime | None:
    if typed is None:
        return None
    return as_utc(typed.replace(tzinfo=None), zone_of(g.actor)) if typed.tzinfo is None else typed


def _typed(moment: datetime | None) -> str:
    """As the field for a moment wants it."""
    return moment.astimezone(zone_of(g.actor)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _arranging(found: Page, *, guarding: Read[Any] | None = None, dating: Read[Any] | None = None) -> str:
    care = care_of(found)
    handles = ", ".join(f"@{person.handle}" for person in editors_of(found))
    return whole(
        "wiki/arrangements.html", page=found, here=page_url(found),
        guarding=guarding or blank(guarded="1" if found.is_guarded else "", editors=handles),
        dating=dating or blank(
            publish_at=_typed(care.publish_at if care else None),
            archive_at=_typed(care.archive_at if care else None),
        ),
        may_settle=can(g.actor, SETTLE_PAGE, found), may_archive=can(g.actor, ARCHIVE_PAGE, found),
        is_draft=found.state == PageState.WIP, zone=str(zone_of(g.actor)),
    )  # fmt: skip
