"""Colleagues in a case: notes, asking with one press, joining, leaving, and what stays hidden."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from hub.cases.actions import inside, replies
from hub.cases.models import CaseState, Message, Note
from hub.cases.routes.inside import question_in
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.qa import actions as qa
from hub.qa.models import Question
from hub.threads.events import PeopleMentioned
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_question

FRAGMENT = {"HX-Request": "true"}


def asked(case_id: int) -> Question:
    """The question that the case waits for."""
    (ref,) = targets_of(f"case:{case_id}", [LinkKind.ASKED, LinkKind.JOINED])
    return session().get_one(Question, int(ref.split(":")[1]), populate_existing=True)


def test_it_works(finn, case_id):
    assert finn.post(f"/cases/{case_id}/notes", body="She is very kind.").status_code == 303
    assert "She is very kind." in finn.get(f"/cases/{case_id}/inside", headers=FRAGMENT).text


def test_colleagues_are_offered_while_one_writes_to_them(finn, case_id):
    """In a note those who may read it first, in the discussion those who may read that, in a question all."""
    finn.post(f"/cases/{case_id}/question")
    pane = BeautifulSoup(finn.get(f"/cases/{case_id}/inside", headers=FRAGMENT).data, "html.parser")
    boxes = pane.select("textarea[name=body]")
    offers = [(box.parent["data-expand"], box.parent["data-about"]) for box in boxes]
    assert offers == [("/expand", asked(case_id).ref), ("/expand", f"case:{case_id}")]
    asking = BeautifulSoup(finn.get(f"/cases/{case_id}/ask").data, "html.parser").select_one("[name=body]")
    assert asking.parent["keys"] == "@ # ! :"


def test_a_note_is_never_a_message(finn, case_id, recorder, work):
    finn.post(f"/cases/{case_id}/notes", body="Only for us.")
    work()
    assert recorder.sent == []
    assert session().scalar(select(func.count(Note.id))) == 1
    assert session().scalar(select(func.count(Message.id)).where(Message.body.contains("Only for us"))) == 0


def test_it_refuses_bad_input(finn, case_id):
    refused = finn.post(f"/cases/{case_id}/notes", body="")
    assert refused.status_code == 422
    assert finn.post(f"/cases/{case_id}/ask", community="x", title="").status_code == 422
    assert finn.post(f"/cases/{case_id}/joins", question="the one about prams").status_code == 422
    assert finn.post(f"/cases/{case_id}/leaving", question="question:1", because="").status_code == 422


def test_a_reason_that_is_too_long_is_not_lost(finn, case_id):
    finn.post(f"/cases/{case_id}/question")
    ref = asked(case_id).ref
    refused = finn.post(f"/cases/{case_id}/leaving", question=ref, because="It is about prams. " * 40)
    assert refused.status_code == 422
    assert "It is about prams. It is about prams." in refused.text


def test_what_was_answered_is_not_asked_again_and_what_was_not_is_whole(finn, case_id, writes, work, at):
    replies.send_reply(cast.person("finn"), the_case(case_id), "Where did it break?")
    work()
    at(timedelta(minutes=5))
    for words in ("At the left wheel. Call +47 911 22 333.", "Please hurry"):
        assert writes(words) == case_id
    proposal = inside.propose(the_case(case_id))
    assert "left wheel" in proposal.body
    assert "> Please hurry" in proposal.body
    assert "stroller is broken" not in proposal.body
    assert "911 22" not in proposal.body


def test_one_press_asks_without_the_customers_identity(finn, case_id):
    answer = finn.post(f"/cases/{case_id}/question")
    assert answer.status_code == 303
    question = asked(case_id)
    assert "stroller is broken" in question.body
    for secret in ("Marta", "Kowalczyk", "911 22 333"):
        assert secret not in question.body + question.title
    case = the_case(case_id)
    assert case.state == CaseState.WAITING_COLLEAGUE
    assert case.assignee_id == cast.person("finn").id
    assert question.author_id == cast.person("finn").id


def test_one_press_calls_people_of_the_community(finn, case_id):
    finn.post(f"/cases/{case_id}/question")
    event = session().scalars(select(Event).where(Event.kind == PeopleMentioned.kind)).one()
    assert event.data["person_ids"]
    assert "[handle]" not in asked(case_id).body.split("\n\n")[-1]


def test_the_community_that_names_it_is_chosen(finn, case_id):

    with transaction():
        cast.space("open").ask_about = ["strollers", "prams"]
    page = finn.get(f"/cases/{case_id}/ask").text
    assert re.search(r"<option value=\"\d+\" selected>Open House", page)


def test_asking_can_be_undone(finn, case_id):
    finn.post(f"/cases/{case_id}/question")
    page = finn.get(f"/cases/{case_id}").text
    undo = re.search(rf'action="(/cases/{case_id}/question/undo[^"]*)"', page)[1].replace("&amp;", "&")
    assert finn.post(undo).status_code == 303
    case = the_case(case_id)
    assert (case.state, case.asked_at) == (CaseState.OPEN, None)
    assert targets_of(case.ref, [LinkKind.ASKED]) == []


def test_nobody_else_undoes_a_question(finn, hugo, case_id):
    finn.post(f"/cases/{case_id}/question")
    assert hugo.post(f"/cases/{case_id}/question/undo?question={asked(case_id).ref}").status_code == 404


def test_it_is_looked_over_first(finn, case_id):
    page = finn.get(f"/cases/{case_id}/ask").text
    assert "stroller is broken" in page
    assert "[name]" in page
    place = cast.space("open").id
    body = "Marta is waiting at arrivals. @ben do you know?"
    answer = finn.post(
        f"/cases/{case_id}/ask", community=place, title="A loan stroller?", body=body, topics="Oslo, prams"
    )
    assert answer.status_code == 303
    question = asked(case_id)
    assert question.title == "A loan stroller?"
    assert "Marta" not in question.body
    assert "@ben" in question.body


@pytest.mark.parametrize(
    "typed", ["question:{id}", "{id}", "/q/{id}", "http://localhost/q/{id}-how-hot#a3", " #{id} "]
)
def test_a_question_is_found_by_what_people_paste(typed):
    assert question_in(typed.format(id=17)) == "question:17"


def test_a_case_joins_a_question_that_is_there(finn, case_id, drain):
    question = make_question()
    ref = question.ref
    assert finn.post(f"/cases/{case_id}/joins", question=f"/q/{question.id}").status_code == 303
    drain()
    assert targets_of(f"case:{case_id}", [LinkKind.JOINED]) == [ref]
    assert asked(case_id).waiting_count == 1


def test_all_joined_cases_get_the_answer(finn, case_id, writes, drain):
    other = writes("Mine is broken too", address="b@example.net", thread="b", name="Bo Berg")
    finn.post(f"/cases/{case_id}/question")
    finn.post(f"/cases/{other}/joins", question=asked(case_id).ref)
    answer = qa.post_answer(cast.person("ben"), asked(case_id), "Oslo has two.", "Hi {{first_name}}, come.")
    qa.accept_answer(cast.person("finn"), answer)
    answer_ref = answer.ref
    drain()
    assert [the_case(id).ready_answer for id in (case_id, other)] == [answer_ref, answer_ref]
    assert "Ben has the answer" in finn.get(f"/cases/{other}").text
    assert "Answered inside" in finn.get("/cases").text
    qa.unaccept_answer(cast.person("finn"), asked(case_id))
    drain()
    assert the_case(other).state == CaseState.WAITING_COLLEAGUE


def test_a_case_leaves_with_a_reason(finn, case_id, drain):
    finn.post(f"/cases/{case_id}/question")
    ref = asked(case_id).ref
    assert (
        finn.post(f"/cases/{case_id}/leaving", question=ref, because="It is about prams").status_code == 303
    )
    drain()
    assert targets_of(f"case:{case_id}", [LinkKind.ASKED]) == []
    assert "It is about prams" in finn.get(f"/cases/{case_id}").text


def test_a_question_of_a_room_one_may_not_enter_stays_closed(finn, case_id):
    secret = make_question(space="private", title="The hidden plan")
    assert finn.post(f"/cases/{case_id}/joins", question=secret.ref).status_code == 404
    inside.join_question(cast.person("hugo"), the_case(case_id), make_question(title="Open one").ref)
    page = finn.get(f"/cases/{case_id}/inside").text
    assert "The hidden plan" not in page
    assert "Open one" in page


def test_earlier_cases_of_the_customer_are_beside_it(finn, case_id, writes):
    second = writes("It is about something new", thread="t-2", subject="Another matter")
    assert "Stroller damaged" in finn.get(f"/cases/{second}/inside").text


def test_the_pane_costs_few_statements(finn, case_id, answer_id, count_queries):
    finn.get(f"/cases/{case_id}/inside", headers=FRAGMENT)
    with count_queries() as seen:
        finn.get(f"/cases/{case_id}/inside", headers=FRAGMENT)
    assert len(seen) <= 24, "\n".join(seen)


def test_a_community_without_cases_is_neither_offered_nor_asked(finn, gwen, case_id):
    question = make_question(title="Open one").ref
    offered, place = "Open House", cast.space("open").id
    assert offered in finn.get(f"/cases/{case_id}/ask").text
    parts = ["feed", "questions", "wiki"]
    assert gwen.post("/c/open/edit", name="Open House", parts_chosen="1", parts=parts).status_code == 303
    assert offered not in finn.get(f"/cases/{case_id}/ask").text
    sent = finn.post(f"/cases/{case_id}/ask", community=place, title="Which pram?", body="My words")
    joined = finn.post(f"/cases/{case_id}/joins", question=question)
    for refused in (sent, joined):
        assert refused.status_code == 422
        assert "Open House takes no questions from customer cases" in refused.text
    assert "My words" in sent.text
    assert targets_of(f"case:{case_id}", [LinkKind.ASKED, LinkKind.JOINED]) == []
