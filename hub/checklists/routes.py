"""Ticking in a case, and the checklists of a desk."""

from typing import Any, Literal

from flask import Blueprint, g
from sqlalchemy import select

from hub.cases.list_models import Label
from hub.cases.models import Case
from hub.cases.routes.promises import the_desk
from hub.cases.rules import WORK_CASE
from hub.checklists import actions, queries
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import can, load
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.web.forms import Form, OptionalBody, Read, blank, read
from hub.web.pages import done, page

bp = Blueprint("checklists", __name__, template_folder="templates")


class TickForm(Form):
    """`1`, or "" to take it back."""

    on: Literal["", "1"] = ""


class ChecklistForm(Form):
    """One item a line, and for which label; 0: for every case."""

    label: int = 0
    items: OptionalBody = ""


@bp.post("/cases/<int:id>/checklist/<int:item_id>")
def tick(id: int, item_id: int) -> Any:
    case, form = load(g.actor, Case, id), read(TickForm)
    actions.tick(g.actor, case, item_id, on=form.value("on") == "1")
    return done(
        f"/cases/{id}", fragment="checklists/_in_case.html", case=case, items=queries.items_of(case),
        may_work=can(g.actor, WORK_CASE, case),
    )  # fmt: skip


@bp.get("/cases/desks/<slug>/checklists")
def checklists(slug: str) -> str:
    return _page(the_desk(slug), blank(label="0", items=""))


@bp.post("/cases/desks/<slug>/checklists")
def keep_checklist(slug: str) -> Any:
    desk, form = the_desk(slug), read(ChecklistForm)
    if form.ok:
        label = next((each for each in _labels(desk) if each.id == form.data.label), None)
        if label is None and form.data.label:
            form.refuse("label", _("Please choose one of the offered values."))
        else:
            try:
                actions.set_checklist(g.actor, desk, label, form.data.items.split("\n"))
                return done(f"/cases/desks/{slug}/checklists", say=_("That is to be done from now on."))
            except Invalid as refused:
                form.refuse("items", refused.message)
    return _page(desk, form), 422


def _labels(desk: Space) -> list[Label]:
    return list(session().scalars(select(Label).where(Label.space_id == desk.id).order_by(Label.name)))


def _page(desk: Space, form: Read[Any]) -> str:
    found = [each for each in queries.checklists_of(desk.id) if each.items]
    taken = {each.label_id or 0 for each in found}
    labels = [(0, _("Every case")), *((each.id, each.name) for each in _labels(desk))]
    free = [each for each in labels if each[0] not in taken]
    return page("checklists/desk.html", desk=desk, form=form, found=found, free=free)
