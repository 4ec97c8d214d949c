"""The whole loop at the screen: a customer writes, a colleague knows, and hears that it worked."""

import re
from collections.abc import Callable, Sequence

from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys import steps
from tests.journeys.conftest import PHONE, Window


def test_with_the_keys_of_the_desk(window: Window) -> None:
    finn = window("finn")
    finn.goto("/cases?view=unassigned")
    expect(finn.get_by_role("heading", level=1, name="Cases")).to_be_visible()
    written = steps.customer_writes(window("hugo"), "Lantern left in the lounge")
    row = finn.locator(f'a.crow[href^="/cases/{written.case}"]')
    expect(row).to_contain_text("Nobody asked yet")  # it came by itself, without a reload
    while not row.evaluate("row => row === document.activeElement"):
        finn.keyboard.press("j")
    finn.keyboard.press("Enter")
    finn.wait_for_url(re.compile(f"/cases/{written.case}"))
    _ask_inside(finn, lambda: finn.keyboard.press("d"))
    expect(finn.locator("#ask")).to_be_focused()  # for one more sentence
    steps.colleague_answers(window("ben"), written)
    steps.curator_vets(window("gwen"), written)
    _accept(finn)
    suggested = finn.locator("#suggestions article", has_text=written.subject)
    expect(suggested).to_contain_text("Customer-ready")
    with finn.expect_response("**/check"):
        finn.keyboard.press("1")
    reply = finn.locator("#reply")
    expect(reply).to_have_value(steps.TOLD)
    first_look = _held(finn)  # the guard reads what was begun, and takes its time
    finn.reload()  # what was begun is still there, also after the guard has read it
    expect(reply).to_have_value(steps.TOLD)
    expect(finn.locator("[data-sources]")).to_contain_text("Ben")
    _guard_holds_it_back(finn, reply, held=first_look)
    reply.press("Control+Enter")
    _is_sent(finn)
    steps.customer_rates(written)
    _loop_is_closed(finn)
    steps.helper_hears_of_it(window("ben"))


def test_on_the_phone(window: Window) -> None:
    written = steps.customer_writes(window("hugo", PHONE), "Kite stuck on the terrace")
    finn = window("finn", PHONE)
    finn.goto("/")
    finn.get_by_role("link", name="Cases").last.tap()
    finn.get_by_role("link", name="Unassigned").tap()
    finn.locator(f'a.crow[href^="/cases/{written.case}"]').tap()
    switch = finn.get_by_role("navigation", name="Sides of this case")
    switch.get_by_role("link", name="Inside").tap()
    _ask_inside(finn, lambda: finn.get_by_role("button", name="Ask inside").tap())
    steps.colleague_answers(window("ben", PHONE), written)
    steps.curator_vets(window("gwen", PHONE), written)
    _accept(finn)
    switch.get_by_role("link", name="Inside").tap()
    suggested = finn.locator("#suggestions article", has_text=written.subject)
    suggested.get_by_role("button", name="Insert").tap()
    switch.get_by_role("link", name="Marta").tap()
    reply = finn.locator("#reply")
    expect(reply).to_have_value(steps.TOLD)
    _guard_holds_it_back(finn, reply)
    finn.get_by_role("button", name="Send to Marta").tap()
    _is_sent(finn)
    steps.customer_rates(written)
    _loop_is_closed(finn)
    steps.helper_hears_of_it(window("ben", PHONE))


def _ask_inside(finn: Page, press: Callable[[], None]) -> None:
    inside = finn.locator("#inside")
    expect(inside.get_by_role("button", name="Ask inside")).to_be_visible()
    press()
    expect(inside).to_contain_text("Nobody has answered yet")
    expect(inside.locator(".thread").first).to_contain_text("[name]")
    expect(inside.locator(".thread").first).not_to_contain_text("Kowalczyk")


def _accept(finn: Page) -> None:
    """The answer has come into the pane by itself."""
    inside = finn.locator("#inside")
    expect(inside).to_contain_text(steps.KNOWN)
    inside.get_by_role("button", name="Accept").click()
    expect(finn.locator("#head .loop li.is-done")).to_have_count(3)
    expect(finn.locator("#log")).to_contain_text("Ben has the answer")


def _held(finn: Page) -> list[Route]:
    """What is asked of the guard next, as soon as it is asked; nothing comes back before it is let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    finn.route("**/check", hold, times=1)
    return held


def _guard_holds_it_back(finn: Page, reply: Locator, held: Sequence[Route] = ()) -> None:
    """`held`: what comes back as soon as the last key is pressed, before the guard is asked about it."""
    reply.press("Control+End")
    reply.press_sequentially(f"\n\n{steps.STAYS_INSIDE}")
    for route in held:
        route.continue_()
    stop = finn.get_by_role("alert").filter(has_text="Stop before it leaves")
    expect(stop).to_contain_text("4410")
    expect(finn.get_by_role("button", name="Send to Marta")).to_be_disabled()
    stop.get_by_role("button", name="Take it out").first.click()
    expect(finn.locator("#reply")).not_to_have_value(re.compile("4410"))


def _is_sent(finn: Page) -> None:
    expect(finn.locator("#toasts")).to_contain_text("Going out to Marta")
    expect(finn.locator("#log .msg--us")).to_contain_text("delivered")
    expect(finn.locator("#head .loop li.is-done")).to_have_count(4)


def _loop_is_closed(finn: Page) -> None:
    expect(finn.locator("#head .loop li.is-done")).to_have_count(5)
    expect(finn.locator("#log")).to_contain_text("rated your reply 5 of 5")
