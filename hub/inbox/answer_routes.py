"""Notices that are dealt with where they stand: a word in answer, or the yes they ask for (E3, E4)."""

from typing import Any

from flask import Blueprint, Response, g

from hub.core.db import transaction
from hub.core.errors import Denied, NotFound
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.inbox.actions import finish
from hub.inbox.answering import choice_of, event_of, may_answer, say, target_of
from hub.inbox.models import Notice
from hub.inbox.wording import worded
from hub.web.forms import Body, Form, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, fragment_or_page

bp = Blueprint("inbox_answers", __name__)


class AnswerForm(Form):
    """A word in answer."""

    body: Body


@bp.get("/notifications/<int:id>/answer")
def write(id: int) -> str:
    notice = load(g.actor, Notice, id)
    if not may_answer(g.actor, event_of(notice)):
        raise NotFound(_("This cannot be answered from here. Open it to see what can be done."))
    return _writing(notice, blank())


@bp.post("/notifications/<int:id>/answer")
@once
def answer(id: int) -> Any:
    """Post the word and put the notice aside: both or neither."""
    notice = load(g.actor, Notice, id)
    event = event_of(notice)
    form: Read[AnswerForm] = read(AnswerForm)
    if event is None:
        raise NotFound
    if not form.ok:
        return _writing(notice, form), 422
    try:
        with transaction():
            thing, parent = target_of(g.actor, event)
            say(g.actor, thing, parent, form.data.body)
            finish(notice)
    except Denied as error:  # it was closed, or its place archived, while somebody wrote
        form.refuse("body", error.message)
        return _writing(notice, form), error.status
    return _dealt_with(_("Sent. You find it under Done."))


@bp.get("/notifications/<int:id>/choice")
def decide(id: int) -> str:
    """Where the button in a mail leads: mail programs open links by themselves, so it only asks."""
    notice = load(g.actor, Notice, id)
    line = next(iter(worded(g.actor, [notice])), None)
    if line is None:
        raise NotFound
    return fragment_or_page("inbox/_line.html", "inbox/choice.html", line=line)


@bp.post("/notifications/<int:id>/choice")
def choose(id: int) -> Response:
    """Say yes and put the notice aside: both or neither."""
    notice = load(g.actor, Notice, id)
    found = choice_of(g.actor, notice)
    if found is None:
        raise NotFound(_("This was decided already, or it is no longer there."))
    choice, thing = found
    with transaction():
        choice.take(g.actor, thing)
        finish(notice)
    return _dealt_with(choice.said)


def _dealt_with(said: str) -> Response:
    return done("/notifications", fragment="inbox/_answered.html", say=said, said=said)


def _writing(notice: Notice, form: Read[Any]) -> str:
    line = next(iter(worded(g.actor, [notice])), None)
    if line is None:
        raise NotFound
    return fragment_or_page("inbox/_answer.html", "inbox/answer.html", line=line, form=form)
