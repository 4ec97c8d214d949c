"""The addresses of conversations. What is said in them is sent to `/t/conversation:5/comments`."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, request
from sqlalchemy.orm import joinedload

from hub.conversations import actions, queries
from hub.conversations.models import Conversation
from hub.core.errors import HubError, Invalid
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.spaces.actions import visit
from hub.spaces.forms import on_or_off
from hub.threads.cards import cards_in
from hub.threads.queries import threads_of
from hub.threads.watching import mark_read
from hub.web.forms import LINES, Body, Form, Read, blank, bounded, read
from hub.web.guard import is_in_sight, wants_fragment
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("conversations", __name__, template_folder="templates")

Names = Annotated[str, bounded(2_000, 1), LINES]
WITH = (joinedload(Conversation.space), joinedload(Conversation.people))  # one statement for all of it


class StartForm(Form):
    """To whom, and the first words."""

    to: Names
    body: Body
    name: Annotated[str, bounded(120), LINES] = ""


class BringForm(Form):
    """Who else."""

    to: Names


class NameForm(Form):
    """What a group is called."""

    name: Annotated[str, bounded(120), LINES] = ""


@bp.get("/messages")
def index() -> str:
    after = request.args.get("after", "")
    here = request.args.get("here", "")
    here = here if here.isdecimal() and len(here) < 18 else ""
    if here and is_in_sight() and (open_one := queries.conversation_at(g.actor, int(here))) is not None:
        visit(g.actor, open_one.space)
    found = queries.listed(g.actor, after=int(after) if after.isdecimal() and len(after) < 6 else 0)
    template = "conversations/_list.html" if wants_fragment() else "conversations/index.html"
    return page(template, found=found, here=here)


@bp.get("/messages/new")
def new() -> str:
    return _starting(blank(to=request.args.get("to", "")[:200], body=request.args.get("text", "")[:2_000]))


@bp.post("/messages")
@once
def start() -> Any:
    form = read(StartForm)
    if not form.ok:
        return _starting(form), 422
    try:
        others = queries.people_named(g.actor, form.data.to)
        made = actions.start(g.actor, others, form.data.body, form.data.name)
    except Invalid as error:
        form.refuse(error.field or "to", error.message)
        return _starting(form), 422
    return done(made.url)


@bp.get("/messages/<int:id>")
def conversation(id: int) -> str:
    return _page(load(g.actor, Conversation, id, options=WITH))


@bp.post("/messages/<int:id>/people")
@once
def bring_in(id: int) -> Any:
    found = load(g.actor, Conversation, id, options=WITH)
    form = read(BringForm)
    if not form.ok:
        return _page(found, form), 422
    try:
        made = actions.bring_in(g.actor, found, queries.people_named(g.actor, form.data.to))
    except Invalid as error:
        form.refuse("to", error.message)
        return _page(found, form), 422
    return done(made.url, say=_("You go on here. What was said before stays where it was said."))


@bp.post("/messages/<int:id>/name")
def rename(id: int) -> Any:
    found = load(g.actor, Conversation, id, options=WITH)
    form = read(NameForm)
    try:
        if form.ok:
            actions.rename(g.actor, found, form.data.name)
    except HubError as error:
        form.refuse("name", error.message)
    if not form.ok:
        return _page(found, form), 422
    return done(found.url, say=_("Saved."))


@bp.post("/messages/<int:id>/mute")
def mute(id: int) -> Response:
    found = load(g.actor, Conversation, id, options=WITH)
    on = on_or_off()
    actions.mute(g.actor, found, on=on)
    return done(found.url, say=_("You hear nothing more of this.") if on else _("You hear of this again."))


@bp.post("/messages/<int:id>/leaving")
def leave(id: int) -> Response:
    found = load(g.actor, Conversation, id, options=WITH)
    actions.leave(g.actor, found)
    return done("/messages", say=_("You left the conversation."))


def _starting(form: Read[Any]) -> str:
    return page("conversations/new.html", form=form, found=queries.listed(g.actor), here="")


def _page(found: Conversation, form: Read[Any] | None = None) -> str:
    thread = threads_of(g.actor, [found])[found.ref]
    cards = cards_in(g.actor, (line.comment.html for line in thread.lines))
    if form is None:
        visit(g.actor, found.space)
        if thread.new_count or not thread.is_known:
            mark_read(g.actor, found.ref)
    return page(
        "conversations/conversation.html", opened=queries.opened(g.actor, found), thread=thread, cards=cards,
        found=queries.listed(g.actor), here=str(found.id), form=form or blank(),
    )  # fmt: skip
