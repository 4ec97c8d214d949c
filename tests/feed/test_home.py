"""The home page: greeting, tabs that stick, the rail, and its price in statements."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from hub.core import clock
from hub.core.db import transaction
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM
from hub.reuse.events import CustomersWaiting
from hub.reuse.models import Credit
from tests import cast
from tests.factories import make_answer, make_post, make_question

MOST_STATEMENTS = 12


@pytest.mark.parametrize(("hour", "words"), [(8, "morning"), (14, "afternoon"), (22, "evening")])
def test_it_greets_by_the_hour(ada, at, hour, words):
    tomorrow = clock.now().astimezone(UTC) + timedelta(days=1)
    at(datetime(tomorrow.year, tomorrow.month, tomorrow.day, hour, tzinfo=UTC))
    assert f"Good {words}, Ada" in ada.get("/").text


def test_it_says_how_many_customers_wait(ctx, ben, drain):
    question = make_question(by="ada", title="Waited for")
    with transaction():
        since = clock.now().isoformat()
        record(CustomersWaiting(question.ref, 2, 2, since), SYSTEM, question)
    drain()
    assert "Two customers are waiting for something you may know." in ben.get("/").text


def test_nobody_sees_it_without_signing_in(nobody):
    assert nobody.get("/").status_code == 302


def test_the_chosen_tab_sticks(ctx, cleo):
    make_post(title="For all")
    assert "For all" not in cleo.get("/").text
    assert "For all" in cleo.get("/?tab=all").text
    assert "For all" in cleo.get("/").text
    assert cleo.get("/?tab=nonsense").status_code == 200


def test_the_week_counts_the_customers_one_helped(ctx, ada):
    with transaction() as db:
        db.add_all(
            Credit(reply=f"message:{n}", person_id=cast.person("ada").id, part="wrote", source="answer:1",
                   at=clock.now() - timedelta(days=n)) for n in range(9)
        )  # fmt: skip
    page = " ".join(ada.get("/").text.split())
    assert "Your answers helped 7 customers this week" in page


def test_it_is_affordable(ctx, finn, drain, count_queries):
    for number in range(30):
        make_post(by="ada", title=f"Post {number}")
    question = make_question(space="open")
    make_answer(question)
    drain()
    finn.get("/")
    with count_queries() as seen:
        assert finn.get("/?tab=all").status_code == 200
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)


def test_a_post_is_affordable(ctx, ada, count_queries):
    post = make_post()
    ada.get("/")
    with count_queries() as seen:
        assert ada.get(f"/p/{post.id}").status_code == 200
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)


def test_whoever_is_in_no_community_is_led_to_them(iris):
    page = iris.get("/?tab=following").text
    assert "You are in no community yet" in page


def test_in_a_feed_stand_articles_only(ctx, ben):
    for number in range(LIMITS.default_page + 1):
        make_post(by="ben", body=f"Belt {number} runs.")
    for place in ("/?tab=all", "/c/open"):
        page = BeautifulSoup(ben.get(place).text, "html.parser")
        feed = page.select_one("[role=feed]")
        assert {child.name for child in feed.find_all(recursive=False)} == {"article"}, place
        assert page.select_one("[data-pager] a").text == "Older posts"
