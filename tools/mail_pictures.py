"""The mails of the hub as a mail program shows them, for the pictures of the guide.

They are made and sent as always, to a mail server of our own that keeps them; nothing in the hub changes.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser
from sqlalchemy import select

from config import from_environment
from hub.app import create_app
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery
from hub.inbox.groups import MAIL
from hub.inbox.mail import deliver
from hub.inbox.models import Notice
from hub.inbox.news import still_new
from hub.people.models import Person

READER = "jonas@tern.example"
ANSWERED_BY_MAIL = ("threads.comment_posted", "qa.answer_posted", "conversations.message_written")
SIZE = (1200, 500)
SINCE = timedelta(days=14)
BESIDE = (
    '<!doctype html><meta charset="utf-8"><style>body{margin:0;display:flex}iframe{border:0;flex:1;'
    "height:100vh}:root{color-scheme:light dark}</style>"
    '<iframe srcdoc="%s"></iframe><iframe srcdoc="%s"></iframe>'
)


class Kept:
    """What the mail server took."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 kept"


def mail_pictures(browser: Browser) -> dict[str, bytes]:
    """Name → picture: a notice and a digest beside each other, light and dark."""
    pages = [_html(message) for message in _mails()]
    shown = BESIDE % tuple(each.replace("&", "&amp;").replace('"', "&quot;") for each in pages)
    found = {}
    for theme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": SIZE[0], "height": SIZE[1]},
            color_scheme="dark" if theme == "dark" else "light",
        )
        page = context.new_page()
        page.set_content(shown)
        found[f"mail-{theme}"] = page.screenshot()
        context.close()
    return found


def _mails() -> list[EmailMessage]:
    with _server() as (kept, port):
        config = replace(from_environment(), smtp_url=f"smtp+plain://127.0.0.1:{port}")
        app = create_app(config)
        with app.app_context():
            reader = session().scalars(select(Person).where(Person.email == READER)).one()
            since = (clock.now() - SINCE).isoformat()
            for payload in (*_notices(reader), {"digest": reader.id, "since": since}):
                deliver(Delivery(queue="mail", key="picture", payload=payload, attempts=1))
            session.remove()
    return [kept.messages[0], kept.messages[-1]]


def _notices(reader: Person) -> list[dict[str, int]]:
    """Somebody's words to the reader, the newest that are mailed: what can be answered by mail."""
    statement = select(Notice).where(Notice.person_id == reader.id, Notice.seen_at.is_(None))
    for notice in session().scalars(statement.order_by(Notice.at.desc()).limit(40)):
        if notice.kind in ANSWERED_BY_MAIL and still_new(notice.id, notice.wave, MAIL):
            return [{"notice": notice.id, "wave": notice.wave}]
    return []


def _html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    return str(part.get_content()) if part is not None else ""


@contextmanager
def _server() -> Iterator[tuple[Kept, int]]:
    kept = Kept()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield kept, port
    finally:
        server.stop()
