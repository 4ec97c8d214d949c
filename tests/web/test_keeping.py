"""Pieces that are kept as drawn: what they are kept by, and what stays open in them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, g
from jinja2 import DictLoader
from markupsafe import Markup

from hub.core import words
from hub.web import assets, keeping
from hub.web.keeping import Kept, piece
from tests.factories import make_answer, make_question
from tests.web.site import PROJECT, make_site

TEMPLATES = {
    "_plain.html": '{% import "_macros.html" as ui %}{{ card[0] }}|{{ _("Votes:") }}|{{ ui.csrf() }}',
    "_timed.html": '{% import "_macros.html" as ui %}{{ ui.time(card[0]) }}, {{ ui.time(card[0]) }}',
    "_curious.html": "{{ card[0]|exact }}",
    "_outer.html": """{% import "_macros.html" as ui %}
        {{- ui.time(card[0]) }} {{ piece("_timed.html", card[1]) }}
        {{- piece("_plain.html", card[2]) }}|{{ notes }}""",
}


@pytest.fixture
def site() -> Iterator[Flask]:
    made = make_site()
    own = made.jinja_loader
    assert own is not None
    own.loaders.append(DictLoader(TEMPLATES))  # type: ignore[attr-defined]  # a ChoiceLoader
    with made.test_request_context("/"):
        words.speak("en")
        yield made
    words.speak("en")


def as_another() -> None:
    """Another request: another form token."""
    g.pop("csrf_html")
    g.csrf_html = "<token of somebody else>"


def test_what_was_drawn_is_shown_again(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    g.csrf_html = "<token>"
    first = piece("_plain.html", ("<b>",))
    assert first == "&lt;b&gt;|Votes:|<token>"
    monkeypatch.setattr(keeping, "_drawn", None)  # nothing is drawn twice
    as_another()
    assert piece("_plain.html", ("<b>",)) == "&lt;b&gt;|Votes:|<token of somebody else>"


def test_another_card_and_another_language_are_drawn_anew(site: Flask) -> None:
    assert piece("_plain.html", ("one",)).startswith("one|Votes:")
    assert piece("_plain.html", ("two",)).startswith("two|Votes:")
    words.speak("de")
    assert "Votes:" not in piece("_plain.html", ("one",))


def test_words_for_moments_move_on(site: Flask, at: Callable[[datetime | timedelta], None]) -> None:
    at(datetime(2026, 9, 14, 9, 0, tzinfo=UTC))
    then = datetime(2026, 9, 14, 8, 50, tzinfo=UTC)
    assert piece("_timed.html", (then,)).count("10 min ago</time>") == 2
    at(timedelta(minutes=20))
    assert piece("_timed.html", (then,)).count("30 min ago</time>") == 2


def test_a_piece_without_a_form_asks_for_no_token(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would begin a session for a visitor who only reads."""
    monkeypatch.setattr(keeping, "csrf_html", None)
    assert "</time>" in piece("_timed.html", (datetime(2026, 9, 14, tzinfo=UTC),))


def test_a_piece_knows_no_reader_and_no_things(site: Flask) -> None:
    g.actor = SimpleNamespace(name="Amara", timezone="Europe/Oslo")
    with pytest.raises(LookupError, match="knows no reader"):
        piece("_curious.html", (datetime(2026, 9, 14, tzinfo=UTC),))
    assert g.actor.name == "Amara"  # and is there again after it
    for thing in (object(), ["a list"], (b"",)):
        with pytest.raises(TypeError):
            piece("_plain.html", (thing,))


def test_a_process_keeps_only_so_much(site: Flask) -> None:
    shelf = site.extensions["kept"] = Kept(most=2_000)
    for number in range(40):
        piece("_plain.html", (f"{number}" * 100,))
        assert shelf.size <= 2_000
    assert 0 < len(shelf) < 40


def test_no_piece_asks_for_what_its_card_does_not_hold() -> None:
    """Time and rights would stay as they were when it was drawn."""
    called = re.compile(r'\bpiece\("([^"]+)"')
    texts = {path: path.read_text() for path in Path(PROJECT, "hub").rglob("*.html")}
    names = {name for text in texts.values() for name in called.findall(text)}
    pieces = {path.name: text for path, text in texts.items() if any(str(path).endswith(n) for n in names)}
    assert len(pieces) == len(names) > 6
    curious = re.compile(r"\b(request|session|config|actor|can|slot|now|elapsed|minutes_since|moment|ago)\b")
    for name, text in pieces.items():
        code = " ".join(re.findall(r"\{[{%](.*?)[%}]\}", text, re.DOTALL))
        assert not curious.findall(re.sub(r'"[^"]*"', "", code)), name


def test_each_reader_gets_their_own_card(ctx, ada, ben, cleo) -> None:
    """The same answer, drawn for who may accept it, for who wrote it, and for everybody else."""
    answer = make_answer(make_question(by="ada"), by="ben")
    url, accept, vote = f"/q/{answer.question_id}", f"/a/{answer.id}/acceptance", f"/a/{answer.id}/vote"
    pages = [(who, who.get(url, follow_redirects=True).text) for who in (ada, ben, cleo, ada)]
    assert [accept in text for _, text in pages] == [True, False, False, True]
    assert [vote in text for _, text in pages] == [True, False, True, True]
    for who, text in pages:
        tokens = set(re.findall(r'name="csrf_token" value="([^"]+)"', text))
        assert len(tokens) == 1, f"{who} was given the token of another"


def test_a_new_build_of_the_icons_is_shown(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    piece("_plain.html", ("one",))
    assert len(site.extensions["kept"]) == 1
    monkeypatch.setattr(assets, "_changed_at", lambda _dist: 1)
    monkeypatch.setattr(assets, "LOOK_EVERY", 0.0)
    site.extensions["assets"].still("frame/_drawn.html")
    assert len(site.extensions["kept"]) == 0


def test_a_piece_within_a_piece_keeps_its_places_open(
    site: Flask, at: Callable[[datetime | timedelta], None]
) -> None:
    """Its moments go on, its forms carry the token of the reader, and notes are theirs alone."""
    at(datetime(2026, 9, 14, 9, 0, tzinfo=UTC))
    then = datetime(2026, 9, 14, 8, 50, tzinfo=UTC)
    g.csrf_html = "<token>"
    first = piece("_outer.html", (then, (then - timedelta(minutes=5),), ("inner",)), Markup("<b>for one</b>"))
    assert re.findall(r"(\d+) min ago<", first) == ["10", "15", "15"]
    assert first.endswith("inner|Votes:|<token>|<b>for one</b>")
    at(timedelta(minutes=20))
    as_another()
    again = piece("_outer.html", (then, (then - timedelta(minutes=5),), ("inner",)))
    assert re.findall(r"(\d+) min ago<", again) == ["30", "35", "35"]
    assert again.endswith("inner|Votes:|<token of somebody else>|")
