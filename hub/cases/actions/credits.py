"""Crediting the people whose words went into a reply."""

from hub.cases.models import Message
from hub.core import clock
from hub.core.db import session
from hub.reuse.models import Credit, Provenance


def credit_helpers(message: Message, source: Provenance) -> None:
    """Note who helped with this reply, inside a transaction; nobody is credited for their own."""
    for position, person_id in enumerate(source.authors):
        if person_id == message.author_id:
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
