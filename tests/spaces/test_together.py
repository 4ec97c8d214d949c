"""What a community did together this month, and how much stands behind its tabs: never of one person."""

from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.db import transaction
from hub.core.permissions import SYSTEM
from hub.expertise.community import numbers_of
from hub.expertise.together import count_months
from hub.reuse.models import Credit
from hub.reuse.proof_models import ReplyResult
from hub.spaces.actions import archive_space
from hub.spaces.models import Visibility
from hub.threads.moving import move
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.factories import make_answer, make_question

CARD = "Together this month"
HELPERS = ("ben", "dora", "gwen")


def use(answer, *, reply, by, rating=None, at=None):
    """A reply to a customer was made of it, as the desk notes it."""
    at = at or clock.now()
    with transaction() as db:
        answer.last_sent_at = max(at, answer.last_sent_at or at)
        for handle in by:
            person = cast.person(handle).id
            db.add(Credit(reply=reply, person_id=person, part="wrote", source=answer.ref, at=at))
        if rating:
            db.add(ReplyResult(reply=reply, rating=rating, at=at))


@pytest.fixture
def answers(ctx):
    """Three answers in the open community; four customers were given their words, three rated them."""
    made = [make_answer(make_question(title=f"How hot {who}?"), by="ben") for who in HELPERS]
    for number, (answer, who) in enumerate(zip(made, HELPERS, strict=True)):
        use(answer, reply=f"message:{number}", by=[who], rating=(5, 5, 4)[number])
    use(made[0], reply="message:9", by=HELPERS)
    return made


def numbers(who="ada", space="open"):
    count_months()
    found = numbers_of(cast.person(who), cast.space(space))
    return found.customers, found.rated


def test_each_customer_counts_once(ada, answers):
    use(answers[1], reply="message:9b", by=["ben"], at=clock.now() - timedelta(days=40))
    assert numbers() == (4, 3)
    card = ada.get("/c/open").text.partition(CARD)[2]
    assert "<dt>Customers helped</dt><dd>4</dd>" in card
    assert "<dt>Satisfaction</dt><dd>4.7</dd>" in card


def test_a_community_without_help_has_no_card(ada, ctx):
    make_question()
    assert CARD not in ada.get("/c/open").text


def test_of_few_helpers_there_is_no_sum(ada, ctx):
    answer = make_answer(make_question(), by="ben")
    for number in range(4):
        use(answer, reply=f"message:{number}", by=HELPERS[:2], rating=5)
    assert numbers() == (0, 0)
    assert CARD not in ada.get("/c/open").text


def test_who_is_not_recognised_is_in_no_sum(ada, gwen, answers, drain):
    use(answers[0], reply="message:7", by=["ada"], rating=5)
    assert numbers() == (5, 4)
    gwen.post("/settings/recognition")
    drain()
    found = numbers_of(cast.person("ada"), cast.space("open"))
    assert (found.customers, found.rated) == (4, 3), "at once, not when it is counted next"


def test_a_closed_community_tells_nobody_outside(ada, cleo, ctx):
    for number, who in enumerate(HELPERS):
        answer = make_answer(make_question(space="private"), by="ben")
        use(answer, reply=f"message:{number}", by=[who], rating=5)
    assert numbers(space="private") == (3, 3)
    assert CARD in ada.get("/c/private").text
    assert cleo.get("/c/private").status_code == 404
    with transaction():
        cast.space("private").visibility = Visibility.MEMBERS
    assert cleo.get("/c/private").status_code == 200, "known by name"
    assert CARD not in cleo.get("/c/private").text


def test_what_was_moved_counts_where_it_stands_now(answers):
    use(answers[1], reply="message:8", by=HELPERS)
    move(cast.person("ada"), answers[0].question, cast.space("private"))
    assert numbers() == (3, 2)
    assert numbers(space="private") == (2, 1)


@pytest.mark.parametrize("is_whole", [True, False], ids=["with its question", "alone"])
def test_what_was_taken_back_counts_nowhere(answers, is_whole):
    use(answers[1], reply="message:8", by=HELPERS)
    with transaction():
        (answers[0].question if is_whole else answers[0]).removed_at = clock.now()
    assert numbers() == (3, 2)


def test_an_archived_one_keeps_its_sums(ada, answers):
    numbers()
    archive_space(SYSTEM, cast.space("open"))
    assert CARD in ada.get("/c/open").text


def test_the_next_month_begins_with_nothing(ada, answers, at):
    numbers()
    at(timedelta(days=32))
    assert CARD not in ada.get("/c/open").text
    assert numbers() == (0, 0)


def test_the_tabs_say_how_much_is_there(ada, ctx):
    make_question()
    make_answer(make_question(title="Answered?"))
    create_page(cast.person("ada"), cast.space("open"), "Kilns", "Warm.")
    page = ada.get("/c/open").text
    assert 'Questions <span class="count">1<span class="vh"> waiting for an answer</span>' in page
    assert 'Wiki <span class="count">1<span class="vh"> pages</span>' in page
    assert "People</a>" in page
