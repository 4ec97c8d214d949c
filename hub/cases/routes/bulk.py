"""The same with many cases: choose them, see what it means, do it, take it back."""

from dataclasses import replace
from typing import Any

from flask import g
from pydantic import Field

from hub.cases import queries, showing
from hub.cases.actions import bulk
from hub.cases.actions.routing import teams_of
from hub.cases.bulk_models import BulkAct
from hub.cases.desks import colleagues_of
from hub.cases.models import Case, CaseState, Priority
from hub.cases.routes.days import moment_of
from hub.cases.routes.lists import PRIORITY_WORDS
from hub.cases.routes.shown import bp, list_values, the_list
from hub.core.errors import HubError, Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.core.words import lazy, ngettext
from hub.web.forms import Form, Read, Short, blank, read
from hub.web.pages import done, page
from hub.web.paging import after

VERB_WORDS = {
    "assign": lazy("Give them to"), "label": lazy("Add the label"), "state": lazy("Set the state to"),
    "priority": lazy("Set the priority to"), "snooze": lazy("Put them aside until"),
    "spam": lazy("Close them as spam"),
}  # fmt: skip


class BulkForm(Form):
    """Which cases, what to do with them; each verb has a value of its own."""

    ids: list[int] = Field(default_factory=list, max_length=bulk.MOST)
    verb: Short = ""
    assign: Short = ""
    label: Short = ""
    state: Short = ""
    priority: Short = ""
    snooze: Short = ""
    day: Short = ""
    sure: Short = ""


@bp.get("/cases/bulk")
def choose_many() -> str:
    return _choosing(blank())


@bp.post("/cases/bulk")
def do_many() -> Any:
    form = read(BulkForm)
    if not form.ok:
        return _choosing(form), 422
    cases = bulk.chosen(g.actor, form.data.ids)
    try:
        if not cases:
            raise Invalid(_("Choose the cases first."), field="ids")
        value = _value(form.data)
        if form.data.sure:
            act = bulk.apply(g.actor, cases, form.data.verb, value)
            said = ngettext("Done with %(num)s case.", "Done with %(num)s cases.", len(act.before))
            return done(the_list().url(), say=said, undo=f"/cases/bulk/{act.id}/undoing")
        effects = bulk.preview(g.actor, cases, form.data.verb, value)
    except HubError as refused:
        form.refuse(refused.field or "verb", refused.message)
        return _choosing(form), 422
    return page(
        "cases/bulk_preview.html", form=form, effects=effects, count=sum(each.changes for each in effects),
        verb=VERB_WORDS[form.data.verb], words=_words, asked=the_list(), showing=showing,
        silent=form.data.verb == "state" and form.data.state in ("solved", "closed"),
    )  # fmt: skip


@bp.post("/cases/bulk/<int:id>/undoing")
def undo_many(id: int) -> Any:
    back, left = bulk.undo(g.actor, load(g.actor, BulkAct, id))
    said = ngettext("%(num)s case is as it was.", "%(num)s cases are as they were.", back)
    if left:
        said += " " + ngettext(
            "%(num)s was changed since and stays.", "%(num)s were changed since and stay.", left
        )
    return done("/cases", say=said)


def _value(data: BulkForm) -> str:
    if data.verb == "snooze":
        moment = moment_of(data.snooze, data.day)
        if moment is None:
            raise Invalid(_("Choose a day that is still to come."), field="day")
        return moment.isoformat()
    return str(getattr(data, data.verb, "")) if data.verb in VERB_WORDS and data.verb != "spam" else ""


def _words(value: Any) -> str:
    """How a case stands before or after, for people."""
    if isinstance(value, bool):
        return _("spam") if value else _("no spam")
    if isinstance(value, list):
        return ", ".join(value) or _("no label")
    if value in list(CaseState):
        return str(showing.STATE_WORDS[CaseState(value)])
    if value in list(Priority):
        return str(PRIORITY_WORDS[Priority(value)])
    if "T" in value and value[:4].isdecimal():
        return str(value)[:10]
    return str(value).removeprefix("team:") or _("nobody")


def _choosing(form: Read[Any]) -> str:
    asked = the_list()
    ids = [int(id) for id in form.value("ids", []) if str(id).isdecimal()]
    if ids:  # what was chosen stays there to be looked at again
        asked = replace(asked, view="team", trouble="", test=Case.id.in_(ids[: bulk.MOST]))
    values = list_values(asked, after())
    spaces = {row.case.space_id for row in values["found"].items}
    return page(
        "cases/bulk.html", **values, form=form, people=colleagues_of(sorted(spaces)), teams=teams_of(*spaces),
        verbs=VERB_WORDS, priorities=PRIORITY_WORDS, views=queries.VIEWS,
    )  # fmt: skip
