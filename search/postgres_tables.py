"""The tables of the PostgreSQL engine, and a query's conditions on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    false,
    literal,
    not_,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR

from search import tsearch
from search.engine import Audiences
from search.query import OPERATORS, Filter, Query

FORMAT: Final = 1  # raised whenever columns or analysis change: older tables are rebuilt

metadata = MetaData()

# One row: which events are in, and in which format.
state = Table(
    "search_state",
    metadata,
    Column("only", Boolean, primary_key=True),
    Column("stamp", BigInteger, nullable=False),
    Column("format", Integer, nullable=False),
)

document = Table(
    "search_document",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("restriction", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("worth", REAL, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("terms", TSVECTOR, nullable=False),
    Index("search_document_terms", "terms", postgresql_using="gin"),
    Index("search_document_tags", "tags", postgresql_using="gin"),
    Index("search_document_audience", "audience"),
    Index("search_document_at", "at"),
)

# Every word ever written, for suggestions and corrections. Which of them a reader may be told is
# decided by the documents, so that words of vanished documents do no harm here.
word = Table(
    "search_word",
    metadata,
    Column("word", Text, primary_key=True),
    Index("search_word_near", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    Index("search_word_start", "word", postgresql_ops={"word": "text_pattern_ops"}),
)

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a query demands of a document. Filters are kept apart: facets are counted without their own."""

    base: tuple[Condition, ...]
    wanted: tuple[str, ...]  # one tsquery each
    titled: str  # the tsquery for all of them in the title
    is_impossible: bool
    filters: tuple[tuple[frozenset[str], Condition], ...]

    def all(self, text: str, but_facet: str = "") -> list[Condition]:
        """All of them, with the text to match; without the filters on one facet."""
        kept = [condition for facets, condition in self.filters if but_facet not in facets]
        return [*self.base, *kept, *([matches(text)] if text else [])]


def conditions(query: Query, audiences: Audiences, now: datetime) -> Conditions:
    wanted = [term for term in query.terms if not term.is_excluded]
    telling = [term for term in wanted if not term.is_stop_word] or wanted
    texts = tuple(tsearch.wanted(term) for term in telling)
    titled = tsearch.all_of(tsearch.wanted(term, in_title=True) for term in telling)
    base = [admitted(audiences)]
    base += [not_(matches(tsearch.wanted(term))) for term in query.terms if term.is_excluded]
    if (days := query.day_range(now)) is not None:
        base.append(_within(*days))
    filters = tuple(_filter(filter_) for filter_ in query.filters)
    return Conditions(tuple(base), texts, titled, query.is_empty or not all(texts), filters)


def admitted(audiences: Audiences) -> Condition:
    """What somebody with these keys may be shown."""
    if audiences is None:
        return literal(True)
    keys = sorted(audiences)
    if not keys:
        return false()
    may_enter = document.c.audience.in_(keys)
    return and_(may_enter, or_(document.c.restriction == "", document.c.restriction.in_(keys)))


def matches(text: str) -> Condition:
    return document.c.terms.op("@@", is_comparison=True)(as_tsquery(text))


def as_tsquery(text: str) -> ColumnElement[str]:
    return cast(literal(text, Text), TSQUERY)


def of_kinds(kinds: Collection[str]) -> Sequence[Condition]:
    return [document.c.kind.in_(sorted(kinds))] if kinds else []


def _filter(filter_: Filter) -> tuple[frozenset[str], Condition]:
    has_any = document.c.tags.overlap(cast(list(filter_.tags), ARRAY(Text)))
    if filter_.is_excluded:
        return frozenset(), not_(has_any)
    return frozenset(OPERATORS[filter_.name]), has_any


def _within(first: date, last: date) -> Condition:
    if first > last:
        return false()
    parts: list[Condition] = []
    if first > date.min:
        parts.append(document.c.at >= datetime.combine(first, time.min, UTC))
    if last < date.max:
        parts.append(document.c.at < datetime.combine(last + timedelta(days=1), time.min, UTC))
    return and_(literal(True), *parts)
