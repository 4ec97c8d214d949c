"""Excerpts and marks."""

import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from search.query import parse
from search.snippets import ELLIPSIS, excerpt, excerpt_html, highlighted_html

LONG = "Nothing to see here. " * 40 + "The front wheels of the stroller were refunded. " + "And on. " * 60


def marked(text: str, query: str, length: int = 200) -> list[str]:
    return [part for part, is_marked in excerpt(text, parse(query).marks, length) if is_marked]


def test_words_are_marked_as_the_analyser_sees_them() -> None:
    assert marked("We refunded the Strollers in Gdańsk", "refund stroller gdansk") == [
        "refunded",
        "Strollers",
        "Gdańsk",
    ]
    assert marked("TN482, TN 482 and tn-482", "TN482") == ["TN482", "TN", "482", "tn-482"]
    assert marked("refundable refunds", "refun*") == ["refundable", "refunds"]
    assert marked("nothing of the kind", "stroller") == []


def test_the_passage_with_the_words_is_chosen() -> None:
    pieces = excerpt(LONG, parse("stroller wheel").marks, 120)
    text = "".join(part for part, _ in pieces)
    assert [part for part, is_marked in pieces if is_marked] == ["wheels", "stroller"]
    assert text.startswith(ELLIPSIS)
    assert text.endswith(ELLIPSIS)
    assert len(text) <= 120 + 2


def test_words_are_not_cut() -> None:
    for length in range(20, 120, 7):
        text = "".join(part for part, _ in excerpt(LONG, parse("stroller").marks, length))
        assert all(word in LONG for word in f" {text.strip(ELLIPSIS)} ".split())
        assert set(text.strip(ELLIPSIS).split()) <= set(LONG.split())


def test_without_words_it_is_the_beginning() -> None:
    assert excerpt("Short text", (), 200) == [("Short text", False)]
    assert excerpt(LONG, (), 30)[0][0].startswith("Nothing to see")
    assert excerpt("", ("x",)) == []


HTML = st.lists(
    st.sampled_from(["<b>", "&amp;", "&", "<", '"', "'", "stroller", " ", "<mark>", "&#39;"])
    | st.text(max_size=5)
).map("".join)


@given(HTML, st.integers(min_value=1, max_value=80))
def test_html_is_the_text_and_marks_alone(text: str, length: int) -> None:
    html = excerpt_html(text, ("stroller", "amp*", "mark"), length)
    assert isinstance(html, Markup)
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare) == "".join(part for part, _ in excerpt(text, ("stroller", "amp*", "mark"), length))


@given(HTML)
def test_a_highlighted_title_is_whole(text: str) -> None:
    html = highlighted_html(text, ("stroller",))
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text


def test_marks_are_marks() -> None:
    assert highlighted_html("<Stroller> & co", ("stroller",)) == "&lt;<mark>Stroller</mark>&gt; &amp; co"


@pytest.mark.parametrize("unit", ["stroller ", "stroller", "<", "  ", "s-", "é"])
def test_excerpts_grow_with_the_text_and_no_faster(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * size)[:size]
        runs = []
        for _ in range(3):
            started = time.process_time()
            excerpt_html(text, ("stroller", "s*"))
            runs.append(time.process_time() - started)
        return min(runs)

    small, large = cost(10_000), cost(40_000)
    assert large < 10 * small + 0.02, f"4 times the text took {large / small:.1f} times as long"
