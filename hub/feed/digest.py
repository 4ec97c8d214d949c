"""What a digest says of the feed: the newest in a person's communities that they have not opened."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, select

from hub.core.db import session
from hub.core.features import Card, Section
from hub.core.words import lazy
from hub.feed.models import StreamItem
from hub.feed.muting import heard
from hub.people.models import Person, Reading
from hub.spaces.models import Membership, Space

SHOWN = 8
_ALL = lazy("The newest in your communities")


def new_in_communities(person: Person, since: datetime, known: Collection[str]) -> Section | None:
    """Only of communities the person is in, nothing muted, and nothing that the digest names already."""
    own = select(Membership.space_id).where(Membership.person_id == person.id)
    opened = exists().where(
        Reading.person_id == person.id, Reading.ref == StreamItem.ref, Reading.at >= StreamItem.at
    )

    found = (
        select(
            StreamItem.ref, StreamItem.title, StreamItem.url, StreamItem.face, StreamItem.waiting_since,
            Space.name.label("space_name"), Person.name.label("author_name"),
            func.count().over().label("total"),
        )
        .join(Space, Space.id == StreamItem.space_id)
        .outerjoin(Person, Person.id == StreamItem.author_id)
        .where(StreamItem.is_shown, StreamItem.at > since, StreamItem.space_id.in_(own), ~opened)
        .where(StreamItem.author_id.is_distinct_from(person.id), StreamItem.ref.not_in(list(known)))
        .where(heard(person))
        .order_by(StreamItem.waiting_since.is_(None), StreamItem.at.desc())
        .limit(SHOWN)
    )  # fmt: skip
    rows = session().execute(found).all()
    cards = [
        Card(
            ref=row.ref, title=row.title, url=row.url, kind=row.face, by=row.author_name or "",
            excerpt=row.space_name, since=row.waiting_since,
        )
        for row in rows
    ]  # fmt: skip
    return Section(_ALL, "/?tab=following", cards, rows[0].total - len(rows)) if rows else None
