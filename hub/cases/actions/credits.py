"""Crediting the people whose words went into a reply."""

from dataclasses import dataclass

from sqlalchemy import select

from hub.cases.models import Message
from hub.core import clock
from hub.core.db import session
from hub.people.recognition import unrecognised
from hub.reuse.models import Credit, Provenance, Relation


@dataclass(frozen=True)
class Helped:
    """Who helped with a reply, and with which texts: those used, not those that only inspired."""

    reply: str
    sources: list[str]
    helpers: list[int]


def helped_with(message: Message) -> Helped | None:
    """Everybody whose words went out in a reply; None when it was the writer's own alone."""
    rows = session().scalars(select(Provenance).where(Provenance.reply == message.ref)).all()
    used = [row.source for row in rows if row.relation == Relation.USED]
    helpers = {id for row in rows for id in row.authors} - {message.author_id}
    return Helped(message.ref, used, sorted(helpers - unrecognised(helpers))) if used else None


def credit_helpers(message: Message, source: Provenance) -> None:
    """Note who helped with this reply, inside a transaction; nobody is credited for their own."""
    nobody = {message.author_id} | unrecognised(source.authors)
    for position, person_id in enumerate(source.authors):
        if person_id in nobody:
            continue
        if session().get(Credit, (message.ref, person_id)) is not None:
            continue
        part = "vetted" if person_id == source.vetted_by_id and position else "wrote"
        session().add(
            Credit(
                reply=message.ref,
                person_id=person_id,
                part=part,
                source=source.source,
                at=clock.now(),
            )
        )
        session().flush()
