"""Keys of one's own: moved, shown where keys are shown, refused when they cannot stand together."""

import html
import json
import re

from hub.web.keys import SHORTCUTS, troubles

USUAL = {each.name: each.key for each in SHORTCUTS}


def sent(**moved):
    return {**USUAL, "single_keys": "true", **moved}


def test_a_moved_key_is_known_on_every_page_and_in_the_list(ada, ben):
    assert ada.post("/settings/keyboard", **sent(write="t", home="g s")).status_code == 303
    page = ada.get("/people").text
    moved = re.search(r'data-keymap="([^"]*)"', page)
    assert moved is not None
    assert json.loads(html.unescape(moved[1])) == {"c": "t", "g h": "g s"}
    assert "<dt><kbd>T</kbd></dt><dd>write a post or a question</dd>" in page
    assert "<kbd>G</kbd> then <kbd>S</kbd>" in page
    assert "data-keymap" not in ben.get("/people").text
    assert "<kbd>C</kbd></dt><dd>write a post or a question</dd>" in ben.get("/people").text


def test_keys_that_cannot_stand_together_are_refused_and_nothing_is_lost(ada):
    answer = ada.post("/settings/keyboard", **sent(write="j", follow="xyz", thank="g"))
    assert answer.status_code == 422
    assert "“j” already does something else: write a post or a question." in answer.text
    assert "Give one letter, digit or sign" in answer.text
    assert "“g” begins “g h”" in answer.text
    assert 'value="xyz"' in answer.text
    assert "data-keymap" not in ada.get("/people").text


def test_a_key_may_be_given_away_and_all_come_back(finn):
    finn.post("/settings/keyboard", **sent(write="", snooze="c"))
    page = finn.get("/people").text
    assert "write a post or a question" not in re.sub(r"<form.*", "", page, flags=re.S)
    assert "case: put aside" in page
    assert finn.post("/settings/keyboard", reset="true").status_code == 303
    assert "data-keymap" not in finn.get("/people").text


def test_the_usual_keys_stand_together():
    assert troubles(USUAL) == {}


def test_the_sheet_lists_only_what_its_reader_can_use(ada, finn):
    for key in ("go to Cases", "case: ask inside", "case: put aside"):
        assert key in finn.get("/people").text
        assert key not in ada.get("/people").text
    page = ada.get("/people").text
    assert "<dd>notification: done</dd>" in page
    ada.post("/settings/keyboard", **{**USUAL, "single_keys": "true", "ask": "t"})
    moved = ada.get("/people").text
    assert "<kbd>T</kbd>" in moved
    assert "go to Cases" not in moved
