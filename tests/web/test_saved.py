"""Saved replies at the caret: listed by / and ::, chosen by keys alone."""

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

OPTION = (
    '<li role="option" id="sn-{0}" data-value="{1}">{1}<template data-chip><span class="src" '
    'data-source="snippet:{0}"><input type="hidden" name="source" value="snippet:{0}"></span></template></li>'
)
OPTIONS = (
    OPTION.format(1, "Thank you!") + OPTION.format(2, "Bye. Finn") + OPTION.format(3, "Bring {{report}}, do.")
)
LIST = f'<ul class="suggestions" role="listbox">{OPTIONS}</ul>'


def test_several_go_to_the_caret_and_typed_text_stays(page: Page) -> None:
    """They are put at the caret, never in place of what was typed: canned replies elsewhere replace it."""
    asked: list[str] = []

    def reply(route: Route) -> None:
        asked.append(route.request.url.partition("&text=")[2])
        route.fulfill(status=200, body=LIST, content_type="text/html")

    page.route("**/snippets/options**", reply)
    page.goto("/case")
    page.fill("#reply", "Before.  After.")
    page.evaluate("document.querySelector('#reply').setSelectionRange(8, 8)")
    page.locator("#reply").press_sequentially("/tha")
    expect(page.locator("[role=option]#sn-1")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_have_value("Before. Thank you!  After.")
    page.keyboard.press("Control+End")
    page.locator("#reply").press_sequentially(" ::good bye")
    expect(page.locator("[role=option]#sn-2")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_have_value("Before. Thank you!  After. Bye. Finn ")
    chips = page.locator("form.reply [data-source^='snippet:'] input")
    assert chips.evaluate_all("found => found.map((each) => each.value)") == ["snippet:1", "snippet:2"]
    assert asked[-1] == "good+bye"
    page.locator("#reply").press_sequentially("/bri")
    page.locator("[role=option]#sn-3").click()
    page.keyboard.type("No. 7")  # over what is to be filled in
    expect(page.locator("#reply")).to_have_value("Before. Thank you!  After. Bye. Finn Bring No. 7, do. ")
