"""One's own words beside what was sent of them (D25), so that experts learn what customers can be told.

Of a reply its helper reads the text that left, the customer's identity masked: no name, no case, nothing
that was said inside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.actions.replies import GONE
from hub.cases.models import Case, Identity, Message
from hub.channels.contract import ChannelKind
from hub.core import refs
from hub.core.db import session
from hub.core.features import resolve_many, url_of
from hub.people.models import Person
from hub.reuse.masking import mask
from hub.reuse.models import Credit, Provenance
from hub.threads.diff import Row, compare
from hub.web.paging import Page

SIZE = 20


@dataclass(frozen=True)
class Sent:
    """One reply that the person is credited in. `url`: their text, "" where it is closed to them now."""

    at: datetime
    title: str
    url: str
    channel: ChannelKind
    by: str
    kept: int | None
    rows: Sequence[Row]
    final: str


def sent_words(person: Person, before: int | None = None) -> Page[Sent]:
    """The replies that the person's words went into, the newest first: six statements, however many."""
    statement = (
        select(Provenance)
        .join(Credit, (Credit.reply == Provenance.reply) & (Credit.source == Provenance.source))
        .where(Credit.person_id == person.id)
        .order_by(Provenance.id.desc())
        .limit(SIZE + 1)
    )
    if before is not None:
        statement = statement.where(Provenance.id < before)
    rows = session().scalars(statement).all()
    shown = rows[:SIZE]
    messages = _messages(shown)
    names = _names({message.case.customer_id for message in messages.values()})
    texts = resolve_many(person, {row.source for row in shown})
    found = []
    for row in shown:
        message = messages.get(row.reply or "")
        if message is None:
            continue
        thing = texts.get(row.source)
        called = [message.case.customer.name, *names.get(message.case.customer_id, ())]
        given, final = mask(row.text, called).text, mask(message.body, called).text
        found.append(
            Sent(
                message.at, row.source_title if thing is not None else "", url_of(thing) if thing else "",
                message.case.channel.kind, message.author.name if message.author else "", row.kept,
                compare(given, final), final,
            )
        )  # fmt: skip
    return Page(found, str(shown[-1].id) if len(rows) > SIZE else None)


def _messages(rows: Iterable[Provenance]) -> dict[str, Message]:
    """Reply → what left; what was held, taken back or failed told nobody anything."""
    ids = [refs.parse(row.reply).id for row in rows if row.reply]
    statement = (
        select(Message)
        .where(Message.id.in_(ids), Message.state.in_(GONE))
        .options(
            joinedload(Message.author),
            joinedload(Message.case).joinedload(Case.customer),
            joinedload(Message.case).joinedload(Case.channel),
        )
    )
    return {message.ref: message for message in session().scalars(statement)}


def _names(customers: Iterable[int]) -> dict[int, list[str]]:
    """Customer → the names in their addresses."""
    found: dict[int, list[str]] = {}
    for row in session().scalars(select(Identity).where(Identity.customer_id.in_(list(customers)))):
        name = row.address.split("@")[0]
        if len(name) > 3:
            found.setdefault(row.customer_id, []).append(name)
    return found
