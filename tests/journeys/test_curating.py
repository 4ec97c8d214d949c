"""The daily tasks of a knowledge manager, with what they cost: presses of keys and clicks, words apart."""

from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.curating import MISSED
from tests.journeys.hands import Hands

CHORD = 1  # what a chord costs beside the press that counts: a second key


def test_the_five_tasks_of_a_knowledge_manager(window: Window) -> None:
    hands = Hands(window("gwen"))
    _sees_what_is_missing(hands)
    _vouches_for_the_next_page(hands)
    _repairs_what_was_flagged(hands)
    _makes_an_article(hands)
    _joins_two_pages(hands)


def _sees_what_is_missing(hands: Hands) -> None:
    """K5: on the page that is opened anyway; nothing is pressed."""
    hands.page.goto("/")
    expect(hands.page.get_by_role("region", name="What is missing")).to_contain_text(MISSED)
    assert hands.spent() == 0


def _vouches_for_the_next_page(hands: Hands) -> None:
    """K1: on to the next, and verified."""
    hands.page.goto("/curate/review")
    hands.press("j")
    hands.press("v")
    expect(hands.page.get_by_text("“Found hats” is verified.")).to_be_visible()
    assert hands.spent() <= 2


def _repairs_what_was_flagged(hands: Hands) -> None:
    """K3: a click and one chord, in the row itself; whoever flagged it is told by itself."""
    row = hands.page.locator("[data-row]").filter(has_text="Meals in the lounge")
    hands.click(row.get_by_role("link", name="Mend it"))
    expect(row.get_by_label("Text", exact=True)).to_be_focused()
    hands.page.keyboard.press("Control+A")  # the words are replaced: they are not counted
    hands.write("There is bread at noon.")
    hands.press("Control+Enter")
    expect(row.get_by_text("Mended.")).to_be_visible()
    assert hands.spent() + CHORD <= 3


def _makes_an_article(hands: Hands) -> None:
    """K2: draft, place and credits are there; two clicks."""
    hands.page.goto("/curate/promote")
    wanted = hands.page.locator("[data-row]").filter(has_text="Who pays for a lost top hat?")
    hands.click(wanted.get_by_role("link", name="Make a page"))
    hands.click(hands.page.get_by_role("button", name="Write the page"))
    expect(hands.page.get_by_text("The page is written.")).to_be_visible()
    expect(hands.page.get_by_text("The hat fund does")).to_be_visible()
    assert hands.spent() <= 2


def _joins_two_pages(hands: Hands) -> None:
    """K4: both texts side by side, and confirmed."""
    hands.page.goto("/curate/duplicates")
    pair = hands.page.locator("[data-row]").filter(has_text="Keys that somebody found")
    hands.click(pair.get_by_role("link", name="Merge"))
    hands.click(hands.page.get_by_role("button", name="Merge"))
    expect(hands.page.get_by_text("Merged. “Keys that somebody found” leads here now.")).to_be_visible()
    assert hands.spent() <= 2
