"""Keeping macros: the list of a desk and one's own, writing one, its place, taking it away."""

from typing import Annotated, Any, Literal

from flask import Response, g

from hub.automation import queries
from hub.automation.actions import Wanted, drop_macro, keep_macro, move_macro
from hub.automation.deeds import Bench, deeds_of
from hub.automation.models import Macro
from hub.automation.order import goes_up
from hub.automation.reading import DeedsForm, deeds_in, offered_on, read_for, typed_as
from hub.automation.routes.shown import bp, desk_of
from hub.automation.rules import KEEP_MACRO, KEEP_OWN_MACRO
from hub.cases.rules import RUN_DESK
from hub.core.errors import Invalid, NotFound
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.web.forms import LINES, Read, blank, bounded
from hub.web.once import once
from hub.web.pages import done, page

SHARED, OWN = "desk", "own"


class MacroForm(DeedsForm):
    """A macro as it is written."""

    name: Annotated[str, bounded(60, 1), LINES]
    folder: Annotated[str, bounded(60), LINES] = ""
    reach: Literal["desk", "own"] = "own"


@bp.get("/cases/desks/<slug>/macros")
def macros(slug: str) -> str:
    desk = desk_of(slug)
    shared, own = queries.macros_of(g.actor, desk)
    return page(
        "automation/macros.html", desk=desk, shared=shared, own=own, runs_desk=can(g.actor, RUN_DESK, desk),
        works=can(g.actor, KEEP_OWN_MACRO, desk),
    )  # fmt: skip


@bp.get("/cases/desks/<slug>/macros/new")
def new_macro(slug: str) -> str:
    desk = desk_of(slug)
    return _writing(desk, blank(reach=SHARED if can(g.actor, RUN_DESK, desk) else OWN))


@bp.post("/cases/desks/<slug>/macros")
@once
def add_macro(slug: str) -> Any:
    return _kept(desk_of(slug), None)


@bp.get("/cases/desks/<slug>/macros/<int:macro>")
def macro(slug: str, macro: int) -> str:
    desk = desk_of(slug)
    found = _the_macro(desk, macro)
    require(g.actor, KEEP_MACRO, found)
    written = typed_as(deeds_of(found.deeds))
    reach = SHARED if found.is_shared else OWN
    return _writing(desk, blank(**written, name=found.name, folder=found.folder, reach=reach), found)


@bp.post("/cases/desks/<slug>/macros/<int:macro>")
def change_macro(slug: str, macro: int) -> Any:
    desk = desk_of(slug)
    return _kept(desk, _the_macro(desk, macro))


@bp.post("/cases/desks/<slug>/macros/<int:macro>/place")
def place_macro(slug: str, macro: int) -> Response:
    found = _the_macro(desk_of(slug), macro)
    move_macro(g.actor, found, goes_up())
    return done(f"/cases/desks/{slug}/macros#m{macro}")


@bp.post("/cases/desks/<slug>/macros/<int:macro>/removal")
def remove_macro(slug: str, macro: int) -> Response:
    found = _the_macro(desk_of(slug), macro)
    drop_macro(g.actor, found)
    said = _("“%(name)s” is gone. What it did stays done.", name=found.name)
    return done(f"/cases/desks/{slug}/macros", say=said)


def _kept(desk: Space, found: Macro | None) -> Any:
    form = read_for(desk, MacroForm)
    if form.ok:
        data = form.data
        try:
            wanted = Wanted(data.name, deeds_in(form), data.folder, data.reach == SHARED)
            kept = keep_macro(g.actor, desk, wanted, found)
            said = _("“%(name)s” is ready: press X in any case of the desk.", name=kept.name)
            return done(f"/cases/desks/{desk.slug}/macros#m{kept.id}", say=said)
        except Invalid as refused:
            form.refuse(refused.field or "deeds", refused.message)
    return _writing(desk, form, found), 422


def _writing(desk: Space, form: Read[Any], found: Macro | None = None) -> str:
    shared = form.value("reach") == SHARED
    return page(
        "automation/macro.html", desk=desk, form=form, macro=found, runs_desk=can(g.actor, RUN_DESK, desk),
        offered=offered_on(Bench(g.actor, desk, shared)), rule=False,
    )  # fmt: skip


def _the_macro(desk: Space, id: int) -> Macro:
    found = queries.macro_of(g.actor, desk, id)
    if found is None:
        raise NotFound
    return found
