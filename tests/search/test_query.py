"""What people type, parsed: never an error, always back to text."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import (
    MAX_CHARACTERS,
    MAX_FILTERS,
    MAX_TERMS,
    OPERATORS,
    DateBound,
    Filter,
    Form,
    Query,
    Term,
    parse,
)

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)

PIECES = st.text(max_size=12) | st.sampled_from(
    ['"', "“", "»", "-", "*", ":", ",", " ", "is:", "updated:", "<7d", ">=2026-01-01", "topic:", "K7X", "ab*"]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=700)


@given(TEXTS)
def test_any_text_comes_back_from_its_query(text: str) -> None:
    query = parse(text)
    assert parse(str(query)) == query
    assert len(str(query)) <= MAX_CHARACTERS
    assert len(query.terms) <= MAX_TERMS


@given(TEXTS)
def test_any_query_can_be_asked_about(text: str) -> None:
    query = parse(text)
    assert query.is_empty == (str(query) == "")
    assert all(term.form is Form.PREFIX or term.forms for term in query.terms)
    assert isinstance(query.marks, frozenset)
    days = query.day_range(NOW)
    assert days is None or isinstance(days[0], date)
    assert parse(str(query.while_typing())) == query.while_typing()


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  broken   stroller ", "broken stroller"),
        ("“front wheel” «bent»", '"front wheel" "bent"'),
        ("-oslo -bergen", "-oslo -bergen"),
        ('-"front wheel"', '-"front wheel"'),
        ("refund*", "refund*"),
        ("is:solved IS:Open", "is:solved is:open"),
        ("by:ada by:Ben", "by:ada,ben"),
        ("kind:question,answer,", "kind:answer,question"),
        ("topic:a topic:b", "topic:a topic:b"),
        ('topic:"Lost Baggage"', "topic:lost-baggage"),
        ("-kind:case", "-kind:case"),
        ("updated:<7d", "updated:<7d"),
        ("updated:7d", "updated:<7d"),
        ("updated:2026-01-01", "updated:2026-01-01"),
        ("is:solved wheel", "wheel is:solved"),
        ("wheel wheel", "wheel"),
        ('a - * " :', "a"),
        ("tn-4*", "tn-4*"),
        ("x*", "x*"),
    ],
)
def test_the_canonical_spelling(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical


@pytest.mark.parametrize(
    "text", ["foo:bar", "https://tern.example/a", "is:", "updated:soon", "updated:<2026-13-01", "12:30"]
)
def test_what_is_no_operator_is_a_word(text: str) -> None:
    assert parse(text).terms == (Term(Form.WORD, text),)


def test_every_operator_makes_a_filter() -> None:
    for name in OPERATORS:
        assert parse(f"{name}:value").filters == (Filter(name, ("value",)),)


def test_is_looks_at_state_and_trust_too() -> None:
    assert set(parse("is:solved").filters[0].tags) == {"is:solved", "state:solved", "trust:solved"}


def test_quotes_that_never_close_are_no_phrase() -> None:
    assert parse('front "wheel bent').terms == tuple(
        Term(Form.WORD, word) for word in ("front", "wheel", "bent")
    )


def test_limits_cut_and_say_so() -> None:
    many = parse(" ".join(f"word{n}" for n in range(MAX_TERMS + 1)))
    assert len(many.terms) == MAX_TERMS
    assert many.was_cut
    filters = parse(" ".join(f"topic:t{n}" for n in range(MAX_FILTERS + 1)))
    assert len(filters.filters) == MAX_FILTERS
    assert filters.was_cut
    assert parse("word " * MAX_CHARACTERS).was_cut
    assert not parse("a few words").was_cut


@pytest.mark.parametrize(
    ("bound", "first", "last"),
    [
        (DateBound("", "2026-01-05"), date(2026, 1, 5), date(2026, 1, 5)),
        (DateBound(">", "2026-01-05"), date(2026, 1, 6), date.max),
        (DateBound(">=", "2026-01-05"), date(2026, 1, 5), date.max),
        (DateBound("<", "2026-01-05"), date.min, date(2026, 1, 4)),
        (DateBound("<=", "2026-01-05"), date.min, date(2026, 1, 5)),
        (DateBound("<", "7d"), date(2026, 3, 3), date.max),
        (DateBound(">", "2w"), date.min, date(2026, 2, 24)),
        (DateBound("<", "9999y"), date.min, date.max),
        (DateBound("<", "0001-01-01"), date.min, date.min),
    ],
)
def test_date_bounds(bound: DateBound, first: date, last: date) -> None:
    assert bound.days(NOW) == (first, last)


def test_two_date_bounds_are_a_range() -> None:
    query = parse("updated:>=2026-01-01 updated:<2026-02-01")
    assert query.day_range(NOW) == (date(2026, 1, 1), date(2026, 1, 31))
    assert parse("wheel").day_range(NOW) is None


def test_the_words_alone_make_a_title() -> None:
    assert parse('stroller "front wheel" -oslo by:ada').words == "stroller front wheel"


def test_marks_are_stems_and_prefixes() -> None:
    query = parse('the strollers "Bent wheels" refu* -oslo')
    assert query.marks == {"stroller", "bent", "wheel", "refu*"}


def test_the_last_word_is_open_while_typing() -> None:
    assert str(parse("broken strol").while_typing()) == "broken strol*"
    assert parse('"broken strol"').while_typing() == parse('"broken strol"')
    assert parse("s").while_typing() == parse("s")
    assert Query().while_typing() == Query()
