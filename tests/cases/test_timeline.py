"""One loop, five addresses: case, discussion, answer, reply and outcome tell it from where one stands."""

import pytest

from hub.cases.actions import handling, outcomes, replies
from hub.core.db import session
from hub.qa.models import Answer
from tests import cast
from tests.cases.conftest import last_reply, the_case

WORDS = "Hi Marta, you can borrow a stroller from our baggage desk, free of charge."


@pytest.fixture
def places(case_id, answer_id, work, drain) -> dict[str, str]:
    """The five addresses of a loop that ended well."""
    me = cast.person("finn")
    replies.insert_source(me, the_case(case_id), f"answer:{answer_id}")
    replies.send_reply(me, the_case(case_id), WORDS, then="solve")
    work()
    handling.add_note(me, the_case(case_id), "She was very kind.")
    outcomes.rate(the_case(case_id), 5, "Thank you, Finn.")
    drain()
    question = session().get_one(Answer, answer_id).question_id
    return {
        "case": f"/cases/{case_id}/timeline",
        "discussion": f"/q/{question}/timeline",
        "answer": f"/a/{answer_id}/timeline",
        "reply": f"/cases/{case_id}/replies/{last_reply(case_id).id}/timeline",
        "outcome": f"/cases/{case_id}/outcome/timeline?kind=",
    }


@pytest.mark.parametrize("one", ["case", "discussion", "answer", "reply", "outcome"])
def test_the_same_loop_is_told_from_each_of_its_five(finn, places, one):
    page = finn.get(places[one]).text
    for said in ("Asked inside", "An answer was accepted", "A reply was written", "The customer rated it"):
        assert said in page
    assert ("This one" in page) == (one != "outcome")


def test_it_is_narrowed_to_one_of_them(finn, places):
    page = finn.get(places["case"] + "?kind=outcome").text
    assert "The customer rated it, 5 of 5" in page
    assert "A reply was written" not in page


def test_who_may_not_open_the_case_hears_that_it_happened_and_no_more(ben, places):
    page = ben.get(places["discussion"]).text
    for said in (
        "A customer waits for this",
        "Words from here went to a customer",
        "A customer said how it was",
    ):
        assert said in page
    for secret in ("Marta", "/cases/", "stroller damaged", "Somebody wrote inside", "5 of 5"):
        assert secret not in page
    assert ben.get(places["reply"]).status_code == 404


def test_it_costs_few_statements(finn, places, count_queries):
    for place in places.values():
        finn.get(place)
        with count_queries() as seen:
            finn.get(place)
        assert len(seen) <= 12, f"{place}: {len(seen)}\n" + "\n".join(seen)
