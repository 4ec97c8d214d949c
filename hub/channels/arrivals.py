"""How a raw mail gets into the inbox, from a mailbox or pushed by a mail server; limits included."""

import hashlib
from datetime import UTC, datetime, timedelta

from hub.channels.email.limits import LIMITS as MAIL
from hub.channels.email.parse import parse
from hub.channels.inbox import count_since, origin_of, put
from hub.channels.models import Channel, InboxItem, InboxState
from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.words import lazy

LOOP_WINDOW = timedelta(minutes=10)
LOOP_MAILS = 20  # from one sender in that time: more looks like two machines talking
TOO_MANY = lazy(
    "One sender wrote more than {most} mails in {minutes} minutes. Two machines may be answering each other."
)
NEVER = datetime(1980, 1, 1, tzinfo=UTC)


def take_mail(channel: Channel, raw: bytes, *, problem: str = "", place: str = "") -> InboxItem | None:
    """Keep a mail as it came; None when these very bytes are here already.

    `problem`: why it could not be fetched whole; `place` then tells it apart from others.
    """
    digest = hashlib.sha256(raw).hexdigest()
    if problem:
        return put(channel, f"mail:{place}:{digest[:32]}", raw, state=InboxState.UNREADABLE, reason=problem)
    origin = origin_of(_sender(raw))
    with transaction():
        locked(channel)  # two mails at once must not both be the last that is allowed
        if count_since(channel, clock.now() - LOOP_WINDOW, origin=origin) >= LOOP_MAILS:
            reason = TOO_MANY.format(most=LOOP_MAILS, minutes=LOOP_WINDOW.seconds // 60)
            return put(
                channel, f"mail:{digest}", raw, origin=origin, state=InboxState.QUARANTINED, reason=reason
            )
        return put(channel, f"mail:{digest}", raw, origin=origin)


def _sender(raw: bytes) -> str:
    """Who wrote it, from the head alone."""
    head = raw[: MAIL.header_section_bytes].split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
    return parse(head + b"\r\n\r\n", NEVER).sender.key
