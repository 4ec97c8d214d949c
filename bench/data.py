"""Loading the data set into an empty database: many rows at once, no actions, no events."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import click
from flask import current_app
from sqlalchemy import ColumnElement, Connection, Engine, Interval, func, insert, literal, select

from bench.desk_messages import write_messages
from bench.desk_rows import Desk
from bench.rows import SPAN, Made
from bench.sizes import Sizes
from hub.cases.models import Case, Customer, Message
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session
from hub.core.dispatch import newest_event_id
from hub.core.index import index
from hub.feed.models import Post, StreamItem
from hub.indexing.documents import documents_of
from hub.links.models import Link
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.spaces.models import Membership, Space
from hub.threads.models import Comment, Reaction
from hub.wiki.models import Page, PageRevision
from search.document import Document

BATCH = 2_000


def load(engine: Engine, sizes: Sizes) -> None:
    """Everything in one transaction, then the statistics that both databases plan by."""
    _load(engine, Made(sizes, clock.now()), sizes.times)


def load_desk(engine: Engine, cases: int) -> None:
    """The same for a desk with so many cases and ten times as many messages."""
    _load(engine, Desk(cases, clock.now()))


def _load(engine: Engine, made: Made, times: int = 1) -> None:
    began = time.monotonic()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # else each index is written again and again, page by page
            connection.exec_driver_sql("PRAGMA cache_size=-2000000")
        for model, rows in _tables(made):
            _fill(connection, model, rows)
        if isinstance(made, Desk):
            for model, rows in made.cases_first():
                _fill(connection, model, rows)
            write_messages(connection, made)
            for model, rows in made.what_they_have():
                _fill(connection, model, rows)
        for copy in range(1, times):
            _copy_feed(connection, copy, made.sizes)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    click.echo(f"loaded in {time.monotonic() - began:.0f} s")


def fill_index(most: int) -> int:
    """Put the first `most` documents of each kind into the search index. Needs the application."""
    began = time.monotonic()
    with current_app.app_context():
        count = index().engine.rebuild(_documents(most), newest_event_id())
        session.remove()
    click.echo(f"indexed {count} documents in {time.monotonic() - began:.0f} s")
    return count


def _tables(made: Made) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    yield Person, made.people()
    yield Space, made.spaces()
    yield Membership, made.members
    yield Channel, made.channels()
    yield Question, made.questions
    yield Answer, made.answers
    yield Post, made.posts
    yield Page, made.pages
    yield PageRevision, made.revisions()
    yield Comment, made.comments
    yield Customer, made.customers
    yield Case, made.cases
    yield Message, made.messages
    yield Link, made.links()
    yield Reaction, made.reactions()
    yield StreamItem, made.stream()


def _fill(connection: Connection, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Rows of one table may name different columns; those that name the same go together."""
    waiting: dict[frozenset[str], list[dict[str, Any]]] = {}
    for row in rows:
        alike = waiting.setdefault(frozenset(row), [])
        alike.append(row)
        if len(alike) == BATCH:
            connection.execute(insert(model.__table__), alike)
            alike.clear()
    for left in filter(None, waiting.values()):
        connection.execute(insert(model.__table__), left)


def _copy_feed(connection: Connection, copy: int, sizes: Sizes) -> None:
    """All that the feed's statement reads of its first things, once more, between them."""
    made = sizes.stream // sizes.times
    earlier = SPAN / made * copy / sizes.times
    first = StreamItem.id <= made
    tables = StreamItem.metadata.tables
    whole, given = tables[StreamItem.__tablename__], tables[Reaction.__tablename__]
    number = literal(f"{copy:05}")  # put behind the number of the first, which has no more digits
    is_postgres = connection.dialect.name == "postgresql"
    at = StreamItem.at - literal(earlier, Interval()) if is_postgres else _before(StreamItem.at, earlier)
    changed: dict[str, Any] = {"id": StreamItem.id + copy * made, "ref": StreamItem.ref + number, "at": at}
    columns = [each.name for each in whole.columns]
    rows = select(*(changed.get(name, whole.c[name]) for name in columns)).where(first)
    connection.execute(insert(whole).from_select(columns, rows))
    refs = select(StreamItem.ref).where(first)
    names = [each.name for each in given.columns]
    thanks = select(*(given.c.ref + number if name == "ref" else given.c[name] for name in names))
    connection.execute(insert(given).from_select(names, thanks.where(given.c.ref.in_(refs))))


def _before(at: Any, span: timedelta) -> ColumnElement[str]:
    """A moment of SQLite, earlier by a span, in the form in which the hub writes it."""
    return func.strftime("%Y-%m-%d %H:%M:%f000", at, f"-{span.total_seconds():.3f} seconds")


def _documents(most: int) -> Iterator[Document]:
    for kind in ("question", "answer", "post", "page", "case"):
        for start in range(1, most + 1, 500):
            numbers = range(start, min(start + 500, most + 1))
            documents, _gone = documents_of([f"{kind}:{number}" for number in numbers])
            yield from documents
            session.remove()
