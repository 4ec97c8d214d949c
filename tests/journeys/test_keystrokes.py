"""The daily tasks of somebody who asks, with what they cost: presses of keys, words apart."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window
from tests.journeys.hands import Hands

QUESTION = "Who repairs a parasol that broke at the gate?"
AGAIN = "Who repairs a broken parasol?"


def test_asking_answering_and_saying_that_it_helped(window: Window) -> None:
    ada, ben, cleo = Hands(window("ada")), Hands(window("ben")), Hands(window("cleo"))
    _asks_and_brings_somebody_in(ada)
    _answers_from_the_inbox(ben)
    _says_that_it_solved_it(ada)
    _keeps_the_answer(ada)
    _finds_it_answered(cleo)


def _asks_and_brings_somebody_in(ada: Hands) -> None:
    """E1: a letter, the title, one chord; the place is found by the words. E5: an at sign and a name."""
    ada.page.goto("/wiki")
    ada.press("q")
    ada.page.wait_for_url("**/q/new")
    expect(ada.page.get_by_label("Your question")).to_be_focused()
    ada.write(QUESTION)
    expect(ada.page.locator("#fit")).to_contain_text("Goes to")
    asking = ada.spent()
    ada.page.get_by_label("What it is about").focus()
    ada.spell("@be")
    expect(ada.page.get_by_role("option", name=re.compile("Ben Okri"))).to_be_visible()
    ada.press("Enter")
    expect(ada.page.get_by_label("What it is about")).to_have_value(re.compile(r"@ben\s*$"))
    assert ada.spent() <= 6
    ada.press("Control+Enter")
    ada.page.wait_for_url(re.compile(r"/q/\d+"))
    expect(ada.page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    assert asking + ada.spent() <= 3


def _answers_from_the_inbox(ben: Hands) -> None:
    """E4: to the notice, a letter, the answer, one chord."""
    row = _notice(ben.page, QUESTION)
    while not row.evaluate("row => row.contains(document.activeElement)"):
        ben.press("j")
    ben.press("r")
    expect(row.get_by_label("Your answer")).to_be_focused()
    ben.write("The workshop behind gate B2, it takes a day.")
    ben.press("Control+Enter")
    expect(ben.page.get_by_text("Sent. You find it under Done.")).to_be_visible()
    expect(row).to_have_count(0)
    assert ben.spent() <= 3


def _says_that_it_solved_it(ada: Hands) -> None:
    """E3: one click on the notice."""
    row = _notice(ada.page, QUESTION)
    row.get_by_role("button", name="That solved it").click()
    expect(ada.page.get_by_text("Marked as the answer")).to_be_visible()


def _keeps_the_answer(ada: Hands) -> None:
    """A letter on the answer, whose menu was never opened; then the menu itself."""
    ada.page.goto("/q?view=newest")
    ada.page.get_by_role("link", name=QUESTION).click()
    answer = ada.page.get_by_role("article", name="Accepted answer by Ben Okri")
    answer.focus()
    ada.press("s")
    expect(ada.page.locator("#toasts")).to_contain_text("Saved")
    answer.get_by_label("More for this answer").click()
    expect(answer.get_by_role("link", name="Suggest an edit")).to_be_visible()


def _finds_it_answered(cleo: Hands) -> None:
    """E2: the answer is read while the question is still being typed, once the index has heard of it."""
    similar = cleo.page.locator("#similar")
    for _ in range(20):
        cleo.page.goto("/q/new")
        expect(cleo.page.get_by_label("Your question")).to_be_focused()  # a browser focuses when it paints
        with cleo.page.expect_response(re.compile("/q/similar")):
            cleo.write(AGAIN)
        if "The workshop behind gate B2" in similar.inner_text():
            break
        cleo.page.wait_for_timeout(500)
    expect(similar).to_contain_text("The workshop behind gate B2")
    assert cleo.spent() == 0
    similar.get_by_role("link", name="This answers it").click()
    expect(cleo.page.locator("#toasts")).to_contain_text("Nobody had to be asked")
    cleo.page.get_by_label("This answer is not useful").click()
    expect(cleo.page.get_by_role("heading", level=1, name="What is wrong with it?")).to_be_visible()
    expect(cleo.page.get_by_role("navigation", name="Main").first).to_be_visible()  # a whole page


def _notice(page: Page, words: str):
    """The line about it; it comes within moments, and somebody without patience reloads."""
    row = page.locator("li[data-row]", has_text=words).first
    page.goto("/notifications")
    for _ in range(60):
        if row.is_visible():
            break
        page.wait_for_timeout(250)
        page.reload()
    return row
