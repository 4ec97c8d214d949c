"""What the pages show of mirrored accounts and tickets."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.cases.models import Case
from hub.channels.models import Channel
from hub.core.db import session
from hub.mirroring.models import MirroredTicket

MOST_SHOWN = 20


@dataclass(frozen=True)
class Account:
    """How a mirrored account stands."""

    tickets: int
    waiting: int
    failed: Sequence[MirroredTicket]


def account_of(channel: Channel) -> Account:
    """Counts, and the tickets that could not be read, the newest first."""
    total = select(func.count(MirroredTicket.id)).where(MirroredTicket.channel_id == channel.id)
    wrong = select(MirroredTicket).where(MirroredTicket.channel_id == channel.id, MirroredTicket.error != "")
    return Account(
        session().scalar(total) or 0,
        session().scalar(total.where(MirroredTicket.is_pending)) or 0,
        session().scalars(wrong.order_by(MirroredTicket.id.desc()).limit(MOST_SHOWN)).all(),
    )


def ticket_of(case: Case) -> MirroredTicket | None:
    """The ticket behind a case."""
    return session().scalars(select(MirroredTicket).where(MirroredTicket.case_id == case.id)).first()


def address_of(channel: Channel, ticket: MirroredTicket) -> str:
    """Where people open the ticket."""
    site = channel.settings.get("site", "")
    return f"{site}/agent/tickets/{ticket.external_id}" if ticket.external_id.isdecimal() else ""
