"""What may go wrong between a reply and its customer: not sent, too late, the wrong words, meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.cases import queries
from hub.cases.actions import inside, replies
from hub.cases.models import CaseState
from hub.channels.contract import MessageState, Sent
from hub.core.db import session
from hub.qa import actions as qa
from hub.qa.models import Question
from tests import cast
from tests.cases.conftest import last_reply, the_case

WORDS = "Hi Marta, you can borrow a stroller from our baggage desk, free of charge."


def finn_row():
    return cast.person("finn")


def test_what_was_not_sent_is_ours_again(finn, case_id, work, recorder):
    """Solved with the same press, but the reply failed: the customer waits, and the case says so."""
    recorder.answer = Sent(MessageState.FAILED, reason="The line refused it.")
    finn.post(f"/cases/{case_id}/replies", body="Hello.", then="solve")
    work()
    case = the_case(case_id)
    assert (case.state, case.waiting_since, case.replied_at) == (CaseState.OPEN, case.wrote_at, None)
    assert "Your reply was not sent." in finn.get("/cases").text + finn.get(f"/cases/{case_id}").text
    recorder.answer = Sent(MessageState.SENT)
    finn.post(f"/cases/{case_id}/replies/{last_reply(case_id).id}/again")
    assert the_case(case_id).state == CaseState.SOLVED
    work()
    case = the_case(case_id)
    assert (case.state, case.waiting_since) == (CaseState.SOLVED, None)
    assert case.replied_at is not None


def test_sent_again_after_the_customer_wrote_the_case_stays_open(finn, case_id, writes, work, recorder):
    recorder.answer = Sent(MessageState.FAILED, reason="The line refused it.")
    finn.post(f"/cases/{case_id}/replies", body="Hello.", then="solve")
    work()
    writes("And one more thing", external_id="m-2")
    recorder.answer = Sent(MessageState.SENT)
    finn.post(f"/cases/{case_id}/replies/{last_reply(case_id).id}/again")
    work()
    assert the_case(case_id).state == CaseState.OPEN


def test_the_customer_wrote_while_the_reply_was_written(finn, case_id, writes):
    seen = max(message.id for message in queries.messages_of(the_case(case_id)))
    writes("Never mind, I found it!", external_id="m-2")
    answer = finn.post(f"/cases/{case_id}/replies", body="We look for it.", seen=str(seen), composed="1")
    assert answer.status_code == 422
    assert "Marta has written meanwhile." in answer.text
    assert "Never mind, I found it!" in answer.text
    assert "We look for it." in answer.text
    assert last_reply(case_id) is None


@pytest.mark.parametrize(
    ("theirs", "ours", "found"),
    [
        ("Hello.", "Ask at oslo desk, see [the page](/q/7).", "a customer cannot open it"),
        ("Hello.", "See {host}/q/7 for more.", "a customer cannot open it"),
        ("Hello.", "Your booking [booking 2] is changed.", "[booking 2]” is not filled in yet"),
        ("Hello.", "Nora Quist had the same.", "“Nora Quist” is another customer"),
        ("Guten Tag, mein Koffer ist nicht da und ich warte seit Montag auf eine Antwort von Ihnen.",
         "We are sorry that your bag is not with you yet and we will call you on the phone.",
         "in another language (German) than this reply (English)"),
    ],
)  # fmt: skip
def test_what_the_customer_should_not_read_is_found(app, finn, writes, theirs, ours, found):
    ours = ours.format(host=app.config["HUB"].public_url.partition("//")[2])
    writes("Mine is lost too.", address="nora@example.net", name="Nora Quist", thread="t-n")
    case_id = writes(theirs)
    answer = finn.post(f"/cases/{case_id}/replies", body=ours)
    assert answer.status_code == 422
    assert found in answer.text
    assert last_reply(case_id) is None


def test_what_was_masked_is_filled_in_for_the_same_customer(finn, writes, drain):
    """The question said [booking]; the wording says it too; the customer reads their own."""
    case_id = writes("My booking is TX7KQ2, what now?")
    ref = inside.ask_inside(finn_row(), the_case(case_id), cast.space("open"), "Rebook TX7KQ2?", "> Help")
    question = session().get_one(Question, int(ref.split(":")[1]))
    assert question.title == "Rebook [booking]?"
    answer = qa.post_answer(cast.person("ben"), question, "Yes.", "Hi [name], [booking] is moved to Friday.")
    qa.vet_answer(cast.person("gwen"), answer)
    drain()
    source = replies.insert_source(finn_row(), the_case(case_id), answer.ref)
    assert source.text == "Hi Marta, TX7KQ2 is moved to Friday."


def test_solve_and_next_goes_on_with_the_list(finn, case_id, writes):
    second = writes("Another matter", address="nora@example.net", name="Nora Quist", thread="t-2")
    for id in (case_id, second):
        finn.post(f"/cases/{id}/assignee", to="me")
    answer = finn.post(f"/cases/{case_id}/replies", body="All done.", then="solve_next")
    assert answer.location.endswith(f"/cases/{second}")
    assert the_case(case_id).state == CaseState.SOLVED
    last = finn.post(f"/cases/{second}/replies", body="All done.", then="solve_next")
    assert last.location.endswith("/cases")  # one’s own, as long as nothing else was chosen


def test_it_says_how_much_of_a_source_still_stands(finn, case_id, answer_id):
    form = {"source": f"answer:{answer_id}", "composed": "1"}
    whole = finn.post(f"/cases/{case_id}/check", body=WORDS, headers={"HX-Request": "true"}, **form)
    assert "% kept" not in whole.text
    less = finn.post(
        f"/cases/{case_id}/check", body="You can borrow a stroller.", headers={"HX-Request": "true"}, **form
    )
    assert "Ben’s answer: 36% kept" in less.text
    other = finn.post(f"/cases/{case_id}/check", body="No.", headers={"HX-Request": "true"}, **form)
    assert "counts as an inspiration only" in other.text


def test_a_channel_takes_replies_for_a_while_only(finn, case_id, recorder, at, sign_in):
    recorder.traits = replace(recorder.traits, reply_within=timedelta(days=1))
    assert "can be answered until" in finn.get(f"/cases/{case_id}").text
    at(timedelta(days=2))
    late = sign_in("finn").post(f"/cases/{case_id}/replies", body="Here you are.")
    assert late.status_code == 422
    assert "takes no reply this long after the customer wrote" in late.text
    assert "Here you are." in late.text
