"""Two people at two browsers change one page at once, again and again: no word of either is lost.

BACKCHANNEL_EDIT_ROUNDS says how often; a few rounds are enough to notice that something broke.
"""

import os
import random
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window

pytestmark = pytest.mark.browser

ROUNDS = int(os.environ.get("BACKCHANNEL_EDIT_ROUNDS", "5"))
START = "\n\n".join(
    f"## Part {part}\n\n" + "\n".join(f"Line{part}x{line} stays where it is." for line in range(3))
    for part in range(4)
)


class Editor:
    """Somebody who writes; remembers which words they put in and took out."""

    def __init__(self, name: str, page: Page, dice: random.Random) -> None:
        self.name, self.page, self.dice = name, page, dice
        self.added: set[str] = set()
        self.removed: set[str] = set()
        self.clashes = 0

    def open(self) -> None:
        self.page.goto("/wiki/open/shared-page/edit")

    def change(self, round_: int) -> None:
        """One to three words put in, put in place of another, or taken out, anywhere."""
        area = self.page.get_by_label("Text", exact=True)
        lines = area.input_value().split("\n")
        for number in range(self.dice.randint(1, 3)):
            at = self.dice.choice([i for i, line in enumerate(lines) if line])
            words = lines[at].split(" ")
            place = self.dice.randrange(len(words))
            new = f"{self.name}{round_}n{number}"
            how = self.dice.random()
            if how < 0.3:
                self.removed |= set(re.findall(r"\w+", words[place]))
                words[place] = new
            elif how < 0.4 and len(words) > 1:
                self.removed |= set(re.findall(r"\w+", words.pop(place)))
                new = ""
            elif how < 0.6:
                lines.insert(at + 1, new)
            else:
                words.insert(place, new)
            lines[at] = " ".join(words)
            self.added |= {new} - {""}
        area.fill("\n".join(lines))

    def save(self) -> None:
        self._press_save()
        while self.page.locator(".clash").count():
            self.clashes += 1
            for place in self.page.locator(".clash").all():
                both = place.get_by_label("Both, one after the other")
                (both if both.count() else place.get_by_role("radio").first).check()
                if not both.count():  # one of the two took the words out: keep those that are there
                    kept = place.locator(".clash__side:has(pre)").get_by_role("radio")
                    kept.check()
            self._press_save()
        assert self.page.url.endswith("/wiki/open/shared-page"), self.page.url

    def _press_save(self) -> None:
        """Until the next page is there: saved, or asked again where both changed the same words."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save", exact=True).click()


def test_no_word_of_either_is_lost(window: Window) -> None:
    dice = random.Random(20_261)  # noqa: S311 (no secret)
    ada, ben = (Editor(name, window(name), dice) for name in ("ada", "ben"))
    ada.page.goto("/wiki/new?space=open")
    ada.page.get_by_label("Title").fill("Shared page")
    ada.page.get_by_label("Text", exact=True).fill(START)
    ada.page.get_by_role("button", name="Write the page").click()
    ada.page.wait_for_url("**/wiki/open/shared-page")
    for round_ in range(ROUNDS):
        pair = [ada, ben]
        dice.shuffle(pair)
        for each in pair:
            each.open()
        for each in pair:
            each.change(round_)
        for each in pair:
            each.save()
        source = ada.page.request.get("/wiki/open/shared-page/raw").text()
        there = set(re.findall(r"\w+", source))
        started = set(re.findall(r"\w+", START))
        lost = (started | ada.added | ben.added) - ada.removed - ben.removed - there
        assert not lost, f"round {round_}: {lost}"
    assert "erged with" in ada.page.request.get("/wiki/open/shared-page/history").text()


def test_what_the_other_does_is_seen_while_one_writes(window: Window) -> None:
    ada, ben = window("ada"), window("ben")
    ada.goto("/wiki/new?space=open")
    ada.get_by_label("Title").fill("Seen by both")
    ada.get_by_label("Text", exact=True).fill("One.\n\nTwo.")
    ada.get_by_role("button", name="Write the page").click()
    ada.wait_for_url("**/wiki/open/seen-by-both")
    ada.goto("/wiki/open/seen-by-both/edit")
    expect(ada.locator("html[data-line=on]")).to_have_count(1)
    ben.goto("/wiki/open/seen-by-both/edit")
    expect(ada.locator("#others")).to_contain_text("Ben Okri is editing since")
    expect(ben.locator("#others")).to_contain_text("is editing since")
    text = ada.get_by_label("Text", exact=True)
    text.press("Control+End")
    ada.keyboard.type(" Mine")
    expect(ada.locator("#kept")).to_contain_text("Draft kept at")
    ben.get_by_label("Text", exact=True).fill("Zero.\n\nOne.\n\nTwo.")
    ben.get_by_role("button", name="Save", exact=True).click()
    expect(ada.locator("#others")).to_contain_text("Ben Okri saved version 2 while you write.")
    expect(ada.locator("#others")).not_to_contain_text("is editing")
    ada.get_by_role("button", name="Take it in").click()
    expect(text).to_have_value("Zero.\n\nOne.\n\nTwo. Mine")
    expect(text).to_be_focused()
    ada.keyboard.type(" too")
    expect(text).to_have_value("Zero.\n\nOne.\n\nTwo. Mine too")
    expect(ada.locator("#others")).not_to_contain_text("saved version")
    expect(ada.locator("#kept")).to_contain_text("Draft kept at")
    ada.reload()
    expect(ada.get_by_text("You began a change that was never saved.")).to_be_visible()
    ada.get_by_role("link", name="Go on with it").click()
    expect(text).to_have_value("Zero.\n\nOne.\n\nTwo. Mine too")
    expect(ada.locator("[name=base]")).to_have_value("2")
