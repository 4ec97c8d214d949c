"""The worker of the queue "mail": finished letters of the hub, and notices worded at the last moment.

A notice that was seen meanwhile, or whose reader may not know of it any more, is not sent at all.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from config import Config
from hub.channels.email.compose import Origin, OutgoingMail, UnsendableMail, build
from hub.channels.email.headers import Address
from hub.channels.email.smtp import SmtpConfig, State, send
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery, Later, Never
from hub.core.words import gettext, lazy, ngettext, speaking
from hub.inbox.answering import is_talk
from hub.inbox.digest import told
from hub.inbox.groups import BY_NAME, DIGEST, MAIL, Group, group_of
from hub.inbox.models import Notice
from hub.inbox.news import hold_while_quiet, still_new
from hub.inbox.replies import LOOP_MARK, answerable_at
from hub.people.models import Person

THREAD = "thread "  # before the ref of a conversation, in a token
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def deliver(delivery: Delivery) -> None:
    """Send one mail. Raises Later or Never when it could not be sent, NotYet where its reader sleeps."""
    config: Config = current_app.config["HUB"]
    if not config.smtp_url:
        raise Never(lazy("No mail server is set. Set BACKCHANNEL_SMTP_URL, then send this again."))
    payload = delivery.payload
    if "digest" in payload:
        with speaking(_language(session().get(Person, int(payload["digest"])))):
            mail = _digest_mail(config, delivery)
    elif "notice" in payload:
        notice = session().get(Notice, int(payload["notice"]))
        with speaking(_language(notice.person if notice is not None else None)):
            mail = _notice_mail(config, delivery, int(payload["notice"]), int(payload.get("wave", 0)))
    else:
        mail = _letter(config, delivery)
    if mail is None:
        return
    try:
        message = build(mail)
    except UnsendableMail as error:
        raise Never(str(error)) from error
    result = send(smtp_of(config), message)
    if result.state is State.REJECTED:
        raise Never(f"{result.code} {result.text}")
    if result.state is not State.SENT:  # the Message-ID stays, so a second copy is known as one
        raise Later(f"{result.code} {result.text}")


def _language(person: Person | None) -> str:
    """Mail is written in the language of whoever reads it."""
    return person.language if person is not None else ""


def smtp_of(config: Config) -> SmtpConfig:
    """The server behind `smtp://user:password@host:587` (STARTTLS), `smtps://…`, `smtp+plain://…`."""
    parts = urlsplit(config.smtp_url)
    security = {"smtps": "tls", "smtp+plain": "none"}.get(parts.scheme, "starttls")
    return SmtpConfig(
        parts.hostname or "localhost", parts.port or PORTS.get(parts.scheme, 587),
        security, parts.username or "", parts.password or "",  # type: ignore[arg-type]  # one of three words
    )  # fmt: skip


def unsubscribe_token(person: Person, group: Group) -> str:
    """What a link at the foot of a mail carries: whose mail, of which group. It cannot be guessed."""
    return str(_signer().dumps([person.id, group.name]))


def thread_token(notice: Notice) -> str:
    """The same for a conversation; "" where there is none that one could be silent about."""
    if not is_talk(notice.thread):
        return ""
    return str(_signer().dumps([notice.person_id, f"{THREAD}{notice.thread}"]))


@dataclass(frozen=True)
class Stop:
    """What a link at the foot of a mail ends, and for whom: a kind of mails, or all about a conversation."""

    person: Person
    group: Group | None = None
    thread: str = ""


def read_token(token: str) -> Stop | None:
    """Whom and what an unsubscribe link means; None when it was not made here."""
    try:
        id, name = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    person = session().get(Person, id)
    if person is None or not isinstance(name, str):
        return None
    if name.startswith(THREAD):
        return Stop(person, thread=name.removeprefix(THREAD))
    group = DIGEST if name == DIGEST.name else BY_NAME.get(name)
    return Stop(person, group) if group is not None else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["HUB"].secret_key, salt="unsubscribe")


def _notice_mail(config: Config, delivery: Delivery, id: int, wave: int) -> OutgoingMail | None:
    line = still_new(id, wave, MAIL)
    if line is None:
        return None
    notice = session().get_one(Notice, id)
    person = notice.person
    hold_while_quiet(person, delivery)
    group = group_of(notice.kind, notice.action)
    off = f"{config.public_url}/notifications/off/{unsubscribe_token(person, group)}"
    answer_to, thread = answerable_at(config, notice), thread_token(notice)
    silence = f"{config.public_url}/notifications/off/{thread}" if thread else ""
    values = {
        "line": line, "person": person, "config": config, "off": off, "answer_to": answer_to,
        "silence": silence,
        "url": f"{config.public_url}/notifications/{notice.id}",
    }  # fmt: skip
    return OutgoingMail(
        sender=_sender(config), to=[Address(person.name, person.email)], subject=line.sentence,
        text=_rendered("inbox/mail/notice.txt", values), html=_rendered("inbox/mail/notice.html", values),
        message_id=_message_id(config, delivery), date=clock.now(), origin=Origin.NOTICE,
        loop_mark=LOOP_MARK, unsubscribe_url=off,
        reply_to=Address(config.product, answer_to) if answer_to else None,
    )  # fmt: skip


def _digest_mail(config: Config, delivery: Delivery) -> OutgoingMail | None:
    person = session().get(Person, int(delivery.payload["digest"]))
    since = datetime.fromisoformat(delivery.payload["since"])
    found = told(person, since) if person is not None and person.is_active else None
    if person is None or found is None:
        return None
    hold_while_quiet(person, delivery)
    off = f"{config.public_url}/notifications/off/{unsubscribe_token(person, DIGEST)}"
    values = {"told": found, "person": person, "config": config, "off": off, "root": config.public_url}
    return OutgoingMail(
        sender=_sender(config), to=[Address(person.name, person.email)],
        subject=ngettext("%(num)s thing you have not seen in %(product)s",
                         "%(num)s things you have not seen in %(product)s",
                         found.count, product=config.product),
        text=_rendered("inbox/mail/digest.txt", values), html=_rendered("inbox/mail/digest.html", values),
        message_id=_message_id(config, delivery), date=clock.now(), origin=Origin.NOTICE,
        loop_mark=LOOP_MARK, unsubscribe_url=off,
    )  # fmt: skip


def _rendered(template: str, values: dict[str, Any]) -> str:
    """Without what pages are given: there is no request here, and nobody looks."""
    plain = {"_": gettext} if template.endswith(".txt") else None  # a text says & where a page says &amp;
    return current_app.jinja_env.get_template(template, globals=plain).render(values)


def _letter(config: Config, delivery: Delivery) -> OutgoingMail:
    payload = delivery.payload
    return OutgoingMail(
        sender=_sender(config), to=[Address("", str(payload["to"]))], subject=str(payload["subject"]),
        text=str(payload["text"]), html=str(payload.get("html", "")),
        message_id=_message_id(config, delivery), date=clock.now(), origin=Origin.NOTICE, loop_mark=LOOP_MARK,
        in_reply_to=str(payload.get("in_reply_to", "")),
    )  # fmt: skip


def _sender(config: Config) -> Address:
    return Address(config.product, config.mail_from or f"no-reply@{_host(config)}")


def _message_id(config: Config, delivery: Delivery) -> str:
    """The same at every try, so that a mail that arrives twice is one mail to the reader's program."""
    made = hashlib.sha256(f"{config.secret_key}:{delivery.queue}:{delivery.key}".encode()).hexdigest()
    return f"{made[:40]}@{_host(config)}"


def _host(config: Config) -> str:
    return urlsplit(config.public_url).hostname or "localhost"
