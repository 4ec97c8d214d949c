"""The engine for larger installations: PostgreSQL's full-text search in the hub's own database.

Its tables are its own and are made by `rebuild`. Terms come from `analysis.py`, as in every engine;
the filter on audiences is part of every statement.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from itertools import islice
from operator import add
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert
from sqlalchemy.exc import DBAPIError

from search import tsearch
from search.analysis import fold
from search.document import Document
from search.edits import can_be_corrected, distance, edits_allowed
from search.engine import (
    DEFAULT_LIMIT,
    DEFAULT_SECONDS,
    RANKED_AT_MOST,
    Audiences,
    Hit,
    IndexUnusable,
    Results,
    Sort,
)
from search.matching import MAX_EXPANSIONS
from search.postgres_counts import Frequent, count_of, facet_counts, frequencies, telling_in
from search.postgres_tables import (
    FORMAT,
    Condition,
    Conditions,
    admitted,
    as_tsquery,
    conditions,
    document,
    matches,
    metadata,
    of_kinds,
    state,
    word,
)
from search.query import Query, Term
from search.stemming import stem
from search.telling import MIN_SHARED

BATCH: Final = 500
FIELD_WEIGHTS: Final = (0.3, 0.3, 0.3, 1.0)  # D, C, B, A: the title is A, the body D
SUGGESTED_FROM: Final = 30  # words that begin as typed
SHARE_POWER: Final = 4  # how strongly those with more of the words go first
NEAR: Final = "0.2"  # trigrams that two words must share before their letters are compared
_TIMED_OUT: Final = "57014"
_UNKNOWN_TABLE: Final = "42P01"

# A plan that suits any words suits none: it would look for frequent ones where rare ones are found.
PLAN_FOR_WORDS: Final = {"plan_cache_mode": "force_custom_plan"}
# For many small counts: the planner hopes to meet a word early in the table.
PREFER_INDEXES: Final = {**PLAN_FOR_WORDS, "enable_seqscan": "off"}


class PostgresEngine:
    """See `engine.Engine`. Creating it touches nothing: `rebuild` makes the tables."""

    def __init__(self, database: sa.Engine) -> None:
        self._database = database
        self._frequent = Frequent()

    def find(
        self,
        query: Query,
        audiences: Audiences,
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        facets: Collection[str] = (),
        sort: Sort = Sort.BEST,
        seconds: float = DEFAULT_SECONDS,
    ) -> Results:
        demands = conditions(query, audiences, datetime.now(UTC))
        nothing = Results(facets={facet: {} for facet in facets})
        if demands.is_impossible and not _may_relax(demands):
            return nothing
        try:
            with self._connection(seconds) as connection:
                text = tsearch.all_of(demands.wanted)
                total = 0 if demands.is_impossible else count_of(connection, demands.all(text))
                is_relaxed = not total and _may_relax(demands)
                if is_relaxed:
                    text = tsearch.any_of(demands.wanted)
                    total = count_of(connection, demands.all(text))
                page = _page(demands, text, sort, total, is_relaxed=is_relaxed)
                rows = connection.execute(page.offset(offset).limit(limit + 1)).all()
                counts = facet_counts(connection, demands, text, facets)
        except _TimeIsUp:
            return replace(nothing, total_is_exact=False, is_complete=False)
        return Results(
            hits=tuple(Hit(*row) for row in rows[:limit]),
            total=total,
            facets=counts,
            next_offset=offset + limit if len(rows) > limit else None,
            is_relaxed=is_relaxed and total > 0,
        )

    def similar(
        self,
        text: str,
        audiences: Audiences,
        *,
        kinds: Collection[str] = (),
        limit: int = 5,
        without: Collection[str] = (),
        seconds: float = DEFAULT_SECONDS,
    ) -> tuple[Hit, ...]:
        where = [admitted(audiences), *of_kinds(kinds), document.c.key.not_in(sorted(without))]
        try:
            with self._connection(seconds, PREFER_INDEXES) as connection:
                telling = telling_in(connection, text, kinds, self._frequent)
                if not telling:
                    return ()
                rows = connection.execute(_sharing(telling, where).limit(limit)).all()
        except _TimeIsUp:
            return ()
        return tuple(Hit(*row) for row in rows)

    def suggest(self, prefix: str, audiences: Audiences, limit: int = 8) -> tuple[str, ...]:
        folded = fold(prefix)
        if not folded.isalnum():
            return ()
        starts = sa.select(word.c.word).where(word.c.word.like(f"{folded}%")).order_by(word.c.word)
        with self._connection(settings=PREFER_INDEXES) as connection:
            words = connection.scalars(starts.limit(SUGGESTED_FROM)).all()
            having = frequencies(connection, {stem(found) for found in words}, audiences)
            counts = {found: having[stem(found)] for found in words}
        seen = [found for found, count in counts.items() if count]
        return tuple(sorted(seen, key=lambda found: (-counts[found], found))[:limit])

    def did_you_mean(self, query: Query, audiences: Audiences) -> Query | None:
        terms = list(query.terms)
        with self._connection(settings=PREFER_INDEXES) as connection:
            for index, term in enumerate(terms):
                if (better := _correction(connection, term, audiences)) is not None:
                    terms[index] = replace(term, text=better)
        return replace(query, terms=tuple(terms)) if terms != list(query.terms) else None

    def stamp(self) -> int:
        with self._connection() as connection:
            return int(connection.execute(sa.select(state.c.stamp)).scalar_one())

    def count(self) -> int:
        with self._connection() as connection:
            return count_of(connection, [])

    def check(self) -> None:
        """The server guards its own bytes: what can be wrong here is that our tables are not there."""
        with self._connection() as connection:
            found = connection.execute(sa.select(state.c.format)).scalar_one_or_none()
        if found != FORMAT:
            raise IndexUnusable(f"search tables of format {found}, {FORMAT} is needed")

    def healthy(self) -> bool:
        try:
            self.check()
        except IndexUnusable:
            return False
        return True

    def close(self) -> None:
        """The connections belong to whoever made the database engine."""

    def upsert(self, documents: Iterable[Document], stamp: int | None = None) -> None:
        self.apply(documents, stamp=stamp)

    def delete(self, keys: Iterable[str], stamp: int | None = None) -> None:
        self.apply(delete=keys, stamp=stamp)

    def apply(
        self,
        documents: Iterable[Document] = (),
        delete: Iterable[str] = (),
        stamp: int | None = None,
    ) -> None:
        latest = {each.key: each for each in documents}
        gone = [*delete]
        with self._connection() as connection:
            if gone:
                connection.execute(sa.delete(document).where(document.c.key.in_(gone)))
            _write(connection, latest.values())
            if stamp is not None:
                connection.execute(sa.update(state).values(stamp=stamp))

    def tidy(self, *, deep: bool = False) -> bool:
        """The server's own housekeeping suffices."""
        return False

    def rebuild(self, documents: Iterable[Document], stamp: int) -> int:
        """In one transaction: readers see the old documents until the new ones are all there."""
        with self._database.begin() as connection:
            if not self._is_current(connection):
                connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
                metadata.drop_all(connection)
                metadata.create_all(connection)
            for table in (document, word, state):
                connection.execute(sa.delete(table))
            _write(connection, documents)
            connection.execute(sa.insert(state).values(only=True, stamp=stamp, format=FORMAT))
            # Until the server has counted the words it reads whole tables for rare ones.
            connection.execute(sa.text("ANALYZE search_document, search_word"))
            self._frequent.forget()
            return count_of(connection, [])

    def _is_current(self, connection: sa.Connection) -> bool:
        present = set(sa.inspect(connection).get_table_names())
        if not metadata.tables.keys() <= present:
            return False
        return connection.execute(sa.select(state.c.format)).scalar_one_or_none() == FORMAT

    @contextmanager
    def _connection(
        self, seconds: float | None = None, settings: Mapping[str, str] = PLAN_FOR_WORDS
    ) -> Iterator[sa.Connection]:
        """A transaction with settings of its own, told in one statement."""
        if seconds is not None:
            settings = {**settings, "statement_timeout": str(max(1, int(seconds * 1000)))}
        with _clear_errors(), self._database.begin() as connection:
            told = (sa.func.set_config(name, value, True) for name, value in settings.items())
            connection.execute(sa.select(*told))
            yield connection


