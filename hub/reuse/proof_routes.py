"""From when a text counts as proven: the figures, for knowledge managers."""

from dataclasses import asdict
from typing import Any

from flask import g

from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.reuse.phrase_routes import bp
from hub.reuse.proof import Figures, figures_in_force
from hub.reuse.proving import set_figures
from hub.reuse.rules import SET_PROOF
from hub.web.forms import Form, Read, blank, read
from hub.web.pages import done, page

__all__ = ["bp"]


class FiguresForm(Form):
    """All of them are whole numbers."""

    cases: int
    agents: int
    rated: int
    percent: int
    days: int
    run: int


@bp.get("/proof")
def proof() -> str:
    require(g.actor, SET_PROOF)
    return _deciding(blank(**asdict(figures_in_force())))


@bp.post("/proof")
def decide_proof() -> Any:
    require(g.actor, SET_PROOF)
    form = read(FiguresForm)
    if not form.ok:
        return _deciding(form), 422
    try:
        set_figures(g.actor, Figures(**form.data.model_dump()))
    except Invalid as error:
        form.refuse(error.field or "cases", error.message)
        return _deciding(form), 422
    return done("/proof", say=_("That holds from now on."))


def _deciding(form: Read[Any]) -> str:
    return page("reuse/proof.html", form=form)
