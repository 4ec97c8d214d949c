"""Connecting one's own chat and leaving it; the switch and the list of hosts that administrators keep."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, select

from hub.channels.sealing import seal
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid, TooMuch
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.inbox.chat.models import ChatRule, ChatWay
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.web import fetcher
from hub.web.chat import Form, body_of

HEADERS = {"Content-Type": "application/json", "User-Agent": "Backchannel"}
ONLY = 1
AGAIN = timedelta(seconds=10)  # between two tries of one person: nobody knocks at addresses with it


def chat_rule() -> ChatRule:
    """What holds now."""
    return session().get(ChatRule, ONLY) or ChatRule(id=ONLY, is_on=True, hosts="")


def way_of(person: Person) -> ChatWay | None:
    """The chat that the person connected, also one that failed."""
    return session().scalars(select(ChatWay).where(ChatWay.person_id == person.id)).one_or_none()


def allows(rule: ChatRule, host: str) -> bool:
    """Whether notices may go to this host: it or what it belongs to is named, or nothing is."""
    named = rule.hosts.split()
    return rule.is_on and (not named or any(host == each or host.endswith(f".{each}") for each in named))


def connect(actor: Person, form: Form, url: str, *, tells_closed: bool = False) -> ChatWay:
    """Send notices there from now on; a first message shows that it works. Raises Invalid when not."""
    url = url.strip()
    host = _host(url)
    known = way_of(actor)
    if known is not None and known.created_at > clock.now() - AGAIN:
        raise TooMuch
    _greet(actor, form, url)
    with transaction() as db:
        db.execute(delete(ChatWay).where(ChatWay.person_id == actor.id))
        moment = clock.now()
        row = ChatWay(
            person_id=actor.id, form=form, host=host[:255], sealed=seal({"url": url}), last_error="",
            tells_closed=tells_closed, created_at=moment, last_ok_at=moment,
        )  # fmt: skip
        db.add(row)
        db.flush()
        audit(actor, "inbox.chat.connect", row.ref, after={"host": host, "form": form})
    return row


def disconnect(actor: Person) -> None:
    """Nothing is sent there any more; the address is forgotten."""
    with transaction() as db:
        known = way_of(actor)
        if known is not None:
            db.execute(delete(ChatWay).where(ChatWay.id == known.id))
            audit(actor, "inbox.chat.disconnect", known.ref, before={"host": known.host})


def set_chat_rule(actor: Person, hosts: list[str], *, is_on: bool) -> None:
    """Whether people may, and to which hosts. What is connected and not allowed any more rests."""
    require(actor, ADMINISTER)
    with transaction() as db:
        row = db.get(ChatRule, ONLY) or ChatRule(id=ONLY, is_on=True, hosts="")
        before = {"is_on": row.is_on, "hosts": row.hosts}
        row.is_on, row.hosts = is_on, " ".join(hosts)
        db.add(row)
        audit(
            actor, "inbox.chat_rule", "chat_rule:1", before=before, after={"is_on": is_on, "hosts": row.hosts}
        )


def _host(url: str) -> str:
    rule = chat_rule()
    if not rule.is_on:
        raise Invalid(_("Administrators have switched notices in chats off."), field="address")
    try:
        fetcher.check(url)
    except fetcher.NotAllowed as error:
        raise Invalid(str(error), field="address") from None
    host = (urlsplit(url).hostname or "").lower()
    if not allows(rule, host):
        raise Invalid(
            _("Notices may go to these hosts only: %(hosts)s", hosts=", ".join(rule.hosts.split())),
            field="address",
        )
    return host


def _greet(person: Person, form: Form, url: str) -> None:
    config = current_app.config["HUB"]
    said = _("Notices of %(product)s for %(name)s come here from now on.",
             product=config.product, name=person.name)  # fmt: skip
    body = body_of(form, said, f"{config.public_url}/settings/notifications#chat", {"kind": "chat.connected"})
    try:
        answer = fetcher.post(url, json.dumps(body, ensure_ascii=False).encode(), HEADERS)
    except fetcher.NotAllowed as error:
        raise Invalid(str(error), field="address") from None
    except fetcher.Unreachable:
        raise Invalid(_("Nothing answers there. Look at the address again."), field="address") from None
    if not answer.is_ok:
        raise Invalid(
            _("Your chat did not take the first message: it said %(status)s. Copy the whole address of its "
              "incoming webhook, and choose the program that it belongs to.", status=answer.status),
            field="address",
        )  # fmt: skip
