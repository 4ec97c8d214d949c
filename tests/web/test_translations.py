"""Every language is whole, and speaks in the right place: pages, mails, surveys, errors."""

import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from hub.core import words
from hub.web import filters, language
from tests.conftest import Someone

TOOL = Path(__file__).parents[2] / "tools" / "translate.py"
HOLES = re.compile(r"%\(\w+\)s|%%|\{\w*\}|</?\w+[^>]*>")


def tool() -> Any:
    """tools/translate.py, which is no package."""
    spec = importlib.util.spec_from_file_location("translate", TOOL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def whole() -> tuple[Catalog, dict[str, Catalog]]:
    """What the code says, and what each language says to it."""
    made = tool()
    return made.collected(), {path.parent.parent.name: made.read(path) for path in made.catalogues()}


def _forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def test_every_text_has_words_in_every_language(whole: tuple[Catalog, dict[str, Catalog]]) -> None:
    template, languages = whole
    assert len(template) > 1_500
    assert "de" in languages
    without = []
    for name, catalogue in languages.items():
        for text in template:
            said = catalogue.get(text.id, text.context)
            if text.id and (said is None or said.fuzzy or not all(_forms(said.string))):
                without.append(f"{name}: {text.id}")
    assert not without, "Without words (run `make words`, then translate):\n" + "\n".join(without)


def test_german_speaks_to_everybody_alike(whole: tuple[Catalog, dict[str, Catalog]]) -> None:
    """Formally: one page that says "du" beside another that says "Sie" reads as written by two houses."""
    informal = re.compile(r"\b(?:du|dich|dir|dein(?:e[nmrs]?)?)\b", re.IGNORECASE)
    said = [form for text in whole[1]["de"] if text.id for form in _forms(text.string)]
    assert not [form for form in said if informal.search(form)]


def test_values_and_markup_are_the_same_in_every_language(whole: tuple[Catalog, dict[str, Catalog]]) -> None:
    """A lost value or an added tag would break the page it stands on."""
    wrong = []
    for name, catalogue in whole[1].items():
        for text in catalogue:
            if not text.id or not text.string:
                continue
            *_one, english = _forms(text.id)
            for said in _forms(text.string):
                if sorted(set(HOLES.findall(said))) != sorted(set(HOLES.findall(english))):
                    wrong.append(f"{name}: {english} → {said}")
                if '"' in re.sub(r"<[^>]*>", "", said) and '"' not in english:
                    wrong.append(f"{name}: a plain quote would end an attribute: {said}")
    assert not wrong, "\n".join(wrong)


def test_the_person_chooses_else_the_browser_asks(ada: Someone) -> None:
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    assert '<html lang="en" dir="ltr"' in ada.get("/settings/profile").text
    asked = ada.get("/settings/profile", headers=german).text
    assert '<html lang="de" dir="ltr"' in asked
    assert "Ihr Profil" in asked
    assert '<html lang="en"' in ada.get("/settings/profile", headers={"Accept-Language": "xx"}).text
    _choose(ada, language="de", timezone="europe/berlin")
    assert "Europe/Berlin" in ada.get("/settings/profile").text
    assert '<html lang="de"' in ada.get("/q", headers={"Accept-Language": "en"}).text
    refused = ada.post("/settings/profile", name="Ada", timezone="Mars/Olympus")
    assert refused.status_code == 422
    assert "Eine Zeitzone dieses Namens gibt es nicht" in refused.text
    assert "Mars/Olympus" in refused.text
    assert ada.post("/settings/profile", name="Ada", language="tlh").status_code == 422


def test_visitors_are_spoken_to_as_their_browser_asks(nobody: Someone) -> None:
    page = nobody.get("/sign-in", headers={"Accept-Language": "de"}).text
    assert "Schön, Sie zu sehen" in page
    assert "Anmelden" in page
    lost = nobody.get("/contact/no-such-form", headers={"Accept-Language": "de"})
    assert lost.status_code == 404
    assert "Hier ist nichts, oder es ist nicht für Sie freigegeben." in lost.text


def test_plurals_numbers_and_days_follow_the_language() -> None:
    then, now = datetime(2026, 3, 12, 9, 30, tzinfo=UTC), datetime(2026, 9, 14, tzinfo=UTC)

    def said() -> list[str]:
        one, many = (words.ngettext("%(num)s hour", "%(num)s hours", count) for count in (1, 2))
        return [one, many, filters.number(3908.5), filters.ago(then, now), filters.exact(then)]

    assert said() == ["1 hour", "2 hours", "3\u202f908.5", "12 Mar", "Thursday 12 Mar 2026, 09:30"]
    with words.speaking("de"):
        assert said() == ["1 Stunde", "2 Stunden", "3.908,5", "12. März", "Donnerstag, 12. März 2026, 09:30"]


def test_a_text_made_early_is_said_late() -> None:
    label = words.lazy("Save")
    with words.speaking("de"):
        assert (f"{label}", str(label), label + "!") == ("Speichern", "Speichern", "Speichern!")
    assert label == "Save"


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language that runs from right to left, with a handful of texts."""
    for path in words.FOLDER.iterdir():
        (tmp_path / path.name).symlink_to(path)
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "messages.po").write_text(head + 'msgid "Sign in"\nmsgstr "تسجيل الدخول"\n', "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    forget = (words.offered, words._catalogue)
    for each in forget:
        each.cache_clear()
    yield
    monkeypatch.undo()
    for each in forget:
        each.cache_clear()


@pytest.mark.usefixtures("arabic")
def test_a_language_from_right_to_left(nobody: Someone) -> None:
    language._best.cache_clear()
    try:
        page = nobody.get("/sign-in", headers={"Accept-Language": "ar"}).text
    finally:
        language._best.cache_clear()
    assert '<html lang="ar" dir="rtl"' in page
    assert "/rtl-" in page, "the sheet that turns round what points somewhere"
    assert "/rtl-" not in nobody.get("/sign-in").text
    assert "تسجيل الدخول" in page
    assert "Good to see you" in page  # what has no words yet is said in English


def _choose(who: Someone, **values: str) -> None:
    assert who.post("/settings/profile", name="Ada", **values).status_code == 303
