"""Suggested edits over the API: what waits, suggesting one, taking it over, refusing it, taking it back."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import can, load
from hub.people.api import PersonName
from hub.qa import suggesting
from hub.qa.api import WRITE, AnswerOut, QuestionOut, answer_out, bp, question_out
from hub.qa.edit_models import EditState, SuggestedEdit
from hub.qa.models import Answer, Question
from hub.qa.rules import EDIT_ANSWER, EDIT_QUESTION
from hub.reuse.asking import ChangeIn
from hub.web.api import NothingOut, Out, filled, listed, operation
from hub.web.forms import LINES, Body, Form, Note, bounded

Title = Annotated[str, bounded(LIMITS.title), LINES]
LOOKED_AT = 500  # edits that wait, from which those that concern one person are taken
Thing = Question | Answer


class EditIn(Form):
    """Another text, and why. title: of a question."""

    title: Title = ""
    body: Body
    note: Note = ""


class ApprovalIn(ChangeIn):
    """The text that stands from now on, as suggested or changed; `revision` is the one that it replaces."""

    title: Title = ""
    body: Body
    revision: int


class RejectionIn(Form):
    """Why the text stays as it is."""

    reason: Annotated[str, bounded(LIMITS.note, 1), LINES]


class EditOut(Out):
    """A suggested edit that waits; `revision` is the one of the text that it was written for."""

    ref: str
    author: PersonName
    title: str
    body: str
    note: str
    revision: int
    at: datetime
    may_settle: bool


class EditStateOut(Out):
    """The edit that waits; null where none does for whoever asks."""

    edit: EditOut | None


@operation(bp, "GET", "/edits", verb="list", thing="edits", out=listed(EditOut))
def list_edits() -> dict[str, Any]:
    """The edits that wait: those one may settle, and one's own. The newest first, on one page."""
    waits = select(SuggestedEdit).where(SuggestedEdit.state == EditState.PENDING)
    newest = waits.options(joinedload(SuggestedEdit.author)).order_by(SuggestedEdit.id.desc())
    found = session().scalars(newest.limit(LOOKED_AT)).all()
    things = resolve_many(g.actor, [each.ref for each in found])
    shown = [_out(each, things[each.ref]) for each in found if each.ref in things]
    mine = [each for each in shown if each.may_settle or each.author.id == g.actor.id]
    return {"items": mine[: LIMITS.page_size], "next": None}


@operation(bp, "GET", "/questions/<int:id>/edit", verb="read", thing="question_edit", out=EditStateOut)
def read_question_edit(id: int) -> dict[str, Any]:
    """The edit that waits for a question."""
    return _seen(load(g.actor, Question, id))


@operation(
    bp, "POST", "/questions/<int:id>/edit", verb="suggest", thing="question_edit", out=EditOut, body=EditIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def suggest_question_edit(id: int, body: EditIn) -> EditOut:
    """Suggest another text for a question. One waits at a time."""
    found = load(g.actor, Question, id)
    return _out(suggesting.suggest_edit(g.actor, found, body.body, body.title, body.note), found)


@operation(
    bp, "POST", "/questions/<int:id>/edit/approval", verb="approve", thing="question_edit", out=QuestionOut,
    body=ApprovalIn, scopes=WRITE,
)  # fmt: skip
def approve_question_edit(id: int, body: ApprovalIn) -> QuestionOut:
    """Take it over, as it is or changed; its author is credited. 409 when somebody saved since."""
    found = load(g.actor, Question, id)
    suggesting.approve_edit(g.actor, found, _waiting(found), body.body, body.title, seen=body.revision)
    return question_out(found)


@operation(
    bp, "POST", "/questions/<int:id>/edit/rejection", verb="reject", thing="question_edit", out=QuestionOut,
    body=RejectionIn, scopes=WRITE,
)  # fmt: skip
def reject_question_edit(id: int, body: RejectionIn) -> QuestionOut:
    """Leave the text as it is, and say why."""
    found = load(g.actor, Question, id)
    suggesting.reject_edit(g.actor, found, _waiting(found), body.reason)
    return question_out(found)


@operation(
    bp,
    "DELETE",
    "/questions/<int:id>/edit",
    verb="withdraw",
    thing="question_edit",
    out=NothingOut,
    scopes=WRITE,
)
def withdraw_question_edit(id: int) -> dict[str, bool]:
    """Take back what one suggested."""
    found = load(g.actor, Question, id)
    suggesting.withdraw_edit(g.actor, found, _waiting(found))
    return {"done": True}


@operation(bp, "GET", "/answers/<int:id>/edit", verb="read", thing="answer_edit", out=EditStateOut)
def read_answer_edit(id: int) -> dict[str, Any]:
    """The edit that waits for an answer."""
    return _seen(load(g.actor, Answer, id))


@operation(
    bp, "POST", "/answers/<int:id>/edit", verb="suggest", thing="answer_edit", out=EditOut, body=EditIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def suggest_answer_edit(id: int, body: EditIn) -> EditOut:
    """Suggest another text for an answer. One waits at a time."""
    found = load(g.actor, Answer, id)
    return _out(suggesting.suggest_edit(g.actor, found, body.body, "", body.note), found)


@operation(
    bp, "POST", "/answers/<int:id>/edit/approval", verb="approve", thing="answer_edit", out=AnswerOut,
    body=ApprovalIn, scopes=WRITE,
)  # fmt: skip
def approve_answer_edit(id: int, body: ApprovalIn) -> AnswerOut:
    """Take it over, as it is or changed; its author is credited. 409 when somebody saved since."""
    found = load(g.actor, Answer, id)
    suggesting.approve_edit(
        g.actor, found, _waiting(found), body.body, seen=body.revision, change=body.change or "",
        because=body.because,
    )  # fmt: skip
    return answer_out(found)


@operation(
    bp, "POST", "/answers/<int:id>/edit/rejection", verb="reject", thing="answer_edit", out=AnswerOut,
    body=RejectionIn, scopes=WRITE,
)  # fmt: skip
def reject_answer_edit(id: int, body: RejectionIn) -> AnswerOut:
    """Leave the text as it is, and say why."""
    found = load(g.actor, Answer, id)
    suggesting.reject_edit(g.actor, found, _waiting(found), body.reason)
    return answer_out(found)


@operation(
    bp, "DELETE", "/answers/<int:id>/edit", verb="withdraw", thing="answer_edit", out=NothingOut, scopes=WRITE
)
def withdraw_answer_edit(id: int) -> dict[str, bool]:
    """Take back what one suggested."""
    found = load(g.actor, Answer, id)
    suggesting.withdraw_edit(g.actor, found, _waiting(found))
    return {"done": True}


def _waiting(thing: Thing) -> SuggestedEdit:
    """The edit of a thing that waits, for those whom it concerns. Raises NotFound for everybody else."""
    edit = suggesting.pending_edit(thing.ref)
    if edit is None or not (edit.author_id == g.actor.id or _may_settle(thing)):
        raise NotFound
    return edit


def _seen(thing: Thing) -> dict[str, Any]:
    edit = suggesting.pending_edit(thing.ref)
    concerns = edit is not None and (edit.author_id == g.actor.id or _may_settle(thing))
    return {"edit": _out(edit, thing) if edit is not None and concerns else None}


def _out(edit: SuggestedEdit, thing: Thing) -> EditOut:
    return filled(EditOut, edit, may_settle=_may_settle(thing))


def _may_settle(thing: Thing) -> bool:
    return can(g.actor, EDIT_QUESTION if isinstance(thing, Question) else EDIT_ANSWER, thing)
