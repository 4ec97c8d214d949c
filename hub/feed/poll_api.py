"""Polls over the API: begin one, see how it stands, vote."""

from datetime import datetime
from typing import Annotated

from flask import g
from pydantic import AwareDatetime, Field, StringConstraints

from hub.core.errors import Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.feed.api import WRITE, OptionalTitle, PostOut, bp
from hub.feed.models import Post
from hub.feed.poll_models import Results
from hub.feed.polls import PollView, polls_on
from hub.feed.search import post_url
from hub.feed.voting import LONGEST, MOST, Terms, vote, write_poll
from hub.spaces.models import Space
from hub.web.api import Out, filled, operation
from hub.web.forms import Body, Form

Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True)]


class ChoiceOut(Out):
    """One choice; without a count while one may not know it yet."""

    id: int
    words: str
    count: int | None
    is_mine: bool


class PollOut(Out):
    """How a poll stands for whoever asks. Who chose what is never told."""

    post_id: int
    is_multiple: bool
    is_anonymous: bool
    is_over: bool
    has_voted: bool
    results: Results
    ends_at: datetime | None
    voters: int
    choices: list[ChoiceOut]


class PollIn(Form):
    """A question to a community, and what can be chosen."""

    space_id: int
    body: Body
    title: OptionalTitle = ""
    choices: Annotated[list[Words], Field(max_length=MOST)]
    is_multiple: bool = False
    is_anonymous: bool = False
    results: Results = Results.VOTED
    ends_at: AwareDatetime | None = None


class VoteIn(Form):
    """The numbers of what is chosen."""

    choices: Annotated[list[int], Field(max_length=MOST)]


@operation(
    bp, "POST", "/polls", verb="write", thing="poll", out=PostOut, body=PollIn, scopes=WRITE, status=201
)
def begin_poll(body: PollIn) -> PostOut:
    """Ask a community to choose."""
    space = load(g.actor, Space, body.space_id)
    choices = list(dict.fromkeys(body.choices))
    terms = Terms(choices, body.is_multiple, body.is_anonymous, body.results, body.ends_at)
    made = write_poll(g.actor, space, body.body, body.title, terms)
    return filled(PostOut, made, url=post_url(made))


@operation(bp, "GET", "/posts/<int:id>/poll", verb="read", thing="poll", out=PollOut)
def read_poll(id: int) -> PollOut:
    """How a poll stands."""
    return PollOut.model_validate(_view(load(g.actor, Post, id)))


@operation(
    bp, "PUT", "/posts/<int:id>/vote", verb="set", thing="vote", out=PollOut, body=VoteIn, scopes=WRITE
)
def set_vote(id: int, body: VoteIn) -> PollOut:
    """Vote, or vote anew where that is possible."""
    found = load(g.actor, Post, id)
    _view(found)
    vote(g.actor, found, body.choices)
    return PollOut.model_validate(_view(found))


def _view(found: Post) -> PollView:
    view = polls_on(g.actor, [found.id]).get(found.id)
    if view is None or found.is_removed:
        raise Invalid(_("There is no poll here."))
    return view
