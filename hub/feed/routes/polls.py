"""The addresses of polls: vote, see how it stands, end it."""

from typing import Any

from flask import Response, g, make_response
from pydantic import Field
from sqlalchemy.orm import joinedload

from hub.core.errors import HubError, Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.feed import home
from hub.feed.models import Post
from hub.feed.polls import PollView, polls_on
from hub.feed.routes.pages import bp
from hub.feed.search import post_url
from hub.feed.voting import end_poll, vote
from hub.web.forms import Form, read
from hub.web.guard import wants_fragment
from hub.web.pages import done, page


class VoteForm(Form):
    """What is chosen, by number."""

    choice: list[int] = Field(default_factory=list)


@bp.get("/p/<int:id>/poll")
def poll(id: int) -> Any:
    """How it stands: asked for again when somebody voted."""
    found = _post(id)
    view = _view(found)
    return page("feed/_poll_now.html", poll=view) if wants_fragment() else done(post_url(found))


@bp.post("/p/<int:id>/votes")
def cast(id: int) -> Any:
    found = _post(id)
    _view(found)
    form = read(VoteForm)
    try:
        if not form.ok:
            return _refused(found, _("Choose something first, then vote."), 422)
        again = vote(g.actor, found, form.data.choice)
    except HubError as error:
        return _refused(found, error.message, error.status)
    said = _("Your vote is changed. The earlier one counts no more.") if again else _("Your vote counts.")
    return done(post_url(found), fragment="feed/_poll.html", say=said, poll=_view(found), said=said)


@bp.post("/p/<int:id>/poll/end")
def end(id: int) -> Response:
    found = _post(id)
    _view(found)
    end_poll(g.actor, found)
    return done(post_url(found), say=_("The poll has ended."))


def _post(id: int) -> Post:
    return load(g.actor, Post, id, options=(joinedload(Post.author), joinedload(Post.space)))


def _view(found: Post) -> PollView:
    view = polls_on(g.actor, [found.id]).get(found.id)
    if view is None or found.is_removed:
        raise Invalid(_("There is no poll here."))
    return view


def _refused(found: Post, message: str, status: int) -> Response:
    """The poll again in its own place, or its page, with what is wrong."""
    if wants_fragment():
        response = make_response(page("feed/_poll.html", poll=_view(found), error=message), status)
        response.headers.update({"HX-Retarget": f"#poll-{found.id}", "HX-Reswap": "outerHTML"})
        return response
    shown = home.post_page(g.actor, found)
    return make_response(page("feed/post.html", shown=shown, poll_error=message), status)
