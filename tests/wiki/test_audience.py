"""What of a page may be told to a customer: only what is meant for them, only when it is right."""

import itertools

import pytest

from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.reuse.events import OutcomeArrived, TextSent
from hub.wiki.models import PageAudience, PageState
from hub.wiki.policy import USUAL as NEEDED
from hub.wiki.search import page_card, page_customer_text, page_document, page_internal_texts
from tests.wiki.pages import make_page, page_called, url_of

BODY = """Inside words.

:::customer
Hi {{first_name}}, borrow one. See [[Station list]].

:::internal
Budget 4410.
:::

Keep it.
:::

:::internal
:::customer
Not even this.
:::
:::

:::customer
Second.
:::
"""


@pytest.fixture
def page(ctx):
    return make_page(
        "Strollers", BODY, by="gwen", state=PageState.VALIDATED, audience=PageAudience.CUSTOMER, credits=[1]
    )


def test_only_the_customer_passages_are_told(page):
    told = page_customer_text(page)
    assert told.text.startswith("Hi {{first_name}}, borrow one. See Station list.")
    assert told.text.endswith("Keep it.\n\nSecond.")
    assert (told.revision, told.trust, told.vetted_by) == (1, "vetted", page.verified_by_id)
    assert 1 in told.authors


@pytest.mark.parametrize("secret", ["4410", "Not even this", "Inside words", ":::"])
def test_nothing_else_is(page, secret):
    assert secret not in page_customer_text(page).text


def test_the_internal_parts_are_known_to_the_guard(page):
    assert any("4410" in text for text in page_internal_texts(page))


@pytest.mark.parametrize(("audience", "state"), list(itertools.product(PageAudience, PageState)))
def test_the_rule_table(page, audience, state):
    told_to_customers = {
        (PageAudience.CUSTOMER, PageState.VALIDATED),
        (PageAudience.PUBLIC, PageState.VALIDATED),
    }
    with transaction():
        page.audience, page.state = audience, state
    assert (page_customer_text(page) is not None) == ((audience, state) in told_to_customers)


def test_an_archived_page_reaches_nobody():
    assert all(PageState.ARCHIVED not in states for states in NEEDED.values())


def test_a_change_stops_it_until_somebody_verifies(ben, gwen, page):
    url = url_of(page)
    ben.post(f"{url}/edit", title="Strollers", body=BODY + "More.", base=1)
    assert page_customer_text(page_called("Strollers")) is None
    assert "not vetted yet" in ben.get(url).text
    gwen.post(f"{url}/verification", revision=2)
    assert page_customer_text(page_called("Strollers")).revision == 2


def test_an_earlier_version_is_never_shown_as_ready(gwen, page):
    url = url_of(page)
    gwen.post(f"{url}/edit", title="Strollers", body="Other.\n\n:::customer\nNew.\n:::", base=1, verified="1")
    assert "Customer-ready</b>" in gwen.get(url).text
    assert "Customer-ready</b>" not in gwen.get(f"{url}/history/1").text


def test_search_knows_how_far_it_can_be_relied_on(ctx, page):
    assert page_document(page).facets["trust"] == ("vetted",)
    draft = make_page("Draft", "x", state=PageState.WIP)
    assert page_document(draft).facets["trust"] == ("unvetted",)
    assert page_document(page).quality > page_document(draft).quality
    assert page_card(page).trust == "vetted"


def test_what_became_of_it_is_counted_once(ctx, page, drain):
    with transaction():
        record(TextSent("message:1", "mail", [page.ref]), SYSTEM, page)
        record(OutcomeArrived("message:1", 4, sources=[page.ref]), SYSTEM, page)
    drain()
    drain()
    counted = page_called("Strollers")
    assert (counted.sent_count, counted.rated_count, counted.rating) == (1, 1, 4)
    with transaction():  # the customer changes their mind
        record(OutcomeArrived("message:1", 2, sources=[page.ref], before=4), SYSTEM, page)
    drain()
    counted = page_called("Strollers")
    assert (counted.rated_count, counted.rating) == (1, 2)
    assert session().is_active