class _TimeIsUp(Exception):
    """The server stopped a statement that took too long."""


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlstate", None)
        if code == _TIMED_OUT:
            raise _TimeIsUp from error
        if code == _UNKNOWN_TABLE:
            raise IndexUnusable("the search tables are not there") from error
        raise


def _may_relax(demands: Conditions) -> bool:
    return len(demands.wanted) > 1 and any(demands.wanted)


def _page(demands: Conditions, text: str, sort: Sort, total: int, *, is_relaxed: bool) -> sa.Select[Any]:
    """The matches in order. Only the newest of very many are ranked: ranking reads every one."""
    where = demands.all(text)
    if sort is Sort.NEWEST or not text:
        plain = sa.select(document.c.key, document.c.kind, sa.literal(0.0), document.c.at)
        return plain.where(*where).order_by(document.c.at.desc(), document.c.key)
    relevance = _relevance(text)
    if is_relaxed:
        has = [sa.cast(matches(query), sa.Integer) for query in demands.wanted if query]
        relevance *= sa.func.pow(sa.cast(_sum(has), sa.REAL) / len(has), SHARE_POWER)
    if total > RANKED_AT_MOST:
        where = [document.c.key.in_(_pool(where, demands))]
    return _ordered(relevance * document.c.worth, where)


