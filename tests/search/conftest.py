"""An index for each engine, and documents to put into it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from search.document import Document, Facet
from search.engine import Engine
from search.postgres_engine import PostgresEngine
from search.query import parse
from search.whoosh_engine import WhooshEngine

NOW = datetime.now(UTC)
OPEN = "space:1"
PRIVATE = "space:2"


def document(
    key: str,
    title: str = "",
    body: str = "",
    *,
    audience: str = OPEN,
    days: float = 0,
    quality: float = 1.0,
    restriction: str = "",
    **facets: Facet,
) -> Document:
    """A document of the kind its key says, last changed so many days ago."""
    at = NOW - timedelta(days=days)
    kind = key.partition(":")[0]
    return Document(key, kind, title, body, audience, at, facets, quality=quality, restriction=restriction)


def keys(engine: Engine, text: str, audiences: frozenset[str] | set[str] | None = None) -> list[str]:
    """What a query finds, best first."""
    return [hit.key for hit in engine.find(parse(text), audiences).hits]


@pytest.fixture
def whoosh(tmp_path: Path) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([], stamp=0)
    yield engine
    engine.close()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[PostgresEngine]:
    database = sa.create_engine(postgres_url)
    engine = PostgresEngine(database)
    engine.rebuild([], stamp=0)
    yield engine
    database.dispose()


@pytest.fixture(params=["whoosh", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every engine in turn, empty."""
    made: Engine = request.getfixturevalue(request.param)
    return made
