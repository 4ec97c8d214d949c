"""Turning over the API: a discussion or a reply into a question, a question into a discussion."""

from typing import Annotated

from flask import g
from pydantic import Field

from hub.core.permissions import load
from hub.feed.models import Post
from hub.feed.search import post_url
from hub.qa.models import Question
from hub.qa.search import answer_url, question_url
from hub.threads.models import Comment
from hub.turning import actions, answers
from hub.web.api import Out, api_blueprint, operation
from hub.web.forms import Form, Title

bp = api_blueprint("turning")

WRITE = ("write",)


class TurnIn(Form):
    """What is asked, and the ids of the replies that answer it."""

    title: Title
    answers: Annotated[list[int], Field(max_length=actions.MOST_ANSWERS)] = Field(default_factory=list)


class TurnedOut(Out):
    """What it is now."""

    ref: str
    url: str


@operation(
    bp, "POST", "/posts/<int:id>/question", verb="make_question_of", thing="post", out=TurnedOut,
    body=TurnIn, scopes=WRITE, status=201,
)  # fmt: skip
def ask_of_post(id: int, body: TurnIn) -> dict[str, str]:
    """Make a question of a discussion; chosen replies answer it, the others stay comments."""
    made = actions.ask_of_post(g.actor, load(g.actor, Post, id), body.title, body.answers)
    return {"ref": made.ref, "url": question_url(made)}


@operation(
    bp, "POST", "/comments/<int:id>/question", verb="make_question_of", thing="comment", out=TurnedOut,
    body=TurnIn, scopes=WRITE, status=201,
)  # fmt: skip
def ask_of_comment(id: int, body: TurnIn) -> dict[str, str]:
    """Make a question of one reply, with what was said in reply to it. Not of a message between a few."""
    made = actions.ask_of_reply(g.actor, load(g.actor, Comment, id), body.title, body.answers)
    return {"ref": made.ref, "url": question_url(made)}


@operation(
    bp, "POST", "/comments/<int:id>/answer", verb="make_answer_of", thing="comment", out=TurnedOut,
    scopes=WRITE, status=201,
)  # fmt: skip
def answer_of_comment(id: int) -> dict[str, str]:
    """Make an answer of a comment on a question or on another answer."""
    made = answers.answer_of_comment(g.actor, load(g.actor, Comment, id))
    return {"ref": made.ref, "url": answer_url(made)}


@operation(
    bp, "POST", "/questions/<int:id>/discussion", verb="make_discussion_of", thing="question",
    out=TurnedOut, scopes=WRITE, status=201,
)  # fmt: skip
def make_discussion(id: int) -> dict[str, str]:
    """Make a discussion of a question: its answers become replies."""
    made = actions.make_discussion(g.actor, load(g.actor, Question, id))
    return {"ref": made.ref, "url": post_url(made)}