def _ordered(score: sa.ColumnElement[Any], where: Sequence[Condition]) -> sa.Select[Any]:
    scored = score.label("score")
    return (
        sa.select(document.c.key, document.c.kind, scored, document.c.at)
        .where(*where)
        .order_by(scored.desc(), document.c.at.desc(), document.c.key)
    )


def _relevance(text: str) -> sa.ColumnElement[Any]:
    weights = sa.cast(list(FIELD_WEIGHTS), ARRAY(sa.REAL))
    by_length = 1  # divided by 1 + the logarithm of the length
    return sa.func.ts_rank(weights, document.c.terms, as_tsquery(text), by_length)


def _pool(where: Sequence[Condition], demands: Conditions) -> sa.CompoundSelect[Any]:
    """The newest matches, and the newest with the words in the title."""
    # Materialised, or a rare word would be looked for along the index on time.
    in_title = matches(demands.titled).label("in_title")
    matched = sa.select(document.c.key, document.c.at, in_title).where(*where).cte("matched")
    matched = matched.prefix_with("MATERIALIZED")
    newest = sa.select(matched.c.key).order_by(matched.c.at.desc()).limit(RANKED_AT_MOST // 2)
    return sa.union(newest, newest.where(matched.c.in_title))


def _sharing(telling: Mapping[str, float], where: Sequence[Condition]) -> sa.Select[Any]:
    """What has enough of the stems, best first: by relevance, and by the share that it covers."""
    text = tsearch.any_of(tsearch.run_of_stems((stem,)) for stem in telling)
    has = [matches(tsearch.run_of_stems((stem,))) for stem in telling]
    shared = _sum(sa.cast(one, sa.Integer) for one in has)
    weights = telling.values()
    parts = zip(has, weights, strict=True)
    covered = _sum(sa.cast(one, sa.Integer) * weight for one, weight in parts) / sum(weights)
    enough = MIN_SHARED if len(telling) > MIN_SHARED else 1
    newest = (
        sa.select(document.c.key)
        .where(*where, matches(text), shared >= enough)
        .order_by(document.c.at.desc())
        .limit(RANKED_AT_MOST)
    )
    score = _relevance(text) * sa.func.pow(covered, SHARE_POWER) * document.c.worth
    return _ordered(score, [document.c.key.in_(newest)])


def _sum(parts: Iterable[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return reduce(add, parts)


def _correction(connection: sa.Connection, term: Term, audiences: Audiences) -> str | None:
    typed = fold(term.text)
    alone = {run[0] for run in term.forms if len(run) == 1}
    if not can_be_corrected(term) or any(frequencies(connection, alone, audiences).values()):
        return None
    connection.execute(sa.select(sa.func.set_config("pg_trgm.similarity_threshold", NEAR, True)))
    near = sa.select(word.c.word).where(word.c.word.op("%", is_comparison=True)(typed))
    words: Sequence[str] = connection.scalars(
        near.order_by(sa.func.similarity(word.c.word, typed).desc()).limit(MAX_EXPANSIONS)
    ).all()
    for edits in edits_allowed(typed):
        close = [each for each in words if distance(typed, each, edits) <= edits]
        having = frequencies(connection, {stem(each) for each in close}, audiences)
        counts = {each: having[stem(each)] for each in close}
        if any(counts.values()):
            return min(counts, key=lambda each: (-counts[each], each))
    return None


def _write(connection: sa.Connection, documents: Iterable[Document]) -> None:
    terms = sa.cast(sa.bindparam("terms", type_=sa.Text), TSVECTOR)
    new = insert(document).values(terms=terms)
    changed = {column.name: new.excluded[column.name] for column in document.columns}
    replacing = new.on_conflict_do_update(index_elements=["key"], set_=changed)
    adding = insert(word).on_conflict_do_nothing()
    pending = iter(documents)
    while batch := list(islice(pending, BATCH)):
        vectors = [tsearch.vector(each) for each in batch]
        rows = [_row(each, text) for each, (text, _) in zip(batch, vectors, strict=True)]
        connection.execute(replacing, rows)
        words = sorted(set().union(*(words for _, words in vectors)))
        if words:
            connection.execute(adding, [{"word": each} for each in words])


def _row(each: Document, terms: str) -> dict[str, object]:
    return {
        "key": each.key,
        "kind": each.kind,
        "audience": each.audience,
        "restriction": each.restriction,
        "at": each.at,
        "worth": each.weight,
        "tags": list(each.tags),
        "terms": terms,
    }
