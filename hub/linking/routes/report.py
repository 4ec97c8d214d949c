"""A case from a discussion: which messages, which customer, which desk."""

from collections.abc import Sequence
from typing import Annotated, Any

from flask import g, request
from pydantic import Field

from hub.cases.desks import channels_by_hand
from hub.cases.models import Case
from hub.channels.contract import Author
from hub.channels.models import Channel
from hub.core.errors import Denied, Invalid, NotFound
from hub.core.features import registry, resolve, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.linking.reporting import FROM, known_customers, report, said_in
from hub.linking.routes.dialog import bp
from hub.web.forms import LINES, Form, Read, Short, Title, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page


class ReportForm(Form):
    """What goes along, and for whom: `known` is a case of a customer who is known, else a new one."""

    chosen: Annotated[tuple[str, ...], Field(max_length=LIMITS.tags * 20)] = ()
    known: int = 0
    channel: int = 0
    name: Annotated[str, bounded(200), LINES] = ""
    address: Annotated[str, bounded(LIMITS.address), LINES] = ""
    subject: Title
    words: Annotated[str, bounded(LIMITS.message), LINES] = ""
    q: Short = ""


@bp.get("/links/<ref>/case")
def begin(ref: str) -> str:
    thing, channels = _discussion(ref)
    title = registry.kinds[thing.ref_kind].title(thing)
    return _shown(thing, channels, blank(subject=title[: LIMITS.title]), first=True)


@bp.post("/links/<ref>/case")
@once
def make(ref: str) -> Any:
    thing, channels = _discussion(ref)
    form = read(ReportForm)
    if not form.ok:
        return _shown(thing, channels, form), 422
    sent = form.data
    try:
        channel, author = _for_whom(sent)
        case = report(g.actor, thing, sent.chosen, channel, author, sent.subject, sent.words)
    except Invalid as refused:
        form.refuse(refused.field or "chosen", refused.message)
        return _shown(thing, channels, form), 422
    return done(f"/cases/{case.id}", say=_("The case is open and yours. What you chose stands inside."))


def _for_whom(sent: ReportForm) -> tuple[Channel, Author]:
    """Through which channel the case comes, and who the customer is."""
    if sent.known:
        known = load(g.actor, Case, sent.known)
        return known.channel, Author(known.address, known.customer.name)
    if not sent.name:
        raise Invalid(_("Choose a customer who is known, or give the name of a new one."), field="name")
    if not sent.channel:
        raise Invalid(_("Choose the desk that looks after it."), field="channel")
    return load(g.actor, Channel, sent.channel), Author(sent.address.strip(), sent.name)


def _discussion(ref: str) -> tuple[Any, Sequence[Channel]]:
    """What a case is made of, and the channels through which the reader may."""
    thing = resolve(g.actor, ref)
    if thing.ref_kind not in FROM:
        raise NotFound
    channels = channels_by_hand(g.actor)
    if not channels:
        raise Denied(_("Cases are opened by the agents of a desk. Ask one of them."))
    return thing, channels


def _shown(thing: Any, channels: Sequence[Channel], form: Read[Any], *, first: bool = False) -> str:
    words = str(form.value("q") or request.args.get("q", ""))[: LIMITS.query]
    said = said_in(g.actor, thing)
    chosen = {said[0].ref} if first else set(form.value("chosen") or ())
    return page(
        "linking/report.html", thing=thing, title=registry.kinds[thing.ref_kind].title(thing),
        url=url_of(thing), here=f"/links/{thing.ref}/case", form=form, said=said, chosen=chosen, words=words,
        known=known_customers(g.actor, words), channels=channels,
    )  # fmt: skip
