"""Macros for programs: which there are for a case, what one would do, running it, taking it back."""

from typing import Any

from flask import g

from hub.automation.actions import can_take_back, run_macro, take_back
from hub.automation.foreseeing import preview
from hub.automation.models import Macro, MacroRun
from hub.automation.queries import Shown, macros_for
from hub.cases.api.shown import READ, WRITE, the_case
from hub.cases.models import Case
from hub.cases.rules import WORK_CASE
from hub.core.errors import Conflict, NotFound
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.web.api import Out, api_blueprint, filled, listed, operation
from hub.web.forms import Form, Short

bp = api_blueprint("automation")


class MacroOut(Out):
    """A macro that can be run on a case, and what it does in words. `is_shared`: the desk's."""

    id: int
    name: str
    folder: str
    is_shared: bool
    does: list[str]
    sends: bool
    uses: int


class DeedOut(Out):
    """One thing it would do; `trouble` says why it cannot be done."""

    words: str
    changes: bool
    trouble: str


class MacroPreviewOut(Out):
    """What it would do. `sends`: the text that would leave; `mark` is handed back to run exactly this."""

    is_possible: bool
    deeds: list[DeedOut]
    sends: str
    mark: str


class RunMacroIn(Form):
    """The mark of the preview that was looked at."""

    mark: Short


class MacroRunOut(Out):
    """That it was run. `kept`: the parts that stay when it was taken back."""

    id: int
    macro_id: int
    case_id: int
    can_take_back: bool
    kept: list[str]


@operation(
    bp, "GET", "/cases/<int:id>/macros", verb="list", thing="macros", out=listed(MacroOut), scopes=READ
)
def list_macros(id: int) -> dict[str, Any]:
    """The macros that can be run on a case, by folder."""
    shown = [each for folder in macros_for(g.actor, _workable(id)) for each in folder.macros]
    return {"items": [macro_out(each) for each in shown], "next": None}


@operation(
    bp, "GET", "/cases/<int:id>/macros/<int:macro>", verb="preview", thing="macro", out=MacroPreviewOut,
    scopes=READ,
)  # fmt: skip
def preview_macro(id: int, macro: int) -> MacroPreviewOut:
    """What a macro would do to a case. Nothing is done."""
    case = _workable(id)
    before = preview(g.actor, _its(case, macro), case)
    deeds = [DeedOut(words=each.words, changes=each.changes, trouble=each.trouble) for each in before.lines]
    return MacroPreviewOut(is_possible=before.is_possible, deeds=deeds, sends=before.sends, mark=before.mark)


@operation(
    bp, "POST", "/cases/<int:id>/macros/<int:macro>", verb="run", thing="macro", out=MacroRunOut,
    body=RunMacroIn, scopes=WRITE,
)  # fmt: skip
def run_macro_on(id: int, macro: int, body: RunMacroIn) -> MacroRunOut:
    """Do all of it, or nothing."""
    case = _workable(id)
    found = _its(case, macro)
    if preview(g.actor, found, case).mark != body.mark:
        raise Conflict(_("Something changed since you looked: read again what would happen."))
    return _run_out(run_macro(g.actor, found, case))


@operation(
    bp, "PUT", "/cases/macros/<int:id>/return", verb="take_back", thing="macro_run", out=MacroRunOut,
    scopes=WRITE,
)  # fmt: skip
def take_back_run(id: int) -> MacroRunOut:
    """Put back what it changed and nobody has changed since."""
    made = load(g.actor, MacroRun, id)
    return _run_out(made, take_back(g.actor, made))


def macro_out(shown: Shown) -> MacroOut:
    """A macro as it leaves."""
    return filled(MacroOut, shown.macro, does=list(shown.does), sends=shown.sends)


def _workable(id: int) -> Case:
    case = the_case(id)
    require(g.actor, WORK_CASE, case)
    return case


def _its(case: Case, macro: int) -> Macro:
    found = load(g.actor, Macro, macro)
    if found.space_id != case.space_id:
        raise NotFound
    return found


def _run_out(made: MacroRun, kept: list[str] | None = None) -> MacroRunOut:
    return MacroRunOut(
        id=made.id, macro_id=made.macro_id, case_id=made.case_id, can_take_back=can_take_back(made),
        kept=kept or [],
    )  # fmt: skip
