"""Fetches the mails that answer notices. Each is kept once, together with how far the mailbox was read."""

import hashlib
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select

from config import Config
from hub.channels.email.imap import Fetched, ImapConfig, Mailbox, MailboxTrouble, Position, Security
from hub.channels.email.parse import parse
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import enqueue
from hub.inbox.models import MailReply, ReplyBox

QUEUE = "mail-replies"
BATCH = 100
PORTS = {"imaps": 993, "imap": 143, "imap+plain": 143}
SECURITY: dict[str, Security] = {"imaps": "tls", "imap": "starttls", "imap+plain": "none"}


def fetch_replies() -> int:
    """Look into the mailbox, if there is one. Returns how many mails were taken in."""
    config: Config = current_app.config["HUB"]
    if not config.reply_address or not config.reply_imap_url:
        return 0
    try:
        taken = 0
        with Mailbox(imap_of(config)) as box:
            for found in box.fetch_new(_position(config), BATCH):
                taken += _keep(config, found)
        _note(config, "")
    except MailboxTrouble as trouble:
        session.remove()
        _note(config, str(trouble)[:500])
        raise
    return taken


def imap_of(config: Config) -> ImapConfig:
    """The mailbox behind `imaps://user:password@host:993/INBOX` (`imap://` uses STARTTLS)."""
    parts = urlsplit(config.reply_imap_url)
    return ImapConfig(
        parts.hostname or "localhost", parts.port or PORTS.get(parts.scheme, 993),
        unquote(parts.username or ""), unquote(parts.password or ""),
        security=SECURITY.get(parts.scheme, "tls"),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )  # fmt: skip


def _keep(config: Config, found: Fetched) -> bool:
    mail = parse(found.raw, clock.now())
    key = hashlib.sha256(mail.dedupe_key.encode()).hexdigest()
    with transaction() as db:
        box = _box(config)
        box.cursor = {"uidvalidity": found.position.uidvalidity, "last_uid": found.position.last_uid}
        if db.scalar(select(MailReply.id).where(MailReply.key == key)) is not None:
            return False
        row = MailReply(key=key, raw=found.raw, received_at=clock.now(), reason=found.problem[:200])
        db.add(row)
        db.flush()
        enqueue(QUEUE, f"reply:{row.id}", {"id": row.id})
    return True


def _box(config: Config) -> ReplyBox:
    db = session()
    box = db.get(ReplyBox, config.reply_address, with_for_update=True)
    if box is None:
        box = ReplyBox(address=config.reply_address, cursor={}, last_error="")
        db.add(box)
    return box


def _position(config: Config) -> Position | None:
    box = session().get(ReplyBox, config.reply_address)
    if box is None or not box.cursor:
        return None
    return Position(box.cursor["uidvalidity"], box.cursor["last_uid"])


def _note(config: Config, trouble: str) -> None:
    box = session().get(ReplyBox, config.reply_address)
    if box is not None and not trouble and not box.last_error:
        return
    with transaction():
        box = _box(config)
        box.last_error = trouble
        box.last_ok_at = clock.now() if not trouble else box.last_ok_at
