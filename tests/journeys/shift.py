"""A shift at the keyboard: an agent answers case after case, and what it costs is measured.

Presses are counted as in FEATURES 4.2: a chord is one, words that have to be written anyway are none.
"""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands

MOST = 2  # G1 and G3 together: a vetted answer put in; sent, solved, and on to the next
WORDS = "Hello, do you lend strollers at the gate? We are at B12 with two small children."
SUBJECT = "A stroller at the gate, family {number}"
POST = """async ([url, fields]) => {
  const csrf_token = document.querySelector("meta[name=csrf-token]").content;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ csrf_token, ...fields }) });
  return answer.url;
}"""
# From the last key that was pressed to the frame in which the next case stands.
WATCH = """() => {
  let pressed = 0;
  addEventListener("keydown", event => (pressed = event.timeStamp), true);
  const case_of = () => document.querySelector("[data-here]")?.dataset.here;
  const here = case_of();
  window.painted = new Promise(done => new MutationObserver((_, watch) => {
    if (case_of() === here) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
  }).observe(document.getElementById("main"), { childList: true, subtree: true }));
}"""


@dataclass(frozen=True)
class Handled:
    """One case: presses, seconds until one is at the next, milliseconds from the press to its paint."""

    presses: int
    seconds: float
    painted: float


def customers_write(page: Page, count: int) -> list[int]:
    """New cases that an answer fits, through the simulator; whoever plays them takes them. Their numbers."""
    page.goto("/simulator/practice")
    made = [_write(page, f"Marta {number}", SUBJECT.format(number=number), WORDS) for number in range(count)]
    for case in made:
        page.evaluate(POST, [f"/cases/{case}/assignee", {"to": "me"}])
    _until_suggested(page, made[0])
    return made


def _write(page: Page, name: str, subject: str, text: str) -> int:
    address = f"{name.lower().replace(' ', '.')}@example.net"
    fields = {"name": name, "address": address, "subject": subject, "text": text}
    return int(str(page.evaluate(POST, ["/simulator/practice", fields])).rsplit("/", 1)[1])


def _until_suggested(page: Page, case: int) -> None:
    """A hub that has just begun is still taking its answers into the index."""
    suggested = page.locator("#suggestions article").first
    for _ in range(60):
        page.goto(f"/cases/{case}")
        expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
        if suggested.is_visible():
            break
        page.wait_for_timeout(500)
    expect(suggested).to_be_visible()


def work_through(page: Page, cases: Sequence[int]) -> list[Handled]:
    """From the list to the last of them, by keys alone."""
    page.goto("/cases?view=mine")
    there = page.locator("a.crow").evaluate_all("rows => rows.map(row => row.pathname.split('/')[2])")
    for number in map(int, there):  # whatever else is theirs goes back to the desk first
        if number not in cases:
            page.evaluate(POST, [f"/cases/{number}/assignee", {"to": ""}])
    page.reload()
    row = page.locator(f'a.crow[href^="/cases/{cases[0]}"]')
    expect(row).to_be_visible()
    while not row.evaluate("row => row === document.activeElement"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/cases/{cases[0]}\b"))
    hands = Hands(page)
    return [_handle(hands) for _case in cases]


def _handle(hands: Hands) -> Handled:
    """The first suggestion in, sent, the case solved, and the next one in view."""
    page = hands.page
    suggested = page.locator("#suggestions article").first
    expect(suggested).to_contain_text("Customer-ready")
    began = page.evaluate("performance.timeOrigin + performance.now()")
    here, reply = page.url, page.locator("#reply")
    with page.expect_response("**/check"):
        hands.press("1")
    expect(reply).not_to_have_value("")
    expect(reply).to_be_focused()
    page.evaluate(WATCH)
    hands.press("Control+Shift+Enter")
    page.wait_for_url(lambda url: url != here)
    painted = page.evaluate("painted")
    ended = page.evaluate("performance.timeOrigin + performance.now()")
    return Handled(hands.spent(), (ended - began) / 1_000, painted)


def go_through(page: Page) -> list[float]:
    """Down the list beside a case, by keys: milliseconds from opening each to its paint."""
    page.goto("/cases?view=mine")
    page.locator("a.crow").first.click()
    expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
    painted = []
    for _row in range(page.locator("a.crow").count() - 1):
        page.keyboard.press("j")
        page.evaluate(WATCH)
        page.keyboard.press("Enter")
        painted.append(page.evaluate("painted"))
        expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
    return painted


def ask_inside(page: Page) -> int:
    """G2: somebody writes what no answer fits; colleagues are asked with the masked text in view. Presses."""
    page.goto("/simulator/practice")
    text = "May a zither travel upright? Otto Zimt, otto.zimt@example.net"
    case = _write(page, "Otto Zimt", "Zither in the hold", text)
    hands = Hands(page)
    page.goto(f"/cases/{case}")
    inside = page.locator("#inside")
    expect(inside).to_contain_text("As it will be asked in")
    expect(inside.locator(".sug", has_text="As it will be asked in")).not_to_contain_text(
        "otto.zimt@example.net"
    )
    hands.press("d")
    expect(inside.get_by_role("heading", name="Discussion")).to_be_visible()
    return hands.spent()


def table(found: Sequence[Handled], moved: Sequence[float]) -> str:
    """What a shift took, as lines of Markdown."""
    seconds = sorted(each.seconds for each in found)
    painted = sorted(each.painted for each in found)
    late = int(0.95 * len(found))
    return "\n".join(
        [
            "| cases | presses a case | seconds a case, p50 | p95 | next case painted, ms, p50 | p95 |",
            "|---|---|---|---|---|---|",
            f"| {len(found)}, answered | {max(each.presses for each in found)} "
            f"| {statistics.median(seconds):.2f} | {seconds[late]:.2f} "
            f"| {statistics.median(painted):.0f} | {painted[late]:.0f} |",
            f"| {len(moved)}, opened | 2 | | | {statistics.median(moved):.0f} "
            f"| {sorted(moved)[int(0.95 * len(moved))]:.0f} |",
        ]
    )
