"""Putting questions and answers aside over the API, and taking it back."""

from datetime import datetime
from typing import Any, Literal

from flask import g

from hub.core.errors import Invalid, NotFound
from hub.core.features import resolve
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.people.api import PersonName
from hub.qa import closing
from hub.qa.api import WRITE, AnswerOut, QuestionOut, answer_out, bp, question_out
from hub.qa.closings import closing_of, reasons
from hub.qa.models import Answer, Question
from hub.reuse.asking import ChangeIn
from hub.web.api import Out, filled, operation
from hub.web.forms import Note, Short


class ClosingIn(ChangeIn):
    """How a question is put aside: as a duplicate of `original` (its id), as obsolete for a `reason` and with
    the ref of what holds `instead`, or closed for one of the reasons of the house. `change`: of an obsolete
    question whose accepted answer customers were told."""

    how: Literal["duplicate", "obsolete", "closed"]
    original: int | None = None
    reason: Note = ""
    instead: Short = ""


class ObsoleteIn(ChangeIn):
    """Why an answer holds no more, the ref of what does, and what it means for customers who were told it."""

    reason: Note
    instead: Short = ""


class ClosingOut(Out):
    """That something was put aside: how, why, what stands instead as far as one may open it."""

    ref: str
    how: str
    reason: str
    instead: str | None
    by: PersonName
    at: datetime


class ClosingStateOut(Out):
    """How something was put aside; null while it is not."""

    closing: ClosingOut | None


class ReasonsOut(Out):
    """For which reasons a question may be closed here."""

    reasons: list[str]


@operation(bp, "GET", "/closing-reasons", verb="list", thing="closing_reasons", out=ReasonsOut)
def list_reasons() -> dict[str, list[str]]:
    """The reasons of the house for closing a question."""
    return {"reasons": reasons()}


@operation(bp, "GET", "/questions/<int:id>/closing", verb="read", thing="closing", out=ClosingStateOut)
def read_closing(id: int) -> dict[str, Any]:
    """How and why a question was put aside."""
    return _shown(load(g.actor, Question, id))


@operation(
    bp, "POST", "/questions/<int:id>/closing", verb="close", thing="question", out=QuestionOut,
    body=ClosingIn, scopes=WRITE,
)  # fmt: skip
def close_question(id: int, body: ClosingIn) -> QuestionOut:
    """Put a question aside. As a duplicate, followers and waiting cases go to the original."""
    found = load(g.actor, Question, id)
    match body.how:
        case "duplicate":
            if body.original is None:
                raise Invalid(_("Choose the question that this one repeats."), field="original")
            closing.close_as_duplicate(g.actor, found, load(g.actor, Question, body.original))
        case "obsolete":
            _say_why(body.reason)
            closing.mark_obsolete(
                g.actor, found, body.reason, body.instead, change=body.change or "", because=body.because
            )
        case _:
            if body.reason not in reasons():
                raise Invalid(_("Choose one of the reasons."), field="reason")
            closing.close_question(g.actor, found, body.reason)
    return question_out(found)


@operation(
    bp,
    "DELETE",
    "/questions/<int:id>/closing",
    verb="put_back",
    thing="question",
    out=QuestionOut,
    scopes=WRITE,
)
def put_question_back(id: int) -> QuestionOut:
    """Undo any of these. Who went to the original with a duplicate stays there."""
    found = load(g.actor, Question, id)
    closing.put_back(g.actor, found)
    return question_out(found)


@operation(bp, "GET", "/answers/<int:id>/closing", verb="read", thing="answer_closing", out=ClosingStateOut)
def read_answer_closing(id: int) -> dict[str, Any]:
    """Why an answer is obsolete."""
    return _shown(load(g.actor, Answer, id))


@operation(
    bp, "POST", "/answers/<int:id>/closing", verb="close", thing="answer", out=AnswerOut, body=ObsoleteIn,
    scopes=WRITE,
)  # fmt: skip
def close_answer(id: int, body: ObsoleteIn) -> AnswerOut:
    """Mark an answer as obsolete. `change` is needed when customers were given it."""
    found = load(g.actor, Answer, id)
    _say_why(body.reason)
    closing.mark_obsolete(
        g.actor, found, body.reason, body.instead, change=body.change or "", because=body.because
    )
    return answer_out(found)


@operation(
    bp, "DELETE", "/answers/<int:id>/closing", verb="put_back", thing="answer", out=AnswerOut, scopes=WRITE
)
def put_answer_back(id: int) -> AnswerOut:
    """It holds again; it is the accepted one again if it was."""
    found = load(g.actor, Answer, id)
    closing.put_back(g.actor, found)
    return answer_out(found)


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say in a few words why it holds no more."), field="reason")


def _shown(thing: Question | Answer) -> dict[str, Any]:
    row = closing_of(thing.ref)
    shown = filled(ClosingOut, row, instead=_if_open(row.instead)) if row is not None else None
    return {"closing": shown}


def _if_open(ref: str) -> str | None:
    """The ref, unless it leads to what the reader may not open."""
    try:
        thing: Any = resolve(g.actor, ref) if ref else None
    except NotFound:
        return None
    return thing.ref if thing is not None else None
