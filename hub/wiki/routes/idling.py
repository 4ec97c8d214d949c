"""Pages whose owner left, and pages that nobody needs any more: lists with one press for many."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response, g, request
from pydantic import ConfigDict, Field
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import HubError, Invalid, NotFound
from hub.core.permissions import can, readable
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.people.models import Person
from hub.people.queries import handles_in, people_called
from hub.web.forms import Form, Read, Short, blank, read
from hub.web.guard import where_from
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki import idle
from hub.wiki.actions import handing
from hub.wiki.models import Page, PageState
from hub.wiki.queries import EAGER
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import bp
from hub.wiki.rules import ARCHIVE_PAGE, HAND_OVER_PAGE

LISTED = 50
_STATE = re.compile(r"(\d{1,18})(w?)")


class PickForm(Form):
    """Which pages."""

    pages: Annotated[list[int], Field(max_length=LISTED)] = Field(default_factory=list)


class HandForm(PickForm):
    """Which pages, and to whom: a handle."""

    to: Short = ""


class AskForm(Form):
    """Since how many months, in which community."""

    model_config = ConfigDict(extra="ignore")

    months: Annotated[int, Field(ge=1, le=60)] = idle.MONTHS
    space: Short = ""


@dataclass(frozen=True)
class Left:
    """A page whose owner left, as a line of the list."""

    id: int
    page: Page
    leaver: Person
    may: bool


@bp.get("/wiki/unused")
def unused() -> str:
    """What could be archived."""
    form = read(AskForm, request.args)
    months = form.data.months if form.ok else idle.MONTHS
    space = entered(form.data.space) if form.ok and form.data.space else None
    found = cut(idle.unused(g.actor, months, space, after=after(), size=LISTED), LISTED)
    return whole(
        "wiki/unused.html", shown=found, months=months, space=space,
        mine={page.id for page in found.items if can(g.actor, ARCHIVE_PAGE, page)},
    )  # fmt: skip


@bp.post("/wiki/unused")
def archive_many() -> Response:
    pages = _picked(read(PickForm))
    before = handing.archive_pages(g.actor, pages)
    kept = "-".join(f"{id}{'w' if state == PageState.WIP else ''}" for id, state in before.items())
    said = ngettext("%(num)s page is archived.", "%(num)s pages are archived.", len(before))
    return done(_the_list(), say=said, undo=f"/wiki/unused/undo/{kept}")


@bp.post("/wiki/unused/undo/<kept>")
def bring_back_many(kept: str) -> Response:
    states = {
        int(found[1]): PageState.WIP if found[2] else PageState.UNVALIDATED
        for word in kept.split("-")[:LISTED]
        if (found := _STATE.fullmatch(word))
    }
    pages = _loaded(list(states))
    if not pages:
        raise NotFound
    handing.bring_pages_back(g.actor, {page: states[page.id] for page in pages})
    return done(_the_list(), say=_("They are back."))


def _the_list() -> str:
    """The list as it was asked for: so many months, in this community."""
    asked = where_from()
    return asked if asked.partition("?")[0] == "/wiki/unused" else "/wiki/unused"


@bp.get("/wiki/handover")
def handover() -> str:
    return _handing(blank(pages=[], to=""))


@bp.post("/wiki/handover")
def hand_over() -> Any:
    form = read(HandForm)
    pages = _picked(form)
    try:
        named = people_called(handles_in(form.data.to), "to")
        to = named[0] if named else g.actor
        handing.hand_over(g.actor, pages, to)
    except HubError as error:
        form.refuse("to", error.message)
        return _handing(form), error.status
    said = ngettext(
        "%(name)s looks after %(num)s page now.", "%(name)s looks after %(num)s pages now.", len(pages),
        name=to.name,
    )  # fmt: skip
    return done("/wiki/handover", say=said)


def _handing(form: Read[Any]) -> str:
    rows = idle.left_behind(g.actor, after=after(), size=LISTED)
    lines = [Left(page.id, page, person, can(g.actor, HAND_OVER_PAGE, page)) for page, person in rows]
    chosen = {str(id) for id in form.value("pages", [])}
    return whole("wiki/handover.html", shown=cut(lines, LISTED), form=form, chosen=chosen)


def _picked(form: Read[Any]) -> Sequence[Page]:
    if not form.ok or not form.data.pages:
        raise Invalid(_("Tick at least one page."))
    return _loaded(form.data.pages)


def _loaded(ids: Sequence[int]) -> Sequence[Page]:
    statement = readable(g.actor, select(Page)).where(Page.id.in_(ids)).options(*EAGER)
    return session().scalars(statement.order_by(Page.id)).all()
