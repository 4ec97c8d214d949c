"""The addresses of turning: a discussion, a reply or a message into a question, and a question back."""

from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import Field

from hub.core.errors import HubError, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.feed.models import Post
from hub.qa.models import Answer, Question
from hub.qa.queries import places_to_ask
from hub.qa.search import answer_url, question_url
from hub.spaces.models import Space
from hub.threads.models import Comment
from hub.threads.queries import comments_under
from hub.threads.search import comment_url
from hub.turning import actions
from hub.turning.answers import answer_of_comment, comment_of_answer
from hub.turning.rules import TURN, is_message
from hub.web.forms import Form, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, onward, page

bp = Blueprint("turning", __name__, template_folder="templates")


class TurnForm(Form):
    """What is asked, and which replies answer it."""

    title: Title
    answers: Annotated[list[int], Field(max_length=actions.MOST_ANSWERS)] = Field(default_factory=list)


class CopyForm(Form):
    """One's own words, asked in a community."""

    community: Short
    title: Title
    body: OptionalBody = ""
    topics: Short = ""


@bp.get("/turn/<ref>")
def choose(ref: str) -> str | Response:
    """What is about to become of it, to look at before."""
    thing = resolve(g.actor, ref)
    if thing.ref != ref:
        return onward(url_of(thing))  # somebody has done it
    require(g.actor, TURN, thing)
    if isinstance(thing, Answer):
        raise NotFound
    if isinstance(thing, Question):
        return _discussing(thing, blank())
    if is_message(thing):
        return _copying(thing, blank(title=_first_line(thing.text), body=thing.body))
    return _asking(thing, blank(title=_title_of(thing)))


@bp.post("/turn/<ref>")
@once
def turn(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    if thing.ref != ref:
        return done(url_of(thing), say=_("Somebody has done that already."))
    require(g.actor, TURN, thing)
    if isinstance(thing, Answer):
        raise NotFound
    if isinstance(thing, Question):
        return _discuss(thing)
    return _copy(thing) if is_message(thing) else _ask(thing)


@bp.post("/turn/<ref>/back")
def back(ref: str) -> Response:
    """Take it back: the same rows speak again, so the first address is right once more."""
    thing = resolve(g.actor, ref)
    require(g.actor, TURN, thing)
    if isinstance(thing, Post):
        answers = actions.once_answers(thing)
        made = actions.ask_of_post(g.actor, thing, _title_of(thing), answers)
        return done(question_url(made), say=_("It is a question again."))
    if isinstance(thing, Answer):
        comment = comment_of_answer(g.actor, thing)
        return done(comment_url(comment), say=_("It is a comment again."))
    if not isinstance(thing, Question):
        raise NotFound
    if actions.origin_of(thing) is not None:
        reply = actions.put_reply_back(g.actor, thing)
        return done(comment_url(reply), say=_("It is a reply again, with everything said under it."))
    post = actions.make_discussion(g.actor, thing)
    return done(url_of(post), say=_("It is a discussion again."))


@bp.post("/turn/<ref>/answer")
def answer(ref: str) -> Response:
    """A comment answers the question that it was said under."""
    thing = resolve(g.actor, ref)
    if not isinstance(thing, Comment):
        raise NotFound
    made = answer_of_comment(g.actor, thing)
    undo = f"/turn/{made.ref}/back"
    return done(answer_url(made), say=_("It is an answer now, by whoever wrote it."), undo=undo)


def _ask(thing: Any) -> Any:
    form = read(TurnForm)
    if not form.ok:
        return _asking(thing, form), 422
    turned = actions.ask_of_post if isinstance(thing, Post) else actions.ask_of_reply
    try:
        made = turned(g.actor, thing, form.data.title, form.data.answers)
    except HubError as error:
        form.refuse(error.field or "answers", error.message)
        return _asking(thing, form), error.status
    return done(question_url(made), say=_("It is a question now."), undo=f"/turn/{made.ref}/back")


def _copy(thing: Any) -> Any:
    form = read(CopyForm)
    if not form.ok:
        return _copying(thing, form), 422
    space, sent = load(g.actor, Space, form.data.community, by=Space.slug), form.data
    topics = [word.strip() for word in sent.topics.split(",") if word.strip()]
    try:
        made = actions.ask_of_message(g.actor, thing, space, sent.title, sent.body, topics)
    except HubError as error:
        form.refuse(error.field or "community", error.message)
        return _copying(thing, form), error.status
    return done(question_url(made), say=_("Asked. You hear when somebody answers."))


def _discuss(question: Question) -> Any:
    try:
        made = actions.make_discussion(g.actor, question)
    except HubError as error:
        form = blank()
        form.refuse("turn", error.message)
        return _discussing(question, form), error.status
    return done(url_of(made), say=_("It is a discussion now."), undo=f"/turn/{made.ref}/back")


def _asking(thing: Any, form: Read[Any]) -> str:
    about = thing.ref if isinstance(thing, Post) else thing.about
    said = [each for each in comments_under(g.actor, [about]) if each.removed_at is None]
    if not isinstance(thing, Post):
        said = actions.replies_to(thing, said)
    return page(
        "turning/question.html", thing=thing, form=form, replies=said, url=url_of(thing),
        chosen={str(id) for id in form.value("answers", [])}, of_reply=not isinstance(thing, Post),
        whole=kind_of(thing.ref).title(thing),
    )  # fmt: skip


def _copying(thing: Any, form: Read[Any]) -> str:
    return page(
        "turning/message.html", thing=thing, form=form, url=url_of(thing), places=places_to_ask(g.actor)
    )


def _discussing(question: Question, form: Read[Any]) -> str:
    return page(
        "turning/discussion.html", question=question, form=form, url=question_url(question),
        came=actions.origin_of(question),
    )  # fmt: skip


def _title_of(thing: Any) -> str:
    """What it is called, else how it begins: to be mended by whoever turns it."""
    return (getattr(thing, "title", "") or _first_line(thing.text))[: LIMITS.title]


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    end = first.find("? ")
    return (first[: end + 1] if 0 < end < LIMITS.title else first)[:200]
