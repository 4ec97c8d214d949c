"""How many documents of the PostgreSQL engine have what, and which words that makes telling."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from search import tsearch
from search.engine import Audiences
from search.postgres_tables import Condition, admitted, document, matches, of_kinds
from search.telling import Spread, telling_stems

COUNT_AT_MOST: Final = 300  # documents counted to tell a frequent word from a rare one


def count_of(connection: sa.Connection, where: Sequence[Condition]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(document).where(*where)).scalar_one()


def telling_in(connection: sa.Connection, text: str, kinds: Collection[str]) -> Mapping[str, float]:
    documents = count_of(connection, [])
    return telling_stems(
        text,
        lambda stem: Spread(documents, frequency(connection, stem, None)),
        lambda stem: [_spread(connection, stem, kind) for kind in kinds],
    )


def _spread(connection: sa.Connection, stem: str, kind: str) -> Spread:
    """Among the documents of one kind. Asked in small hubs alone: in others nothing is counted so far."""
    where = of_kinds([kind])
    having = count_of(connection, [*where, matches(tsearch.run_of_stems((stem,)))])
    return Spread(count_of(connection, where), having)


def frequency(connection: sa.Connection, stem: str, audiences: Audiences) -> int:
    """In how many documents a stem stands, counted no further than needed to call it frequent."""
    where = [admitted(audiences), matches(tsearch.run_of_stems((stem,)))]
    some = sa.select(sa.literal(1)).select_from(document).where(*where).limit(COUNT_AT_MOST)
    return connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()
