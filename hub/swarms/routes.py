"""Swarms: all that one may see, and the one around a question."""

from typing import Annotated, Any

from flask import Blueprint, g, request
from pydantic import Field

from hub.core.errors import HubError
from hub.core.permissions import can, load
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.qa.models import Question
from hub.swarms import actions
from hub.swarms.models import SwarmResult
from hub.swarms.queries import STATES, list_swarms, swarms_at
from hub.threads.rules import COMMENT
from hub.web.forms import LINES, Body, Form, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("swarms", __name__, template_folder="templates")

WORDS = {"open": lazy("Running"), "ended": lazy("Over"), "mine": lazy("I was in it")}


class CallForm(Form):
    """What help is needed."""

    need: Annotated[str, bounded(300, 3), LINES]


class EndForm(Form):
    """How it ended, what was learned and from whom; `thank` to say so in the community too."""

    result: SwarmResult
    learned: Body
    by: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    thank: Short = ""


@bp.get("/swarms")
def swarms() -> str:
    state, result = request.args.get("state", "open"), request.args.get("result", "")
    state = state if state in STATES else "open"
    tabs = [
        {"label": WORDS[each], "url": f"/swarms?state={each}", "current": each == state} for each in STATES
    ]
    found = list_swarms(g.actor, state, result)
    return page(
        "swarms/swarms.html", found=found, tabs=tabs, state=state, result=result,
        results=[("", _("Any result")), *((each.value, each.label) for each in SwarmResult)],
    )  # fmt: skip


@bp.get("/swarms/<int:id>")
def swarm(id: int) -> str:
    return _shown(load(g.actor, Question, id), blank())


@bp.get("/swarms/<int:id>/side")
def side(id: int) -> str:
    """Beside the question: the one that runs, else the last one, else the way to call one."""
    question = load(g.actor, Question, id)
    may, found = can(g.actor, COMMENT, question), swarms_at(question)[:1]
    return page("swarms/_side.html", question=question, found=found, may=may)


@bp.post("/swarms/<int:id>")
@once
def call(id: int) -> Any:
    question, form = load(g.actor, Question, id), read(CallForm)
    if not form.ok:
        return _shown(question, form), 422
    try:
        actions.call(g.actor, question, form.data.need)
    except HubError as refused:
        form.refuse("need", refused.message)
        return _shown(question, form), refused.status
    return done(f"/q/{id}", say=_("Called. Whoever follows the question hears of it."))


@bp.post("/swarms/<int:id>/joining")
def join(id: int) -> Any:
    actions.join(g.actor, load(g.actor, Question, id))
    return done(f"/q/{id}", say=_("You are in."))


@bp.post("/swarms/<int:id>/leaving")
def leave(id: int) -> Any:
    actions.leave(g.actor, load(g.actor, Question, id))
    return done(f"/q/{id}", say=_("You are out. It goes on."), undo=f"/swarms/{id}/joining")


@bp.post("/swarms/<int:id>/ending")
@once
def end(id: int) -> Any:
    question, form = load(g.actor, Question, id), read(EndForm)
    if not form.ok:
        return _shown(question, form), 422
    sent = form.data
    try:
        actions.end(g.actor, question, sent.result, sent.learned, sent.by, thank=bool(sent.thank))
    except HubError as refused:
        form.refuse(getattr(refused, "field", "") or "result", refused.message)
        return _shown(question, form), refused.status
    return done(f"/q/{id}", say=_("It is over. Whoever you learned from hears of it."))


def _shown(question: Question, form: Read[Any]) -> str:
    found = swarms_at(question)
    running = next((each for each in found if each.is_open), None)
    return page(
        "swarms/swarm.html", question=question, form=form, running=running,
        over=[each for each in found if not each.is_open], may=can(g.actor, COMMENT, question),
        results=[(each.value, each.label) for each in SwarmResult],
    )  # fmt: skip
