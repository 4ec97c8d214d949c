"""The simulator's pages: choose a line, choose or invent a customer, talk."""

import time
from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import Field

from hub.cases.models import Case
from hub.cases.rules import WORK_CASE
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem
from hub.core.errors import Denied, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.practice import actions, queries
from hub.spaces.rules import WORK_CASES_IN
from hub.web.forms import LINES, Form, Name, Read, Short, Title, blank, bounded, read
from hub.web.guard import wants_fragment
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("practice", __name__, url_prefix="/simulator", template_folder="templates")

PATIENCE = 1.5  # seconds to wait for the desk to take a message in, so that the page can show it
FACES = ((5, lazy("Very much"), "smile"), (4, lazy("Yes"), "smile"), (3, lazy("Somewhat"), "meh"),
         (2, lazy("Hardly"), "frown"), (1, lazy("Not at all"), "frown"))  # fmt: skip
Words = Annotated[str, bounded(20_000, 1), LINES]


class NewForm(Form):
    """Somebody who has not written before."""

    name: Name
    address: Annotated[str, bounded(LIMITS.address, 3), LINES]
    subject: Title
    text: Words


class TalkForm(Form):
    """What the customer writes."""

    text: Words


class RatingForm(Form):
    """What the customer thinks."""

    rating: int = Field(ge=1, le=5)
    words: Annotated[str, bounded(4_000), LINES] = ""


class BehaviourForm(Form):
    """How the line treats replies."""

    behaviour: Short = ""


@bp.get("")
def lines() -> str:
    if not g.actor.has(Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR):
        raise Denied(
            _("The simulator is for people who work on cases. An administrator can give you the role.")
        )
    return page("practice/lines.html", found=queries.played_channels(g.actor))


@bp.get("/<slug>")
def line(slug: str) -> str:
    return _line_page(_channel(slug), blank())


@bp.post("/<slug>")
@once
def write_first(slug: str) -> Any:
    channel, form = _channel(slug), read(NewForm)
    if not form.ok:
        return _line_page(channel, form), 422
    data = form.data
    written = actions.write_as_customer(
        g.actor, channel, data.text, address=data.address, name=data.name, subject=data.subject
    )
    return done(f"/simulator/{slug}/items/{written.id}")


@bp.get("/<slug>/items/<int:id>")
def item(slug: str, id: int) -> Response:
    """On to the conversation, as soon as the desk has read what was written."""
    channel, found = _channel(slug), load(g.actor, InboxItem, id)
    if found.channel_id != channel.id:
        raise NotFound
    until = time.monotonic() + PATIENCE
    while (case_id := queries.case_of_item(found)) is None and time.monotonic() < until:
        time.sleep(0.05)
    if case_id is not None:
        return done(f"/simulator/{slug}/{case_id}")
    return done(f"/simulator/{slug}", say=_("Sent. It appears here as soon as the desk has taken it in."))


@bp.post("/<slug>/behaviour")
def behave(slug: str) -> Any:
    channel, form = _channel(slug), read(BehaviourForm)
    if not form.ok or form.data.behaviour not in dict(queries.BEHAVIOURS):
        form.refuse("behaviour", _("Please choose one of the offered values."))
        return _line_page(channel, form), 422
    actions.behave(g.actor, channel, form.data.behaviour)
    return done(f"/simulator/{slug}", say=_("The line behaves like that from now on."))


@bp.get("/<slug>/<int:id>")
def conversation(slug: str, id: int) -> str:
    channel = _channel(slug)
    return _conversation_page(_case(channel, id), blank())


@bp.post("/<slug>/<int:id>")
@once
def write_again(slug: str, id: int) -> Any:
    channel = _channel(slug)
    case, form = _case(channel, id), read(TalkForm)
    if not form.ok:
        return _conversation_page(case, form), 422
    written = actions.write_again(g.actor, case, form.data.text)
    return done(f"/simulator/{slug}/items/{written.id}")


@bp.post("/<slug>/<int:id>/reading")
def read_replies(slug: str, id: int) -> Response:
    case = _case(_channel(slug), id)
    count = actions.read_as_customer(g.actor, case)
    said = (
        _("The desk sees now that the replies were read.") if count else _("There was nothing new to read.")
    )
    return done(f"/simulator/{slug}/{id}", say=said)


@bp.post("/<slug>/<int:id>/rating")
def rate(slug: str, id: int) -> Any:
    case, form = _case(_channel(slug), id), read(RatingForm)
    if not form.ok:
        return _conversation_page(case, form), 422
    actions.rate_as_customer(g.actor, case, form.data.rating, form.data.words)
    return done(f"/simulator/{slug}/{id}", say=_("Thank you. The people who helped hear it."))


def _channel(slug: str) -> Channel:
    channel = load(g.actor, Channel, slug, by=Channel.slug)
    if not channel.is_active or not queries.is_played(channel):
        raise NotFound
    require(g.actor, WORK_CASES_IN, channel.space)
    return channel


def _case(channel: Channel, id: int) -> Case:
    case = load(g.actor, Case, id)
    if case.channel_id != channel.id:
        raise NotFound
    require(g.actor, WORK_CASE, case)
    return case


def _line_page(channel: Channel, form: Read[Any]) -> str:
    return page(
        "practice/line.html", channel=channel, traits=TRAITS[channel.kind], form=form,
        found=queries.conversations(g.actor, channel), behaviours=queries.BEHAVIOURS,
    )  # fmt: skip


def _conversation_page(case: Case, form: Read[Any]) -> str:
    messages = queries.seen_by_customer(case)
    template = "practice/_log.html" if wants_fragment() else "practice/conversation.html"
    return page(
        template, case=case, channel=case.channel, traits=TRAITS[case.channel.kind], form=form,
        messages=messages, faces=FACES, agent=_who_answers(messages),
    )  # fmt: skip


def _who_answers(messages: Any) -> Person | None:
    return next((message.author for message in reversed(messages) if message.author is not None), None)
