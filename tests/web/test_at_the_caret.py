"""Where one writes on: what is offered there is seen whole, and what is to be filled in is selected."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GAPS = "Hi Marta, fetch it in {{station}}, it bears {{report_no}}."
SELECTED = "(({ value, selectionStart: a, selectionEnd: z }) => value.slice(a, z))(document.activeElement)"


def test_one_goes_on_where_something_is_to_be_filled_in(page: Page) -> None:
    page.goto("/case")
    page.locator("form.verb[data-insert='#reply'] template[data-text]").first.evaluate(
        "(at, text) => at.content.replaceChildren(text)", GAPS
    )
    page.fill("#reply", "About {{this}} later.")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    assert page.evaluate(SELECTED) == "{{station}}"
    page.keyboard.type("Oslo")
    expect(page.locator("#reply")).to_have_value(
        re.compile("later.\n\nHi Marta, fetch it in Oslo, it bears {{rep")
    )


@pytest.mark.parametrize(("text", "selected"), [(GAPS, "{{station}}"), ("All is said.", "")])
def test_what_is_in_the_reply_already_leads_there(page: Page, text: str, selected: str) -> None:
    page.goto("/case")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<a href=#reply data-gap=#reply data-key=7>Go</a>')"
    )
    page.fill("#reply", text)
    page.evaluate("document.querySelector('#reply').setSelectionRange(2, 2)")
    page.keyboard.press("Escape")
    page.keyboard.press("7")
    expect(page.locator("#reply")).to_be_focused()
    assert page.evaluate(SELECTED) == selected
    if not selected:
        assert page.evaluate("document.activeElement.selectionStart") == len(text)


def test_on_a_phone_the_side_with_the_reply_comes_to_the_front(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/case#inside")
    expect(page.locator("#reply")).to_be_hidden()
    page.locator("form.verb[data-insert='#reply'] button").first.click()
    expect(page.locator("#reply")).to_be_focused()
    page.goto("/case#inside")
    page.locator("#inside form.verb[data-insert='#reply']").first.evaluate(
        "at => at.insertAdjacentHTML('afterend', '<a href=#reply data-gap=#reply>Go</a>')"
    )
    page.get_by_role("link", name="Go", exact=True).click()
    expect(page.locator("#reply")).to_be_focused()
    expect(page.locator(".paneswitch [aria-current]")).to_have_attribute("href", "#conv")


NAMES = "".join(f'<li role="option" id="o{n}" data-value="@ada{n}">Ada Lovelace, {n}</li>' for n in range(8))
SEEN = """at => { const { left, top, right, bottom } = at.getBoundingClientRect();
    return [left, top, innerWidth - right, innerHeight - bottom]; }"""


@pytest.mark.parametrize(("width", "field"), [(390, "#new"), (1440, "#ask")])
def test_what_is_offered_is_seen_whole(page: Page, width: int, field: str) -> None:
    """Beside the edge of a phone, and where one writes at the foot of the window."""
    page.set_viewport_size({"width": width, "height": 700})
    offered = f'<ul class="suggestions" role="listbox">{NAMES}</ul>'
    page.route("**/expand?*", lambda route: route.fulfill(body=offered, content_type="text/html"))
    page.goto("/case" if field == "#ask" else "/")
    page.locator(field).press_sequentially("Would somebody please tell @ad")
    shown = page.locator("[role=listbox]:has(#o7)")
    expect(shown).to_be_visible()
    assert min(shown.evaluate(SEEN)) >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && scrollX === 0")
