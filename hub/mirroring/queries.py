"""What the pages show of mirrored accounts and tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hub.cases.conversation import message_url
from hub.cases.models import Case, Message, Note
from hub.channels.models import Channel
from hub.core.db import session
from hub.core.features import registry, resolve_many
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import helpdesk_of
from hub.mirroring.models import MirroredTicket
from hub.people.models import Person

MOST_SHOWN = 20
MOST_PAIRS = 500


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
    return helpdesk_of(channel).address(channel.settings.get("site", ""), ticket.external_id)


def pairs_of(case: Case, ticket: MirroredTicket) -> list[tuple[str, str, str, datetime | None]]:
    """Which comment there is what here, for audits: its number, our name of it, where it stands, when."""
    said = select(Message.id, Message.external_id, Message.at).where(Message.case_id == case.id)
    rows: list[tuple[str, str, str, datetime | None]] = [
        (
            str(number or "").removeprefix("comment:"),
            _("Message %(id)s", id=id),
            message_url(case.id, id),
            at,
        )
        for id, number, at in session().execute(said.order_by(Message.at, Message.id).limit(MOST_PAIRS))
    ]
    inside = select(Note.id, Note.at).where(Note.id.in_(list(ticket.notes.values())))
    at_of = {row.id: row.at for row in session().execute(inside)}
    for number, id in ticket.notes.items():
        label = _("Note %(id)s", id=id) if id else _("A private note from here")
        rows.append((number, label, f"/cases/{case.id}/inside" if id else "", at_of.get(id)))
    return rows


def vetted_words(actor: Person, case: Case) -> str:
    """What the answer that is ready lets us say, where there is one and the actor may read it."""
    thing = resolve_many(actor, [case.ready_answer]).get(case.ready_answer) if case.ready_answer else None
    kind = registry.kinds[thing.ref_kind] if thing is not None else None
    wording = kind.customer_text(thing) if kind is not None and kind.customer_text is not None else None
    return wording.text if wording is not None else ""
