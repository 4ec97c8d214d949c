"""What every engine must do; each test runs against each of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.document import QUALITY
from search.engine import RANKED_AT_MOST, Engine, Sort
from search.query import parse
from tests.search.conftest import NOW, OPEN, PRIVATE, document, keys

STROLLER = document(
    "question:1",
    "Broken stroller wheel",
    "The front wheel of our stroller was bent on TN 482 to Gdańsk. We refunded 129 euros.",
    days=3,
    state="solved",
    trust="validated",
    community="baggage",
    author="ada",
    topic=("baggage", "Lost & found"),
    has=("case",),
)
REFUND = document(
    "answer:2", "Refunds", "Send the e-ticket receipt, number 220-2345678901.", days=40, author="ben"
)
SECRET = document("case:3", "Stroller of Ms Zwieback", "She waits in Oslo.", audience=PRIVATE, state="open")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    engine.upsert([STROLLER, REFUND, SECRET], stamp=7)
    return engine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strollers", ["question:1"]),
        ("refunding", ["answer:2", "question:1"]),
        ("gdansk", ["question:1"]),
        ("GDAŃSK", ["question:1"]),
        ("TN482", ["question:1"]),
        ("tn-482", ["question:1"]),
        ("tn 482", ["question:1"]),
        ("eticket", ["answer:2"]),
        ("e-tickets", ["answer:2"]),
        ("2202345678901", ["answer:2"]),
        ("stroller wheel", ["question:1"]),
        ("the wheel of a stroller", ["question:1"]),
        ('"front wheel"', ["question:1"]),
        ('"wheel front"', []),
        ('"stroller wheel the"', []),
        ("refund -euros", ["answer:2"]),
        ('refund -"front wheel"', ["answer:2"]),
        ("strol*", ["question:1"]),
        ("refunde*", ["question:1"]),
        ("-stroller", ["answer:2"]),
        ("zeppelin", []),
        ("", []),
        ("?!", []),
    ],
)
def test_words(filled: Engine, text: str, expected: list[str]) -> None:
    assert keys(filled, text, {OPEN}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is:solved", ["question:1"]),
        ("is:validated stroller", ["question:1"]),
        ("state:solved,open", ["case:3", "question:1"]),
        ("-state:solved", ["case:3", "answer:2"]),
        ("in:Baggage", ["question:1"]),
        ("by:ada by:ben", ["question:1", "answer:2"]),
        ("topic:baggage topic:oslo", []),
        ('topic:"Lost & found"', ["question:1"]),
        ("has:case", ["question:1"]),
        ("kind:answer", ["answer:2"]),
        ("updated:<7d", ["case:3", "question:1"]),
        ("updated:>7d", ["answer:2"]),
        (f"updated:{(NOW - timedelta(days=3)).date()}", ["question:1"]),
        (f"updated:<{(NOW - timedelta(days=30)).date()}", ["answer:2"]),
        (f"updated:>={(NOW - timedelta(days=3)).date()}", ["case:3", "question:1"]),
        ("updated:>2030-01-01", []),
        ("updated:>2026-12-01 updated:<2025-01-01", []),
    ],
)
def test_operators(filled: Engine, text: str, expected: list[str]) -> None:
    assert keys(filled, text) == expected


def test_without_audiences_nothing_is_found(filled: Engine) -> None:
    assert filled.find(parse("stroller"), set(), facets=("kind",)).total == 0
    assert keys(filled, "stroller", {"space:20"}) == []


def test_nothing_leaks_from_other_audiences(filled: Engine) -> None:
    results = filled.find(parse("stroller"), {OPEN}, facets=("kind", "state"))
    assert [hit.key for hit in results.hits] == ["question:1"]
    assert (results.total, results.total_is_exact) == (1, True)
    assert results.facets == {"kind": {"question": 1}, "state": {"solved": 1}}
    assert filled.suggest("zwie", {OPEN}) == ()
    assert filled.suggest("zwie", {PRIVATE}) == ("zwieback",)
    assert filled.did_you_mean(parse("zwiebak"), {OPEN}) is None
    assert str(filled.did_you_mean(parse("zwiebak"), {PRIVATE})) == "zwieback"
    assert filled.similar("Ms Zwieback lost her stroller in Oslo", {OPEN}) == ()


def test_a_restriction_needs_a_second_key(engine: Engine) -> None:
    engine.upsert([document("case:1", "Marta Kowalska", restriction="customers")])
    assert keys(engine, "marta", {OPEN}) == []
    assert keys(engine, "marta", {"customers"}) == []
    assert keys(engine, "marta", {OPEN, "customers"}) == ["case:1"]
    assert engine.find(parse("marta"), {OPEN}, facets=("kind",)).facets == {"kind": {}}


@pytest.mark.parametrize("seconds", [0.0, 0.0001, 0.002])
def test_no_time_limit_lets_anything_out(engine: Engine, seconds: float) -> None:
    engine.upsert(
        document(f"post:{n}", "wheel", "stroller wheel", audience=OPEN if n % 2 else PRIVATE)
        for n in range(200)
    )
    results = engine.find(parse('"stroller wheel" whee*'), {OPEN}, limit=200, seconds=seconds)
    assert all(int(hit.key[5:]) % 2 for hit in results.hits)
    assert results.total in (0, 100)
    assert results.total == 100 or not results.total_is_exact or not results.is_complete


def test_better_answers_come_first(engine: Engine) -> None:
    engine.upsert(
        [
            document(f"answer:{name}", "Refund for a bag", "We refund bags.", quality=quality)
            for name, quality in QUALITY.items()
        ]
    )
    found = [key.partition(":")[2] for key in keys(engine, "refund bag")]
    assert found == sorted(QUALITY, key=lambda name: -QUALITY[name])


def test_a_word_in_the_title_counts_more(engine: Engine) -> None:
    engine.upsert(
        [
            document("post:1", "Weather", "Rain, and a stroller somewhere in this text."),
            document("post:2", "A stroller", "Rain, and nothing else somewhere in this text."),
        ]
    )
    assert keys(engine, "stroller") == ["post:2", "post:1"]


def test_some_words_will_do_when_nothing_has_all(filled: Engine) -> None:
    results = filled.find(parse("stroller wheel zeppelin"), {OPEN})
    assert [hit.key for hit in results.hits] == ["question:1"]
    assert results.is_relaxed
    assert not filled.find(parse("stroller wheel"), {OPEN}).is_relaxed
    assert not filled.find(parse("zeppelin airship"), {OPEN}).is_relaxed
    assert keys(filled, "stroller zeppelin -wheel", {OPEN}) == []


def test_those_with_more_of_the_words_come_first(engine: Engine) -> None:
    engine.upsert(
        [
            document("post:1", "wheel wheel wheel", "wheel"),
            document("post:2", "About", "a stroller with a wheel and many more words around it"),
            document("post:3", "stroller", "stroller"),
        ]
    )
    assert keys(engine, "stroller wheel zeppelin")[0] == "post:2"


def test_facets_ignore_their_own_filter(filled: Engine) -> None:
    results = filled.find(parse("stroller kind:case"), None, facets=("kind", "state"))
    assert results.total == 1
    assert results.facets["kind"] == {"case": 1, "question": 1}
    assert results.facets["state"] == {"open": 1}


def test_pages_follow_one_another(engine: Engine) -> None:
    engine.upsert(document(f"post:{n:03}", "stroller", days=n) for n in range(45))
    for sort in Sort:
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            page = engine.find(parse("stroller"), None, limit=20, offset=offset, sort=sort)
            assert page.total == 45
            seen += [hit.key for hit in page.hits]
            offset = page.next_offset
        assert seen == [f"post:{n:03}" for n in range(45)]


def test_very_many_matches_are_counted_and_the_best_ranked(engine: Engine) -> None:
    crowd = RANKED_AT_MOST + 500
    engine.upsert(document(f"post:{n}", "Note", "stroller", days=n / 100) for n in range(crowd))
    engine.upsert([document("post:old", "Stroller", "stroller", days=4_000, quality=3)])
    results = engine.find(parse("stroller"), None, facets=("kind",))
    assert results.total == crowd + 1
    assert results.facets["kind"] == {"post": crowd + 1}
    assert results.hits[0].key == "post:old"
    newest = engine.find(parse("stroller"), None, sort=Sort.NEWEST, limit=3)
    assert [hit.key for hit in newest.hits] == ["post:0", "post:1", "post:2"]


def test_documents_are_replaced_by_key(filled: Engine) -> None:
    filled.upsert([document("question:1", "A pram", "moved", audience=PRIVATE)], stamp=9)
    assert keys(filled, "stroller", {OPEN}) == []
    assert keys(filled, "pram", {OPEN}) == []
    assert keys(filled, "pram", {PRIVATE}) == ["question:1"]
    assert (filled.count(), filled.stamp()) == (3, 9)


def test_one_commit_deletes_and_adds(filled: Engine) -> None:
    filled.apply([document("post:9", "pram"), document("post:9", "buggy")], ["answer:2"], stamp=8)
    assert keys(filled, "refund", {OPEN}) == ["question:1"]
    assert keys(filled, "pram") == []
    assert keys(filled, "buggy") == ["post:9"]
    filled.delete(["post:9", "never:1"])
    assert keys(filled, "buggy") == []
    assert (filled.count(), filled.stamp()) == (2, 8)


def test_a_rebuild_replaces_everything(filled: Engine) -> None:
    assert filled.rebuild([REFUND], stamp=30) == 1
    assert keys(filled, "stroller") == []
    assert keys(filled, "refund") == ["answer:2"]
    assert (filled.count(), filled.stamp()) == (1, 30)
    assert filled.healthy()


def test_a_failed_rebuild_leaves_the_old_index(filled: Engine) -> None:
    def failing() -> object:
        yield REFUND
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        filled.rebuild(failing(), stamp=30)  # type: ignore[arg-type]
    assert keys(filled, "stroller", {OPEN}) == ["question:1"]
    assert filled.stamp() == 7


def test_similar_takes_the_telling_words(filled: Engine) -> None:
    message = "Hello, I landed yesterday and the wheel of my stroller is bent. What can you do for me?"
    assert [hit.key for hit in filled.similar(message, {OPEN})] == ["question:1"]
    assert filled.similar(message, {OPEN}, kinds=("answer",)) == ()
    assert filled.similar(message, {OPEN}, without=("question:1",)) == ()
    assert filled.similar("", {OPEN}) == ()
    assert filled.similar("zeppelin airship", {OPEN}) == ()


BURST = "Hello, do you lend a stroller at the gate to the family of {name}?"


@pytest.mark.parametrize("kinds", [("answer",), ("question", "answer", "case")])
def test_what_many_customers_write_about_is_still_answered(engine: Engine, kinds: tuple[str, ...]) -> None:
    lent = document("answer:1", "Strollers lent at the gate", "Ask the crew for one.")
    others = [
        document(f"answer:{number}", f"Refund number {number}", "Hello, here is the form for our money.")
        for number in range(2, 30)
    ]
    cases = [
        document(f"case:{number}", "A stroller", BURST.format(name=f"Lovelace {number}"))
        for number in range(30)
    ]
    engine.upsert([lent, *others, *cases], stamp=1)
    hits = engine.similar(BURST.format(name="Turing"), {OPEN}, kinds=kinds, limit=40)
    assert "answer:1" in [hit.key for hit in hits]
    assert not {hit.key for hit in hits} & {other.key for other in others}


def test_where_everything_is_about_one_thing_its_words_are_looked_for(engine: Engine) -> None:
    asked = [document(f"question:{number}", f"Which gate lends a stroller? {number}") for number in range(30)]
    engine.upsert([*asked, document("question:99", "When do we close?")], stamp=1)
    hits = engine.similar("A stroller at the gate", {OPEN}, kinds=("question",), limit=40)
    assert {hit.key for hit in hits} == {each.key for each in asked}


def test_suggestions_are_words_as_written(filled: Engine) -> None:
    assert filled.suggest("whe", {OPEN}) == ("wheel",)
    assert filled.suggest("GDA", {OPEN}) == ("gdansk",)
    assert "refunded" in filled.suggest("refu", {OPEN})
    assert filled.suggest("%", {OPEN}) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("stroler", "stroller"), ("strolelr wheel", "stroller wheel"), ("gdnask", "gdansk")],
)
def test_typing_slips_are_put_right(filled: Engine, typed: str, meant: str) -> None:
    assert str(filled.did_you_mean(parse(typed), {OPEN})) == meant


@pytest.mark.parametrize("text", ["stroller", "K7XQ2M", "xy", "-stroler", '"stroler"', "the", ""])
def test_what_is_right_stays(filled: Engine, text: str) -> None:
    assert filled.did_you_mean(parse(text), {OPEN}) is None


def test_results_while_typing(filled: Engine) -> None:
    for length in range(2, len("stroller") + 1):
        typed = parse("stroller"[:length]).while_typing()
        assert [hit.key for hit in filled.find(typed, {OPEN}).hits] == ["question:1"]


TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(["stroller", "wheel", '"', "-", "*", ":", "is:", "by:", "'", "\\", "&", "|", "!", "<->"])
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_a_query(engine: Engine, text: str) -> None:
    for action in _every_way_to_ask(engine):
        action(text)


def _every_way_to_ask(engine: Engine) -> list[Callable[[str], object]]:
    return [
        lambda text: engine.find(parse(text), {OPEN}, facets=("kind",)),
        lambda text: engine.find(parse(text).while_typing(), {OPEN}),
        lambda text: engine.similar(text, {OPEN}),
        lambda text: engine.suggest(text, {OPEN}),
        lambda text: engine.did_you_mean(parse(text), {OPEN}),
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_is_a_document(engine: Engine, text: str) -> None:
    engine.upsert([document("post:1", text, text, topic=text)])
    assert engine.count() == 1


def test_two_documents_with_the_same_age_have_one_order(engine: Engine) -> None:
    engine.upsert(document(f"post:{n}", "stroller") for n in range(5))
    assert keys(engine, "stroller") == keys(engine, "stroller")
