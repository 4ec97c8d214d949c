"""What is asked of PostgreSQL does not grow with what is looked for."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from search import postgres_counts
from search.document import Document
from search.postgres_engine import PostgresEngine
from search.query import parse
from tests.search.conftest import OPEN, document

pytestmark = pytest.mark.postgres
WORDS = "stroller wheel gate desk platform blanket zither tunnel ferry captain anchor compass"


@pytest.fixture
def said() -> Iterator[Callable[[], int]]:
    """How many statements were made since the last time."""
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    def number() -> int:
        made = len(heard)
        heard.clear()
        return made

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield number
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def filled(engine: PostgresEngine) -> None:
    """A small hub in which nearly everything is about the same."""
    many: list[Document] = [document(f"case:{number}", body=WORDS, state="open") for number in range(60)]
    engine.upsert([*many, document("answer:1", "Strollers", WORDS, state="solved", topic="baggage")], stamp=1)


def test_a_longer_text_takes_no_more_statements(postgres: PostgresEngine, said: Callable[[], int]) -> None:
    filled(postgres)
    said()
    few = postgres.similar("stroller wheel", None, kinds=["answer", "question"]), said()
    many = postgres.similar(WORDS, None, kinds=["answer", "question"]), said()
    assert [hit.key for hit in few[0]] == [hit.key for hit in many[0]] == ["answer:1"]
    assert few[1] == many[1] <= 8  # begin and time limit among them


def test_more_facets_take_no_more_statements(postgres: PostgresEngine, said: Callable[[], int]) -> None:
    filled(postgres)
    said()
    postgres.find(parse("stroller"), None, facets=["kind"])
    one = said()
    found = postgres.find(parse("stroller"), None, facets=["kind", "state", "topic", "author"])
    assert said() == one
    assert found.facets == {
        "kind": {"case": 60, "answer": 1}, "state": {"open": 60, "solved": 1}, "topic": {"baggage": 1},
        "author": {},
    }  # fmt: skip
    narrowed = postgres.find(parse("stroller state:open"), None, facets=["state", "kind", "topic"])
    assert narrowed.facets == {"kind": {"case": 60}, "state": {"open": 60, "solved": 1}, "topic": {}}


def test_what_is_frequent_in_a_large_index_is_counted_once_in_a_while(
    postgres: PostgresEngine, said: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_counts, "COUNT_AT_MOST", 20)
    monkeypatch.setattr(postgres_counts, "LARGE", 30)
    filled(postgres)
    postgres.upsert([document("answer:2", "Zebra", f"zebra {WORDS}")], stamp=2)
    said()
    first = postgres.similar(WORDS, {OPEN}, kinds=["answer"])
    asked = said()
    assert {hit.key for hit in first} == {"answer:1", "answer:2"}
    assert postgres.similar(WORDS, {OPEN}, kinds=["answer"]) == first
    assert said() == asked - 2  # neither the documents nor the words
    # A rare word is looked for each time, and one that turns up is found at once.
    postgres.upsert([document("answer:3", "Okapi", f"okapi {WORDS}")], stamp=3)
    found = postgres.similar(f"okapi {WORDS}", {OPEN}, kinds=["answer"])
    assert found[0].key == "answer:3"
    postgres.rebuild([], stamp=4)
    assert postgres.similar(WORDS, {OPEN}, kinds=["answer"]) == ()
