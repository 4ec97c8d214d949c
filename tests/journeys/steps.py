"""What people do at the screen, step by step; each step sees its result before it ends."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

WORDS = (
    "Hello, I am Marta Kowalczyk, +48 601 234 567. I left it at gate B12 and miss it. Who keeps it for me?"
)
KNOWN = "It waits for 30 days in the lost property room behind counter 4."
STAYS_INSIDE = "The shelf code is 4410 and the room is never locked."
WORDING = "Hi {{first_name}}, it waits for you at counter 4, for 30 days."
TOLD = "Hi Marta, it waits for you at counter 4, for 30 days."
PRAISE = "Found it, thank you for that!"


@dataclass(frozen=True)
class Written:
    """What the customer has begun."""

    case: int
    subject: str
    page: Page  # where the customer sees the conversation


def customer_writes(page: Page, subject: str) -> Written:
    """Through the simulator, as somebody new."""
    page.goto("/simulator/practice")
    page.get_by_label("Name").fill("Marta Kowalczyk")
    page.get_by_label("Address").fill("marta@example.net")
    page.get_by_label("What it is about").fill(subject)
    page.get_by_label("What they write").fill(WORDS)
    page.get_by_role("button", name="Write as this customer").click()
    page.wait_for_url(re.compile(r"/simulator/practice/\d+$"))
    return Written(int(page.url.rsplit("/", 1)[1]), subject, page)


def colleague_answers(page: Page, written: Written) -> None:
    """From the notice to an answer with two texts: what we know and what we may say."""
    page.goto("/notifications")
    notice = page.get_by_role("link", name=re.compile(written.subject)).first
    for _ in range(60):  # notices follow within moments; without scripts somebody reloads
        if notice.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    notice.click()
    expect(page.get_by_role("heading", level=1, name=written.subject)).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Kowalczyk")
    expect(page.locator("main")).not_to_contain_text("601 234")
    form = page.locator("form#answer")
    form.get_by_label("Your answer").fill(KNOWN)
    form.get_by_text("Add customer text").click()
    form.get_by_label("What a customer may be told").fill(WORDING)
    form.get_by_text("Add internal note").click()
    form.get_by_label("What stays inside").fill(STAYS_INSIDE)
    form.get_by_role("button", name="Post answer").click()
    expect(page.get_by_role("article", name="Answer by Ben Okri")).to_contain_text(KNOWN)


def curator_vets(page: Page, written: Written) -> None:
    """The customer's text is read once by somebody who looks after the community."""
    page.goto("/q?view=newest")
    page.get_by_role("link", name=written.subject).first.click()
    answer = page.get_by_role("article", name="Answer by Ben Okri")
    answer.get_by_role("button", name="Vet it").click()
    expect(answer).to_contain_text("vetted by Gwen Curator")


def customer_rates(written: Written) -> None:
    """One press and a few words."""
    page = written.page
    expect(page.locator("#sim-log")).to_contain_text(TOLD)
    expect(page.locator("#sim-log")).not_to_contain_text("4410")
    page.reload()
    page.get_by_label("In a few words").fill(PRAISE)
    page.get_by_role("button", name="Very much").click()
    expect(page.locator("#sim-log")).to_contain_text(PRAISE)


def helper_hears_of_it(page: Page) -> None:
    """The colleague who knew is told, in the customer's own words."""
    page.goto("/notifications")
    expect(page.locator("main")).to_contain_text(re.compile(r"rated (a reply|replies) that you helped with"))
    expect(page.locator("main")).to_contain_text(PRAISE)
