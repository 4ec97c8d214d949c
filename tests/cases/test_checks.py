"""A text that did not help a customer is looked at by somebody; three customers withdraw it (D15, QA18)."""

import pytest
from sqlalchemy import select

from hub.cases.actions import outcomes, replies
from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.inbox.models import Notice
from hub.qa.actions import edit_answer
from hub.qa.models import Answer
from hub.reuse.check_models import BadResult, Check, Verdict
from hub.reuse.checking import review
from hub.reuse.events import CheckReviewed, OutcomeArrived, TextDoubted
from hub.suggest.queries import ANSWERING, suggestions
from tests import cast
from tests.cases.conftest import the_case

MARK = "Did not help a customer"
WORDS = "can one borrow a stroller from the baggage desk"


@pytest.fixture
def helped(case_id, answer_id, work, drain):
    """Marta got Ben's words, and the case is solved."""
    me = cast.person("finn")
    replies.insert_source(me, the_case(case_id), f"answer:{answer_id}")
    replies.send_reply(
        me, the_case(case_id), "You can borrow a stroller from our baggage desk.", then="solve"
    )
    work()
    drain()
    return case_id


def url_of_question(answer_id: int) -> str:
    return f"/q/{session().get_one(Answer, answer_id).question_id}"


def seen(someone, answer_id: int) -> str:
    return someone.get(url_of_question(answer_id), follow_redirects=True).text


def notices(handle: str, kind: str) -> list[tuple[str, str]]:
    person = cast.person(handle).id
    found = session().scalars(select(Notice).where(Notice.person_id == person, Notice.kind == kind))
    return [(each.action, each.thread) for each in found]


def test_a_bad_result_stands_beside_the_accepted_mark_until_reviewed(
    ben, cleo, finn, gwen, helped, answer_id, drain
):
    """Its author and those who look after the place read what was said, masked; everybody sees the mark."""
    outcomes.rate(the_case(helped), 1, "Nobody at the desk knew of it. Marta Kowalczyk, +47 911 22 333")
    drain()
    url = f"/checks/answer:{answer_id}/review"
    for reader in (ben, gwen):
        page = seen(reader, answer_id)
        assert MARK in page
        assert "Nobody at the desk knew of it. [name]" in page
        assert "911 22 333" not in page
    assert url not in seen(ben, answer_id)
    page = seen(cleo, answer_id)
    assert MARK in page
    assert "Nobody at the desk" not in page
    assert cleo.post(url).status_code == 403
    assert ben.post(url).status_code == 403, "its author alone settles nothing"
    assert notices("gwen", TextDoubted.kind) == [("decide", f"check:answer:{answer_id}")]
    assert notices("ben", TextDoubted.kind) == [], "the result itself told him"

    assert gwen.post(url, note="The desk was told.").status_code == 303
    drain()
    assert MARK not in seen(cleo, answer_id)
    assert gwen.post(url).status_code == 409
    assert notices("ben", CheckReviewed.kind) == [("read", f"check:answer:{answer_id}")]
    check = session().scalars(select(Check)).one()
    assert (check.verdict, check.closed_by_id) == (Verdict.KEPT, cast.person("gwen").id)
    timeline = finn.get(f"{url_of_question(answer_id)}/timeline").text
    assert "It did not help a customer" in timeline
    assert "Somebody looked at what customers said" in timeline


def test_a_customer_who_comes_back_opens_a_check_with_their_words(ben, helped, answer_id, writes, drain):
    writes("It broke again, says Marta.", external_id="m-2")
    drain()
    page = seen(ben, answer_id)
    assert "It broke again, says [name]." in page
    assert "came back to a solved case" in page
    outcomes.rate(the_case(helped), 2)
    outcomes.rate(the_case(helped), 5)
    drain()
    (row,) = session().scalars(select(BadResult))
    assert (row.rating, row.reopened) == (None, True), "a better rating does not undo that they came back"


def test_three_different_customers_withdraw_it_until_it_was_reviewed(answer_id, writes, drain):
    def rated(case_id: int, rating: int, before: int = 0) -> None:
        with transaction():
            fact = OutcomeArrived("message:1", rating, sources=[f"answer:{answer_id}"], before=before)
            record(fact, SYSTEM, the_case(case_id))
        drain()

    def suggested() -> bool:
        found = suggestions(cast.person("cleo"), WORDS, ANSWERING, 5)
        return f"answer:{answer_id}" in [each.ref for each in found]

    first = writes("It is broken", address="a@example.net", thread="t-a")
    again = writes("And this too", address="a@example.net", thread="t-b")
    second = writes("Mine as well", address="b@example.net", thread="t-c")
    third = writes("And mine", address="c@example.net", thread="t-d")
    for case_id in (first, again, second):
        rated(case_id, 1)
    assert session().scalars(select(Check.customers)).one() == 2, "one customer counts once"
    assert suggested()
    rated(third, 2)
    assert not suggested()
    assert ("review", f"check:answer:{answer_id}") in notices("ben", TextDoubted.kind)
    rated(third, 5, before=2)
    assert suggested(), "a customer who thinks better of it"
    rated(third, 1, before=5)
    assert not suggested()

    answer = session().get_one(Answer, answer_id)
    edit_answer(cast.person("ben"), answer, "The desk in Oslo has none any more.")
    assert review(cast.person("gwen"), answer) == Verdict.CORRECTED
    drain()
    assert suggested()
    doubts = select(Event).where(Event.kind == TextDoubted.kind)
    assert [each.data["withdrawn"] for each in session().scalars(doubts.order_by(Event.id))].count(True) == 2
