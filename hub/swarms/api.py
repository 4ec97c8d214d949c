"""Swarms over the API: reading those around readable questions, calling, joining, leaving, ending."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import Field

from hub.core.permissions import load
from hub.people.api import PersonName
from hub.qa.models import Question
from hub.swarms import actions
from hub.swarms.models import Swarm, SwarmResult
from hub.swarms.queries import list_swarms, swarms_at
from hub.web.api import NothingOut, Out, api_blueprint, filled, listed, operation
from hub.web.forms import LINES, Body, Form, bounded

bp = api_blueprint("swarms")
WRITE = ("write",)
HERE = "/questions/<int:id>/swarms"


class SwarmsIn(Form):
    """Running ones, those that are over, or those one was in."""

    state: Literal["open", "ended", "mine"] = "open"
    result: SwarmResult | None = None


class CallIn(Form):
    """What help is needed."""

    need: Annotated[str, bounded(300, 3), LINES]


class EndIn(Form):
    """How it ended, what was learned and from whom (handles); `thank`: also say so in the community."""

    result: SwarmResult
    learned: Body
    by: Annotated[list[Annotated[str, bounded(80), LINES]], Field(max_length=100)] = Field(
        default_factory=list
    )
    thank: bool = False


class MemberOut(Out):
    """Who was in it, from when to when."""

    person: PersonName
    joined_at: datetime
    left_at: datetime | None


class SwarmOut(Out):
    """A swarm around a question. `learned_by`: the people whom it was learned from."""

    id: int
    question_id: int
    need: str
    started_at: datetime
    ended_at: datetime | None
    result: str | None
    learned: str
    learned_by: list[int]
    members: list[MemberOut]


class ThanksOut(Out):
    """The post that thanks, "" without one."""

    thanks: str


@operation(bp, "GET", "/swarms", verb="list", thing="swarms", out=listed(SwarmOut), query=SwarmsIn)
def list_all(query: SwarmsIn) -> dict[str, Any]:
    """The newest 50 around questions that one may open."""
    found = list_swarms(g.actor, query.state, query.result or "")
    return {"items": [_out(each) for each in found], "next": None}


@operation(bp, "GET", HERE, verb="list", thing="question_swarms", out=listed(SwarmOut))
def list_at(id: int) -> dict[str, Any]:
    """Those around one question, the newest first."""
    return {"items": [_out(each) for each in swarms_at(load(g.actor, Question, id))], "next": None}


@operation(bp, "POST", HERE, verb="call", thing="swarm", out=SwarmOut, body=CallIn, scopes=WRITE, status=201)
def call(id: int, body: CallIn) -> SwarmOut:
    """Call a swarm together; 409 while there is one."""
    question = load(g.actor, Question, id)
    actions.call(g.actor, question, body.need)
    return _out(swarms_at(question)[0])


@operation(bp, "POST", f"{HERE}/joining", verb="join", thing="swarm", out=NothingOut, scopes=WRITE)
def join(id: int) -> dict[str, bool]:
    """Come, or come back."""
    actions.join(g.actor, load(g.actor, Question, id))
    return {"done": True}


@operation(bp, "POST", f"{HERE}/leaving", verb="leave", thing="swarm", out=NothingOut, scopes=WRITE)
def leave(id: int) -> dict[str, bool]:
    """Go; the swarm goes on."""
    actions.leave(g.actor, load(g.actor, Question, id))
    return {"done": True}


@operation(bp, "POST", f"{HERE}/ending", verb="end", thing="swarm", out=ThanksOut, body=EndIn, scopes=WRITE)
def end(id: int, body: EndIn) -> dict[str, str]:
    """Say how it ended, what was learned and from whom."""
    question = load(g.actor, Question, id)
    thanks = actions.end(g.actor, question, body.result, body.learned, body.by, thank=body.thank)
    return {"thanks": thanks}


def _out(swarm: Swarm) -> SwarmOut:
    return filled(SwarmOut, swarm)
