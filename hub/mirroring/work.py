"""Reading an account: one page of tickets with its cursor, then what was said in each of them.

A page and how far it was read are one transaction; each ticket is another. So a crash repeats at most a
page, which changes nothing, and one ticket that cannot be read stops no other.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import select

from hub.channels.accounts import accounts_at_rest, ask_for_reading
from hub.channels.contract import pause_before
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.channels.stopping import note, stop
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, Later
from hub.core.words import gettext as _
from hub.mirroring.actions import take_ticket
from hub.mirroring.helpdesk import Busy, Malformed, Refused, helpdesk_of, helpdesks
from hub.mirroring.models import MirroredTicket

QUEUE = "mirror"
AT_ONCE = 10  # tickets in one go: a worker's lease is a minute


def ask_all() -> None:
    """Ask for every open account to be read whose time it is, unless that waits already."""
    for channel in accounts_at_rest(QUEUE, helpdesks):
        read, every = channel.last_ok_at, helpdesk_of(channel).every
        if read is None or clock.now() - read >= every:
            ask_for(channel.id)


def ask_for(channel_id: int) -> None:
    """To be read now."""
    ask_for_reading(QUEUE, channel_id)


def read_account(delivery: Delivery) -> None:
    """One go: a page of tickets, then some of those that wait. Asks for another while there is more."""
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    try:
        has_more = _take_page(channel)
        has_more = _take_pending(channel) or has_more
    except (Refused, SealBroken) as refusal:
        stop(channel.id, str(refusal))
        return
    except Busy as busy:
        note(channel.id, str(busy))
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except Malformed as trouble:
        note(channel.id, str(trouble))
        return
    note(channel.id, "")
    if has_more:
        ask_for(channel.id)


def _take_page(channel: Channel) -> bool:
    """Keep the tickets of the next page together with how far we are. True when another follows."""
    page = helpdesk_of(channel).page(channel)
    with transaction():
        locked(channel)
        for number, row in page.rows:
            _keep(channel, number, row)
        channel.cursor = dict(page.cursor)
    return page.has_more


def _keep(channel: Channel, number: str, row: Any) -> None:
    """A ticket as it came, to be read; one without a number is kept with what is wrong with it."""
    is_sound = bool(number)
    id = number or f"?{hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:40]}"
    statement = select(MirroredTicket).where(
        MirroredTicket.channel_id == channel.id, MirroredTicket.external_id == id
    )
    ticket = session().scalars(statement).one_or_none()
    if ticket is None:
        ticket = MirroredTicket(
            channel_id=channel.id,
            channel=channel,
            external_id=id,
            notes={},
            files={},
            tags=[],
            label="",
            state="",
            assignee="",
        )
        session().add(ticket)
    ticket.raw = row if isinstance(row, dict) else {"record": row}
    ticket.seen_at = clock.now()
    ticket.is_pending = is_sound
    ticket.error = "" if is_sound else _("It came without a number.")
    session().flush()


def _take_pending(channel: Channel) -> bool:
    """Read what was said in the tickets that wait. True when some are left."""
    statement = select(MirroredTicket.id).where(
        MirroredTicket.channel_id == channel.id, MirroredTicket.is_pending
    )
    ids = session().scalars(statement.order_by(MirroredTicket.id).limit(AT_ONCE + 1)).all()
    for id in ids[:AT_ONCE]:
        ticket = session().get_one(MirroredTicket, id)
        try:
            take_ticket(ticket)
        except (Malformed, ValueError, LookupError, TypeError, AttributeError) as error:
            session().rollback()
            with transaction():
                kept = session().get_one(MirroredTicket, id)
                kept.is_pending, kept.error = False, str(error)[:500]
    return len(ids) > AT_ONCE
