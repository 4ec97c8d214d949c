"""What a digest says of the feed: the newest in a person's communities that they have not opened."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from hub.core import clock
from hub.core.db import session
from hub.core.features import Card, Section, kind_of, resolve_many
from hub.core.words import lazy
from hub.feed.announcements import waiting_for
from hub.feed.models import PostKind, StreamItem
from hub.feed.muting import heard
from hub.feed.search import post_card
from hub.people.models import Person, Reading
from hub.spaces.models import Membership, Space

SHOWN = 8
OFTEN = timedelta(hours=12)
_MUST = lazy("You are asked to read")
_ALL = lazy("The newest in your communities")


def must_be_read(person: Person, since: datetime, known: Collection[str]) -> Section | None:
    """What the person is asked to read and has not; named again in each digest, but not every hour."""
    is_early = clock.now() - since < OFTEN
    found = [
        post
        for post, asks in waiting_for(person, SHOWN)
        if post.ref not in known and (not is_early or asks.asked_at > since)
    ]
    cards = [
        replace(post_card(post), excerpt=post.space.name, by=post.author.name if post.author else "")
        for post in found
    ]
    return Section(_MUST, "/", cards) if cards else None


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
        .where(heard(person), StreamItem.face != PostKind.ANNOUNCEMENT)  # those are in must_be_read
        .order_by(StreamItem.waiting_since.is_(None), StreamItem.at.desc())
        .limit(SHOWN)
    )  # fmt: skip
    rows = session().execute(found).all()
    begun = _beginnings(person, [row.ref for row in rows if not row.title])
    cards = [
        Card(
            ref=row.ref, title=row.title or begun.get(row.ref, ""), url=row.url, kind=row.face,
            by=row.author_name or "", excerpt=row.space_name, since=row.waiting_since,
        )
        for row in rows
    ]  # fmt: skip
    return Section(_ALL, "/?tab=following", cards, rows[0].total - len(rows)) if rows else None


def _beginnings(person: Person, refs: Sequence[str]) -> dict[str, str]:
    """What goes without a title is named by how it begins, as in a notice."""
    things = resolve_many(person, refs) if refs else {}
    return {ref: kind_of(ref).title(thing) or str(kind_of(ref).label) for ref, thing in things.items()}
