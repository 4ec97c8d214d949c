"""With scripts off every page can be read, and everything that must be written can be written."""

import re
from collections import deque

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Window, sign_in
from tests.journeys.places import ALL, Leaf
from tests.journeys.seed import WORDING

MOST_PAGES = 90  # of one person; the rest differ by a number in the address only
NUMBER = re.compile(r"\d+")
SHAPES = re.compile(
    r"(?<=/people/)[^/?]+|(?<=/topics/)[^/?]+|(?<=after=)[^&]+|(?<=[?&]q=)[^&]*|(?<=/q/0)-[^/?]+"
)


@pytest.fixture
def plain(window: Window) -> Window:
    """A window in which no script runs."""
    return lambda handle, **more: window(handle, java_script_enabled=False, **more)


@pytest.mark.parametrize("handle", ["ada", "finn", "dora"])
def test_every_page_that_is_led_to_can_be_read(plain: Window, handle: str) -> None:
    page = plain(handle)
    ways = deque(place for who, place in ALL if who == handle and place != "/nowhere")
    seen: set[str] = set()
    wrong: list[str] = []
    while ways and len(seen) < MOST_PAGES:
        place = ways.popleft()
        if shape_of(place) in seen:
            continue
        seen.add(shape_of(place))
        leaf, said = _read(page, place)
        wrong += said
        ways.extend(leaf.links)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 40


def test_reading_by_everybody_who_is_not_signed_in(plain: Window) -> None:
    page = plain(None)
    assert [said for who, place in ALL if who is None for said in _read(page, place)[1]] == []


def test_signing_in_and_out(plain: Window) -> None:
    page = plain(None)
    sign_in(page, "cleo")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cleo")
    page.locator("summary", has_text="your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")


def test_a_post_and_a_comment(plain: Window) -> None:
    page = plain("ada")
    page.goto("/")
    page.get_by_label("Write a post").fill("The tower clock is right again.")
    page.locator("form", has=page.get_by_label("Write a post")).get_by_text("Update", exact=True).click()
    page.get_by_role("button", name="Post", exact=True).click()
    post = page.get_by_role("article").filter(has_text="The tower clock is right again.")
    expect(post).to_have_count(1)
    post.get_by_role("link", name="Comment").click()
    page.locator("main").get_by_role("link", name="Comment").click()
    page.get_by_label("Your comment").fill("At last.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("main")).to_contain_text("At last.")


def test_a_question_its_answer_a_vote_and_the_acceptance(plain: Window) -> None:
    ada, ben = plain("ada"), plain("ben")
    ada.goto("/q/new")
    ada.get_by_label("Your question").fill("Who winds the tower clock?")
    ada.get_by_label("Community").select_option(label="Open House")
    ada.get_by_role("button", name="Ask", exact=True).click()
    expect(ada.get_by_role("heading", level=1, name="Who winds the tower clock?")).to_be_visible()
    ben.goto(ada.url)
    ben.get_by_label("Your answer").fill("Gwen does, on Mondays.")
    ben.get_by_role("button", name="Post answer").click()
    ada.reload()
    answer = ada.get_by_role("article", name="Answer by Ben Okri")
    answer.get_by_role("button", name="This answer is useful").click()
    expect(answer.get_by_role("button", name="This answer is useful")).to_have_attribute(
        "aria-pressed", "true"
    )
    answer.get_by_role("button", name="Accept").click()
    expect(ada.get_by_role("article", name="Accepted answer by Ben Okri")).to_have_count(1)


def test_a_page_is_changed(plain: Window) -> None:
    page = plain("ada")
    page.goto("/wiki/open/strollers/edit")
    text = page.get_by_label("Text", exact=True)
    text.fill(f"{text.input_value()}\n\n## In the rain\n\nThere are covers.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("There are covers.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="In the rain")).to_be_visible()


