"""The first agent who finds the words gives them to the answer; somebody licensed vets them."""

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.core.db import session
from hub.inbox.models import Notice
from hub.qa import actions as qa
from hub.qa.models import Answer, Question
from tests import cast
from tests.cases.conftest import the_case

REPLY = "Dear Marta Kowalczyk, your booking TX7KQ2 is moved to Friday. Marta, we are sorry."


@pytest.fixture
def bare(case_id, drain) -> int:
    """Ben's accepted answer without customer wording."""
    finn = cast.person("finn")
    ref = inside.ask_inside(finn, the_case(case_id), cast.space("open"), "Can we rebook?", "> Help")
    question = session().get_one(Question, int(ref.split(":")[1]))
    answer = qa.post_answer(cast.person("ben"), question, "Yes, with form 12.")
    qa.accept_answer(finn, answer)
    drain()
    return answer.id


@pytest.fixture
def replied(finn, case_id, bare) -> int:
    """Finn has answered in words of his own."""
    assert finn.post(f"/cases/{case_id}/replies", body=REPLY).status_code == 303
    return bare


def answer(id: int) -> Answer:
    return session().get_one(Answer, id, populate_existing=True)


def test_it_works(finn, case_id, replied, drain):
    pane = finn.get(f"/cases/{case_id}/inside").text
    assert "Offer them to Ben’s answer" in pane
    assert finn.post(f"/cases/{case_id}/wording").status_code == 303
    found = answer(replied)
    assert found.customer_text == (
        "Dear {{first_name}}, your booking [booking] is moved to Friday. {{first_name}}, we are sorry."
    )
    assert (found.customer_by_id, found.is_vetted) == (cast.person("finn").id, False)
    assert "Offer them" not in finn.get(f"/cases/{case_id}/inside").text


def test_whoever_looks_after_the_community_vets_it(finn, gwen, case_id, replied, drain):
    finn.post(f"/cases/{case_id}/wording")
    drain()
    told = session().scalars(select(Notice).where(Notice.kind == "qa.answer_edited"))
    asked = {(notice.person_id, notice.action) for notice in told}
    assert (cast.person("gwen").id, "decide") in asked
    assert (cast.person("ben").id, "read") in asked
    assert cast.person("finn").id not in {person for person, _action in asked}
    gwen.post(f"/a/{replied}/vetting")
    assert answer(replied).is_vetted


def test_it_is_offered_once_and_overwrites_nothing(finn, case_id, replied):
    qa.write_wording(cast.person("ben"), answer(replied), "We move your booking.")
    assert finn.post(f"/cases/{case_id}/wording").status_code == 409
    assert answer(replied).customer_text == "We move your booking."


def test_it_needs_the_right(ben, case_id, replied):
    assert ben.post(f"/cases/{case_id}/wording").status_code == 404
    assert answer(replied).customer_text == ""
