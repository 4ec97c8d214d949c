"""How many documents of the PostgreSQL engine have what, and which words that makes telling."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from search import tsearch
from search.engine import Audiences
from search.postgres_tables import Condition, Conditions, admitted, document, of_kinds
from search.telling import Spread, telling_stems

COUNT_AT_MOST: Final = 300  # documents counted to tell a frequent word from a rare one
LARGE: Final = 10 * COUNT_AT_MOST
KEPT_SECONDS: Final = 300.0


def count_of(connection: sa.Connection, where: Sequence[Condition]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(document).where(*where)).scalar_one()


def facet_counts(
    connection: sa.Connection, demands: Conditions, text: str, facets: Collection[str]
) -> dict[str, dict[str, int]]:
    """By value, for each facet. Those without a filter of their own look at the same documents, once."""
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    if demands.is_impossible and not text:
        return counts
    filtered = {facet for names, _condition in demands.filters for facet in names}
    together = [facet for facet in facets if facet not in filtered]
    for group in (together, *([facet] for facet in facets if facet in filtered)):
        for tag, found in connection.execute(_tags(demands, text, group)) if group else ():
            facet, _colon, value = tag.partition(":")
            counts[facet][value] = found
    return counts


def _tags(demands: Conditions, text: str, facets: Sequence[str]) -> sa.Select[str, int]:
    """Of facets for which the same filters count."""
    each = sa.select(sa.func.unnest(document.c.tags).label("tag"))
    tags = each.where(*demands.all(text, but_facet=facets[0])).subquery()
    count = sa.func.count().label("count")
    named = sa.or_(*(tags.c.tag.like(f"{_escaped(facet)}:%") for facet in facets))
    return sa.select(tags.c.tag, count).where(named).group_by(tags.c.tag).order_by(count.desc(), tags.c.tag)


class Frequent:
    """What was counted a while ago in a large index: how many documents there are, and frequent words.

    Counting finds every document of a frequent word, and texts are full of the same ones. Rare words are
    counted each time: that is quick, and one may become frequent at any moment.
    """

    def __init__(self, seconds: float = KEPT_SECONDS) -> None:
        self._seconds = seconds
        self.forget()

    def forget(self) -> None:
        """The documents are others now."""
        self._until, self.documents, self._stems = 0.0, 0, frozenset[str]()

    def among(self, stems: Iterable[str]) -> dict[str, int]:
        """Those that are known to be frequent, counted as far as they ever are."""
        if time.monotonic() > self._until:
            self.forget()
        return dict.fromkeys(self._stems.intersection(stems), COUNT_AT_MOST)

    def keep(self, documents: int, having: Mapping[str, int]) -> None:
        """Note what was counted just now. In a small index every document may change the weights."""
        if documents < LARGE:
            return
        if not self.documents:
            self._until, self.documents = time.monotonic() + self._seconds, documents
        # Another thread may do the same: at worst a word is counted once more.
        self._stems |= {stem for stem, count in having.items() if count >= COUNT_AT_MOST}


def telling_in(
    connection: sa.Connection, text: str, kinds: Collection[str], frequent: Frequent
) -> Mapping[str, float]:
    def everywhere(stems: Sequence[str]) -> Mapping[str, Spread]:
        having = frequent.among(stems)
        documents = frequent.documents or count_of(connection, [])
        having |= frequencies(connection, [stem for stem in stems if stem not in having], None)
        frequent.keep(documents, having)
        return {stem: Spread(documents, having[stem]) for stem in stems}

    return telling_stems(text, everywhere, lambda stems: _by_kind(connection, stems, kinds))


def frequencies(connection: sa.Connection, stems: Iterable[str], audiences: Audiences) -> dict[str, int]:
    """In how many documents each stem stands, counted no further than needed to call it frequent."""
    having = dict.fromkeys(stems, 0)
    if not having:
        return having
    asked = _asked(having)
    where = [admitted(audiences), document.c.terms.op("@@")(asked.c.query)]
    some = sa.select(sa.literal(1)).select_from(document).where(*where).limit(COUNT_AT_MOST)
    count = sa.func.count().label("having")
    rows = sa.select(asked.c.stem, count).join(some.lateral(), sa.true()).group_by(asked.c.stem)
    return having | {row.stem: row.having for row in connection.execute(rows)}


def _by_kind(
    connection: sa.Connection, stems: Sequence[str], kinds: Collection[str]
) -> Mapping[str, list[Spread]]:
    """In each kind of document. Asked in small hubs alone: in others nothing is counted so far."""
    spreads: dict[str, list[Spread]] = {stem: [] for stem in stems}
    if not kinds:
        return spreads
    kind, count = document.c.kind, sa.func.count().label("having")
    whole = sa.select(kind, count).where(*of_kinds(kinds)).group_by(kind)
    documents = {row.kind: row.having for row in connection.execute(whole)}
    asked = _asked(stems)
    where = [*of_kinds(kinds), document.c.terms.op("@@")(asked.c.query)]
    rows = sa.select(asked.c.stem, kind, count).join(document, sa.and_(*where)).group_by(asked.c.stem, kind)
    for stem, found, number in connection.execute(rows):
        spreads[stem].append(Spread(documents[found], number))
    return spreads


def _asked(stems: Iterable[str]) -> sa.Subquery:
    """A row for each stem: itself, and the query for it. One statement, however many they are."""
    each = list(stems)
    queries = [tsearch.run_of_stems((stem,)) for stem in each]
    rows = sa.func.unnest(sa.cast(each, ARRAY(sa.Text)), sa.cast(queries, ARRAY(sa.Text)))
    table = rows.table_valued(
        sa.column("stem", sa.Text), sa.column("query", sa.Text), name="given"
    ).render_derived()
    return sa.select(table.c.stem, sa.cast(table.c.query, TSQUERY).label("query")).subquery("asked")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
