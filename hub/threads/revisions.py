"""Keeping the earlier text of whatever people edit (FD12)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.threads.models import Revision


def keep_revision(actor: Person, thing: Any, note: str = "") -> None:
    """Store the text of `thing` as it is now, before it changes, and count its revision up.

    The wording for customers is a text of its own and is kept behind a line.
    """
    body = thing.body
    wording = getattr(thing, "customer_text", "")
    if wording:
        body = f"{body}\n\n:::customer\n{wording}\n:::"
    session().add(
        Revision(
            about=thing.ref, number=thing.revision, title=getattr(thing, "title", ""), body=body,
            author_id=thing.author_id if thing.revision == 1 else actor.id, note=note,
            space_id=thing.space_id, at=thing.edited_at or thing.created_at or clock.now(),
        )
    )  # fmt: skip
    thing.revision += 1


def revisions_of(ref: str) -> Sequence[Revision]:
    """The earlier texts of a thing, newest first. The caller has loaded the thing itself."""
    statement = select(Revision).where(Revision.about == ref).order_by(Revision.number.desc())
    return session().scalars(statement.limit(200)).all()
