"""A vetted text found outside of a case goes into the reply one chooses."""

from hub.core.db import session
from hub.qa.models import Answer
from tests.cases.conftest import the_case


def test_it_is_used_from_the_page_of_the_question(case_id, answer_id, finn, hugo, ben):
    at = f"/cases/using?ref=answer:{answer_id}"
    page = finn.get(f"/q/{session().get_one(Answer, answer_id).question_id}").headers["Location"]
    assert f'href="{at}"' in finn.get(page).text
    assert "/cases/using" not in ben.get(page).text  # who works on no cases
    finn.post(f"/cases/{case_id}/assignee", to="finn")
    shown = finn.get(at).text
    assert f'action="/cases/{case_id}/sources"' in shown
    assert "About this" in shown
    assert the_case(case_id).customer.name not in hugo.get(at).text  # it is not his
    assert finn.post(f"/cases/{case_id}/sources", ref=f"answer:{answer_id}").status_code == 303
    assert "It is in your reply." in finn.get(f"/cases/{case_id}").text


def test_strangers_find_nothing(answer_id, ben, gwen, finn):
    for who in (ben, gwen):
        assert who.get(f"/cases/using?ref=answer:{answer_id}").status_code == 404
    assert finn.get("/cases/using?ref=answer:999").status_code == 404
    assert finn.get("/cases/using").status_code == 404
