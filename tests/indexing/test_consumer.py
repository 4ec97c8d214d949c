"""The index is a function of the database: after any edits, after damage, after a restored backup."""

import random
from typing import Any

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.dispatch import Cursor, NotNow
from hub.core.events import Event
from hub.indexing.consumer import NAME, IndexConsumer, keep, rebuild
from hub.indexing.documents import every_document
from hub.qa import actions as qa
from hub.qa.models import Answer, Question
from hub.threads.actions import post_comment, remove_comment
from hub.threads.models import Comment
from search.engine import Engine
from search.query import parse
from tests import cast
from tests.factories import make_answer, make_question
from tests.indexing.finding import titles

WORDS = ("kiln", "glaze", "wheel", "clay", "fire")


def engine_of(app: APIFlask) -> Engine:
    engine: Engine = app.extensions["index"].engine
    return engine


def stored(app: APIFlask) -> dict[str, set[str]]:
    """What the index finds for each word, without any filter."""
    from_words: dict[str, set[str]] = {}
    for word in WORDS:
        found = engine_of(app).find(parse(word), None, limit=200, seconds=10)
        from_words[word] = {hit.key for hit in found.hits}
    return from_words


def expected() -> dict[str, set[str]]:
    """What it should find, from the database alone."""
    documents = list(every_document())
    return {
        word: {each.key for each in documents if word in f"{each.title} {each.body}".lower().split()}
        for word in WORDS
    }


steps = st.lists(
    st.tuples(st.sampled_from(("ask", "answer", "retitle", "comment", "uncomment", "accept")),
              st.sampled_from(WORDS), st.integers(0, 5)),
    min_size=1, max_size=12,
)  # fmt: skip


def one_of(model: Any, number: int) -> Any:
    rows = session().scalars(select(model).order_by(model.id)).all()
    return rows[number % len(rows)] if rows else None


def step(verb: str, word: str, number: int) -> None:
    ada, question = cast.person("ada"), one_of(Question, number)
    if verb == "ask" or question is None:
        make_question(by="ada", title=f"The {word} here", body=word)
    elif verb == "answer":
        make_answer(question, by="ben", body=f"It is {word} .")
    elif verb == "retitle":
        qa.edit_question(ada, question, f"Now {word} it is", "")
    elif verb == "comment":
        post_comment(ada, question, f"My {word} too")
    elif verb == "uncomment" and (comment := one_of(Comment, number)) is not None:
        remove_comment(ada, comment, session().get(Question, int(comment.about.partition(":")[2])))
    elif verb == "accept" and (answer := one_of(Answer, number)) is not None:
        qa.accept_answer(ada, answer)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=steps, drain_after=st.integers(1, 5))
def test_after_any_edits_it_equals_the_database(app, ctx, drain, made, drain_after):
    random.seed()  # Hypothesis seeds it; Whoosh names its segments by it, and they must not come again
    for number, each in enumerate(made):
        step(*each)
        if number % drain_after == 0:
            drain()
    drain()
    assert stored(app) == expected()


def test_a_damaged_index_is_built_anew(ben, app, ctx, drain, data_dir):
    make_question(by="ada", title="Where is the kiln?")
    drain()
    files = list((data_dir / "index").rglob("*.seg"))
    if not files:
        pytest.skip("not run: the index is in PostgreSQL here")
    for path in files:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    engine_of(app).close()
    app.extensions["index"].engine = type(engine_of(app))(data_dir / "index")
    assert ben.get("/search?q=kiln").status_code == 200
    keep()
    assert titles(ben, "kiln") == ["Where is the kiln?"]


def test_while_it_cannot_be_used_facts_wait(app, ctx, drain):
    make_question(by="ada")
    drain()
    before = session().get_one(Cursor, NAME).position
    make_question(by="ada")
    app.extensions["index"].doubt()
    events = list(session().scalars(select(Event).where(Event.id > before)))
    with pytest.raises(NotNow):
        IndexConsumer().handle(events)
    session.remove()
    assert session().get_one(Cursor, NAME).position == before


def test_a_backup_of_the_database_that_came_back_is_noticed(ben, app, ctx, drain):
    make_question(by="ada", title="Where is the kiln?")
    drain()
    engine_of(app).apply(stamp=10**9)  # the index is of a later day than the log
    keep()
    assert engine_of(app).stamp() < 10**9
    assert titles(ben, "kiln") == ["Where is the kiln?"]


def test_an_older_index_put_in_place_catches_up(ben, app, ctx, drain):
    drain()
    earlier = engine_of(app).stamp()
    question = make_question(by="ada", title="Where is the kiln?")
    drain()
    engine_of(app).apply(delete=[question.ref], stamp=earlier)
    assert titles(ben, "kiln") == []
    with transaction():
        make_question(by="ada", title="Who fires the clay?")
    drain()
    drain()
    assert titles(ben, "kiln") == ["Where is the kiln?"]


def test_building_anew_tells_how_many(app, ctx):
    assert rebuild() == len(list(every_document()))
