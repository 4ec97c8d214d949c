"""Looking into mailboxes: one thread each, woken by the server or by time, back where it stopped.

How far a folder was read is committed together with the mail it was read to: a crash at any moment
repeats at most one mail, which the inbox then knows.
"""

import threading
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import select

from hub.channels.arrivals import take_mail
from hub.channels.contract import ChannelKind
from hub.channels.email.accounts import imap_of
from hub.channels.email.imap import Fetched, Mailbox, MailboxTrouble, Position
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.core import clock
from hub.core.db import locked, session, transaction

log = structlog.get_logger()

SUPERVISE = 5.0  # seconds between looks for mailboxes that were added or paused
IDLE = 60.0  # the server is asked anew so often, should it have forgotten to tell
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
BATCH = 100
OK_EVERY = timedelta(minutes=1)  # how often "all is well" is written down


def look(channel: Channel, box: Mailbox) -> int:
    """Fetch what is new into the inbox. Returns how many mails were taken in."""
    taken = 0
    for found in box.fetch_new(_position(channel), BATCH):
        taken += _keep(channel, found)
        box.set_aside(found.uid)
    _all_well(channel)
    return taken


def look_once(channel: Channel) -> int:
    """Connect, look, hang up: for the button on the channel's page. Raises MailboxTrouble."""
    account = imap_of(channel)
    if account is None:
        return 0
    with Mailbox(account) as box:
        return look(channel, box)


class Watch:
    """Looks after every mailbox of the hub; run it again and again (`Feature.periodic`)."""

    def __init__(self) -> None:
        self._threads: dict[int, threading.Thread] = {}

    def supervise(self) -> None:
        """Start a thread for each active mailbox that has none."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        for id in _mailboxes():
            if not self.is_watching(id):
                thread = threading.Thread(target=watch, args=(app, id), name=f"mailbox{id}", daemon=True)
                self._threads[id] = thread
                thread.start()

    def is_watching(self, id: int) -> bool:
        """Whether somebody listens at this mailbox."""
        thread = self._threads.get(id)
        return thread is not None and thread.is_alive()


def watch(app: Flask, id: int) -> None:
    """Stay with one mailbox until its channel is paused. Trouble is written down and waited out."""
    pause = FIRST_PAUSE
    with app.app_context():
        while (channel := _active(id)) is not None:
            try:
                account = imap_of(channel)
                if account is None:
                    return
                with Mailbox(account) as box:
                    pause = _stay(id, box)
            except (MailboxTrouble, SealBroken) as trouble:
                _note_trouble(id, str(trouble))
            except Exception as error:  # a mailbox must never stop being watched
                log.error("mailbox_failed", channel=id, error=repr(error)[:300])
            finally:
                session.remove()
            threading.Event().wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _stay(id: int, box: Mailbox) -> float:
    """Fetch and listen for as long as the connection holds. Returns the pause to begin again with."""
    while (channel := _active(id)) is not None:
        while look(channel, box) == BATCH:
            session.remove()
            channel = session().get_one(Channel, id)
        session.remove()  # nothing of the database is held while it listens
        box.wait(IDLE)
    return FIRST_PAUSE


def _keep(channel: Channel, found: Fetched) -> bool:
    with transaction():
        item = take_mail(channel, found.raw, problem=found.problem, place=f"{found.position}")
        locked(channel)
        channel.cursor = {"uidvalidity": found.position.uidvalidity, "last_uid": found.position.last_uid}
    return item is not None


def _position(channel: Channel) -> Position | None:
    cursor = channel.cursor
    if not cursor:
        return None
    return Position(cursor["uidvalidity"], cursor["last_uid"])


def _all_well(channel: Channel) -> None:
    moment = clock.now()
    if not channel.last_error and channel.last_ok_at and moment - channel.last_ok_at < OK_EVERY:
        return
    with transaction():
        channel.last_ok_at, channel.last_error = moment, ""


def _note_trouble(id: int, reason: str) -> None:
    session.remove()
    with transaction():
        channel = session().get_one(Channel, id)
        channel.last_error, channel.last_error_at = reason[:500], clock.now()


def _active(id: int) -> Channel | None:
    session.remove()
    return session().scalars(select(Channel).where(Channel.id == id, Channel.is_active)).one_or_none()


def _mailboxes() -> list[int]:
    rows = session().scalars(
        select(Channel).where(Channel.is_active, Channel.kind == ChannelKind.EMAIL).order_by(Channel.id)
    )
    return [row.id for row in rows if row.settings.get("imap_host")]
