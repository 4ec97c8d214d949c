"""From the customer's message to the helper who hears that it worked, through the actions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions import handling, inside, outcomes, replies
from hub.cases.models import Case, CaseState, Message
from hub.channels.contract import MessageState, traits_of
from hub.core import deliveries
from hub.core.db import session, transaction
from hub.core.errors import Denied
from hub.core.events import Event
from hub.core.features import registry
from hub.qa import actions as qa
from hub.qa.models import Answer, Question
from tests import cast
from tests.cases.desk import customer_writes, record_channel

KNOWN = (
    "Yes, the desk in Oslo has two.\n\n:::internal\nRefund limit is €180 without approval, budget 4410.\n:::"
)
WORDING = "Hi {{first_name}}, you can borrow a stroller from our baggage desk, free of charge."


@pytest.fixture
def line(ctx, monkeypatch):
    return record_channel(monkeypatch)


@pytest.fixture
def case_id(line):
    return customer_writes(line[1], "My stroller is broken. I am Marta Kowalczyk, +47 911 22 333.").id


@pytest.fixture
def answer_id(case_id, drain):
    finn, case = cast.person("finn"), the_case(case_id)
    ref = inside.ask_inside(finn, case, cast.space("open"), "Is there a loan stroller?", "> It broke")
    question = session().get_one(Question, int(ref.split(":")[1]))
    answer = qa.post_answer(cast.person("ben"), question, KNOWN, WORDING)
    qa.vet_answer(cast.person("gwen"), answer)
    qa.accept_answer(finn, answer)
    drain()
    return answer.id


def the_case(case_id: int) -> Case:
    """The case as it is stored now: the loop and the workers have sessions of their own."""
    return session().get_one(Case, case_id, populate_existing=True)


def the_answer(answer_id: int) -> Answer:
    return session().get_one(Answer, answer_id, populate_existing=True)


def _work(at, seconds: int = 9) -> None:
    at(timedelta(seconds=seconds))
    deliveries.work_once(registry.handlers())


def test_asking_inside_masks_the_customer(case_id):
    proposal = inside.propose(the_case(case_id))
    assert "Marta" not in proposal.body
    assert "911" not in proposal.body
    assert "[name]" in proposal.body


def test_an_accepted_answer_makes_the_case_ready(case_id, answer_id):
    assert the_case(case_id).state == CaseState.OPEN
    assert the_case(case_id).ready_answer == the_answer(answer_id).ref
    assert the_answer(answer_id).question.case_count == 1


def test_the_whole_loop(line, case_id, answer_id, drain, at):
    recorder, finn = line[0], cast.person("finn")
    source = replies.insert_source(finn, the_case(case_id), the_answer(answer_id).ref)
    assert source.text.startswith("Hi Marta, you can borrow")
    assert source.left_out == 1
    message = replies.send_reply(finn, the_case(case_id), source.text + "\n\nEnjoy Oslo!")
    assert recorder.sent == []
    _work(at)
    assert [out.reply.body for out in recorder.sent] == [message.body]
    assert session().get_one(Message, message.id).state == MessageState.SENT
    drain()
    assert the_answer(answer_id).sent_count == 1
    outcomes.solve(finn, the_case(case_id), lesson="existing")
    _work(at)
    assert "/r/" in recorder.sent[-1].reply.body
    outcomes.rate(the_case(case_id), 5, "Thank you! Marta")
    drain()
    assert the_answer(answer_id).rating == 5
    event = (
        session()
        .scalars(select(Event).where(Event.kind == "reuse.outcome_arrived").order_by(Event.id.desc()))
        .first()
    )
    assert event.data["helpers"] == sorted([cast.person("ben").id, cast.person("gwen").id])
    assert "Marta" not in event.data["words"]


@pytest.mark.parametrize(
    "text",
    [
        "The refund limit is 180 without approval, sadly.",
        "Please quote budget 4410.",
        "REFUND LIMIT is\n€180   without\napproval",
        "Ok 4410",
    ],
)
def test_the_guard_stops_internal_passages(case_id, answer_id, text):
    finn = cast.person("finn")
    with pytest.raises(guard.Stopped) as stopped:
        replies.send_reply(finn, the_case(case_id), text)
    assert stopped.value.findings[0].kind == "internal"


def test_an_override_needs_a_reason_and_is_kept(case_id, answer_id):
    finn = cast.person("finn")
    text = "Please quote budget 4410."
    finding = guard.inspect(the_case(case_id), text, finn)[0]
    with pytest.raises(guard.Stopped):
        replies.send_reply(finn, the_case(case_id), text, overrides={finding.key: "ok"})
    replies.send_reply(finn, the_case(case_id), text, overrides={finding.key: "It is printed on the form."})


def test_a_marked_part_can_never_be_sent(case_id):
    finn = cast.person("finn")
    text = "Hello\n\n:::internal\nsecret\n:::"
    finding = guard.inspect(the_case(case_id), text, finn)[0]
    with pytest.raises(guard.Stopped):
        replies.send_reply(finn, the_case(case_id), text, overrides={finding.key: "I really want this one"})


def test_a_note_is_internal(case_id):
    finn = cast.person("finn")
    handling.add_note(finn, the_case(case_id), "She always asks for the manager, be careful with promises.")
    with pytest.raises(guard.Stopped):
        replies.send_reply(
            finn, the_case(case_id), "You always ask: she always asks for the manager, be careful."
        )


def test_a_changed_text_does_not_leave(line, case_id, at):
    finn = cast.person("finn")
    message = replies.send_reply(finn, the_case(case_id), "All is well.")
    with transaction():
        message.body = "All is well. Budget 4410."
    _work(at)
    assert line[0].sent == []
    assert session().get_one(Message, message.id).state == MessageState.FAILED


def test_it_can_be_taken_back_while_it_is_held(line, case_id, at):
    finn = cast.person("finn")
    message = replies.send_reply(finn, the_case(case_id), "All is well.")
    replies.take_back(finn, message)
    _work(at)
    assert line[0].sent == []
    assert the_case(case_id).state == CaseState.OPEN


def test_helpers_without_case_rights_read_the_released_words_only(case_id, answer_id, ben):
    page = ben.get(f"/q/{the_answer(answer_id).question_id}", follow_redirects=True).text
    assert "My stroller is broken" in page
    assert "Marta" not in page
    assert "911 22" not in page


def test_asking_can_be_undone(case_id):
    finn, case = cast.person("finn"), the_case(case_id)
    ref = inside.ask_inside(finn, case, cast.space("open"), "Is there a loan stroller?", "> It broke")
    question = session().get_one(Question, int(ref.split(":")[1]))
    qa.withdraw_question(finn, question)
    assert question.removed_at is not None


def test_asking_cannot_be_undone_once_somebody_answered(case_id, answer_id):
    with pytest.raises(Denied, match="Their words stay"):
        qa.withdraw_question(cast.person("finn"), the_answer(answer_id).question)


def test_a_channel_that_the_simulator_plays_takes_replies(line):
    with transaction():
        channel = line[1]
        channel.kind, channel.settings = "x", {"played_by": "simulator"}
    assert traits_of(channel).can_send
    assert traits_of(channel).length == 280
