"""The daily tasks of a knowledge manager, with what they cost: presses of keys and clicks, words apart."""

from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.curating import MISSED


def test_the_five_tasks_of_a_knowledge_manager(window: Window) -> None:
    page = window("gwen")
    page.goto("/")  # K5: nothing is pressed
    expect(page.get_by_role("region", name="What is missing")).to_contain_text(MISSED)

    page.goto("/curate/review")  # K1: on to the next, and verified
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.get_by_text("“Found hats” is verified.")).to_be_visible()

    row = page.locator("[data-row]").filter(has_text="Meals in the lounge")  # K3: a click, and two keys
    row.get_by_role("link", name="Mend it").click()
    expect(row.get_by_label("Text", exact=True)).to_be_focused()
    row.get_by_label("Text", exact=True).fill("There is bread at noon.")
    page.keyboard.press("Control+Enter")
    expect(row.get_by_text("Mended.")).to_be_visible()

    page.goto("/curate/promote")  # K2: two clicks
    wanted = page.locator("[data-row]").filter(has_text="Who pays for a lost top hat?")
    wanted.get_by_role("link", name="Make a page").click()
    page.get_by_role("button", name="Write the page").click()
    expect(page.get_by_text("The page is written.")).to_be_visible()
    expect(page.get_by_text("The hat fund does")).to_be_visible()

    page.goto("/curate/duplicates")  # K4: two clicks
    pair = page.locator("[data-row]").filter(has_text="Keys that somebody found")
    pair.get_by_role("link", name="Merge").click()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Merged. “Keys that somebody found” leads here now.")).to_be_visible()
