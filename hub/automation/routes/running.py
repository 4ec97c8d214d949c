"""Running a macro on a case: which there are, what one would do, doing it, taking it back."""

from typing import Any

from flask import Response, g

from hub.automation.actions import can_take_back, run_macro, take_back
from hub.automation.foreseeing import Preview, preview
from hub.automation.models import Macro, MacroRun
from hub.automation.queries import macros_for
from hub.automation.routes.shown import bp
from hub.cases import queries, showing
from hub.cases.models import Case
from hub.cases.routes.shown import case_url, the_case
from hub.cases.rules import WORK_CASE
from hub.core.errors import Denied, Invalid, NotFound
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.forms import Form, Short, read
from hub.web.once import once
from hub.web.pages import done, page

PART_WORDS = {
    "draft": lazy("your reply"), "label": lazy("the labels"), "field": lazy("the fields"),
    "priority": lazy("the priority"), "assign": lazy("whose it is"),
    "snooze": lazy("until when it is put aside"), "state": lazy("the state"),
}  # fmt: skip


class RunForm(Form):
    """`seen`: the mark of the preview that somebody looked at."""

    seen: Short = ""


@bp.get("/cases/<int:id>/macros")
def macros_of_case(id: int) -> str:
    case = the_case(id)
    require(g.actor, WORK_CASE, case)
    return page("automation/choose.html", case=case, folders=macros_for(g.actor, case), back=case_url(case))


@bp.get("/cases/<int:id>/macros/<int:macro>")
def look(id: int, macro: int) -> str:
    case, found = _both(id, macro)
    return _looked_at(case, found, preview(g.actor, found, case))


@bp.post("/cases/<int:id>/macros/<int:macro>")
@once
def run(id: int, macro: int) -> Any:
    case, found = _both(id, macro)
    before = preview(g.actor, found, case)
    if read(RunForm).value("seen") != before.mark:
        trouble = _("Something changed since you looked: read again what would happen.")
        return _looked_at(case, found, before, trouble), 422
    try:
        made = run_macro(g.actor, found, case)
    except (Denied, Invalid) as refused:
        case, found = _both(id, macro)
        trouble = _("Nothing was done: %(why)s", why=refused.message)
        return _looked_at(case, found, preview(g.actor, found, case), trouble), 422
    queries.forget_counts()
    undo = f"/cases/macros/{made.id}/return" if can_take_back(made) else ""
    return done(case_url(case), say=_("“%(name)s” is done.", name=found.name), undo=undo)


@bp.post("/cases/macros/<int:id>/return")
def undo(id: int) -> Response:
    made = load(g.actor, MacroRun, id)
    stay = take_back(g.actor, made)
    said = _("“%(name)s” is taken back.", name=made.macro.name)
    if stay:
        parts = ", ".join(str(PART_WORDS[name]) for name in stay)
        said += " " + _("Changed since, and left as they are: %(parts)s.", parts=parts)
    return done(f"/cases/{made.case_id}", say=said)


def _both(id: int, macro: int) -> tuple[Case, Macro]:
    case, found = the_case(id), load(g.actor, Macro, macro)
    require(g.actor, WORK_CASE, case)
    if found.space_id != case.space_id:
        raise NotFound
    return case, found


def _looked_at(case: Case, found: Macro, before: Preview, trouble: str = "") -> str:
    return page(
        "automation/preview.html", case=case, macro=found, before=before, trouble=trouble,
        back=case_url(case), channel=showing.channel_word(case),
    )  # fmt: skip