def test_a_case_from_asking_inside_to_the_rating(plain: Window) -> None:
    """The loop with nothing but forms; the guard has a page of its own in between."""
    written = steps.customer_writes(plain("hugo"), "Umbrella stand is full")
    finn = plain("finn")
    finn.goto(f"/cases/{written.case}")
    finn.get_by_role("link", name="Open the inside of this case").click()
    finn.get_by_role("button", name="Ask inside").click()
    steps.colleague_answers(plain("ben"), written)
    steps.curator_vets(plain("gwen"), written)
    finn.goto(f"/cases/{written.case}/inside")
    finn.get_by_role("button", name="Accept").click()
    finn.goto(f"/cases/{written.case}/inside")
    finn.get_by_role("button", name="Insert").first.click()
    reply = finn.locator("#reply")
    expect(reply).to_have_value(steps.TOLD)
    reply.fill(f"{steps.TOLD}\n\n{steps.STAYS_INSIDE}")
    finn.get_by_role("button", name="Send to Marta").click()
    stop = finn.get_by_role("alert").filter(has_text="Stop before it leaves")
    expect(stop).to_contain_text("4410")
    while "4410" in finn.locator("#reply").input_value():
        stop.get_by_role("button", name="Take it out").first.click()
    finn.get_by_role("button", name="Send to Marta").click()
    expect(finn.locator("#log .msg--us")).to_have_count(1)
    _eventually(written.page, "#sim-log", steps.TOLD)


def test_a_customer_rates(plain: Window) -> None:
    finn = plain("finn")
    finn.goto("/simulator/practice/3")
    address = re.search(r"http://\S+/r/\S+", finn.locator("#sim-log").inner_text())
    assert address is not None
    assert WORDING in finn.locator("#sim-log").inner_text()
    customer = plain(None)
    customer.goto(address[0])
    customer.get_by_role("button", name="Yes, 4 of 5").click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("Thank you, Xenia")
    customer.get_by_label("Would you like to add something?").fill("My cat slept.")
    customer.get_by_role("button", name="Send these words").click()
    finn.goto("/cases/3")
    expect(finn.locator("#log")).to_contain_text("My cat slept.")


def test_a_visitor_writes(plain: Window) -> None:
    page = plain(None)
    page.goto("/contact/help")
    page.get_by_label("Your name").fill("Vera Lang")
    page.get_by_label("Your e-mail address").fill("vera@example.net")
    page.get_by_label("What is it about?").fill("A lost glove")
    page.get_by_label("Your message").fill("It is red and was knitted by my aunt.")
    page.wait_for_timeout(3_000)  # who sends at once is not a person
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    finn = plain("finn")
    _eventually(finn, "#list", "A lost glove", place="/cases?view=unassigned")


def test_a_search(plain: Window) -> None:
    page = plain("ben")
    page.goto("/search")
    page.locator("main").get_by_role("searchbox").fill("strollers")
    page.locator("main").get_by_role("searchbox").press("Enter")
    expect(page.locator("main")).to_contain_text("Do we lend strollers at the gate?")


def shape_of(place: str) -> str:
    """An address without what differs from one thing to the next."""
    return SHAPES.sub("-", NUMBER.sub("0", place))


def _read(page: Page, place: str) -> tuple[Leaf, list[str]]:
    """A page as it comes over the wire, and what is wrong with it."""
    answer = page.request.get(place)
    is_page = "html" in answer.headers.get("content-type", "")
    leaf = Leaf(answer.text() if is_page else "")
    if answer.status != 200:
        return leaf, [f"{place}: {answer.status}"]
    if place.endswith("/raw") and not is_page:  # text as it was written
        return leaf, []
    is_named = len(leaf.headings) == 1 and bool(leaf.headings[0].strip())
    return leaf, [] if is_named else [f"{place}: headings {leaf.headings}"]


def _eventually(page: Page, where: str, text: str, place: str = "") -> None:
    """What the workers bring is there after a reload or two."""
    for _try in range(40):
        page.goto(place or page.url)
        if text in page.locator(where).inner_text():
            return
        page.wait_for_timeout(250)
    expect(page.locator(where)).to_contain_text(text)
