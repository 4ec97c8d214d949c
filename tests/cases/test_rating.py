"""How it was: asked after the answer, once; told by one press, without a sign-in; heard by the helpers."""

import hashlib
import hmac
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import outcomes, replies
from hub.cases.actions.reports import note_report
from hub.cases.actions.survey import LIFE, rating_question, rating_token
from hub.cases.models import Message
from hub.channels.contract import MessageState, Report
from hub.channels.models import Channel
from hub.core.db import session
from hub.core.events import Event
from hub.inbox.models import Notice
from hub.qa.models import Answer
from hub.reuse.events import CustomerCameBack, OutcomeArrived, ReplyRead
from tests import cast
from tests.cases.conftest import last_reply, the_case


@pytest.fixture
def token(case_id):
    return rating_token(the_case(case_id))


@pytest.fixture
def helped(case_id, answer_id, work, drain):
    """Marta got Ben's words, and the case is solved."""
    me = cast.person("finn")
    replies.insert_source(me, the_case(case_id), f"answer:{answer_id}")
    words = "Hi Marta, you can borrow a stroller from our baggage desk, free of charge."
    replies.send_reply(me, the_case(case_id), words, then="solve")
    work()
    drain()
    return case_id


def outcomes_told() -> list[dict]:
    """What the helpers were told, in order."""
    statement = select(Event).where(Event.kind == OutcomeArrived.kind).order_by(Event.id)
    return [event.data for event in session().scalars(statement)]


def test_it_works(nobody, token, case_id):
    page = nobody.get(f"/r/{token}")
    assert page.status_code == 200
    assert "Did we help you?" in page.text
    assert nobody.post(f"/r/{token}", rating="5").status_code == 200
    assert the_case(case_id).rating == 5


def test_words_may_follow_and_the_answer_may_change(nobody, token, case_id):
    nobody.post(f"/r/{token}", rating="4")
    thanks = nobody.post(f"/r/{token}", rating="4", words="It rolled again.")
    assert "It rolled again." in thanks.text
    nobody.post(f"/r/{token}", rating="2")
    case = the_case(case_id)
    assert (case.rating, case.rating_words) == (2, "It rolled again.")


@pytest.mark.parametrize(
    "form", [{}, {"rating": "0"}, {"rating": "6"}, {"rating": "five"}, {"rating": "5", "x": "1"}]
)
def test_it_refuses_bad_input(nobody, token, case_id, form):
    assert nobody.post(f"/r/{token}", **form).status_code == 422
    assert the_case(case_id).rating is None


@pytest.mark.parametrize("damage", ["", "0", "x.y", "1.", "{id}.{mark}0", "9{id}.{mark}"])
def test_a_stranger_gets_404(nobody, token, case_id, damage):
    number, mark = token.split(".")
    wrong = damage.format(id=number, mark=mark)
    assert nobody.get(f"/r/{wrong}").status_code == 404
    assert nobody.post(f"/r/{wrong}", rating="1").status_code == 404


def test_the_page_tells_no_more_than_was_sent(nobody, token, helped):
    page = nobody.get(f"/r/{token}").text
    assert "4410" not in page
    assert "Kowalczyk" not in page
    assert "stroller from our baggage desk" not in page


def test_it_is_asked_after_the_answer_and_only_once(helped, recorder, work):
    assert len(recorder.sent) == 1
    work()
    assert len(recorder.sent) == 2
    assert re.search(r"/r/\d+\.\w+", recorder.sent[1].reply.body)
    finn = cast.person("finn")
    outcomes.solve(finn, the_case(helped), close=True)
    work()
    assert len(recorder.sent) == 2


def test_nobody_is_asked_who_got_no_answer(case_id, recorder, work):
    outcomes.solve(cast.person("finn"), the_case(case_id))
    work()
    assert recorder.sent == []


def test_agents_do_not_see_the_customers_address(finn, helped, work):
    work()
    message = session().scalars(select(Message).where(Message.automatic)).one()
    assert message.is_ours
    page = finn.get(f"/cases/{helped}").text
    assert "Marta was asked how it was" in page
    assert "/r/" not in page
    assert finn.get(f"/cases/{helped}/replies/{message.id}/sources").status_code == 404


def test_it_reaches_the_helpers_without_the_name(nobody, helped, answer_id, drain):
    nobody.post(f"/r/{rating_token(the_case(helped))}", rating="5")
    nobody.post(f"/r/{rating_token(the_case(helped))}", rating="5", words="Thank you! Marta Kowalczyk")
    drain()
    first, second = outcomes_told()
    assert first["helpers"] == sorted([cast.person("ben").id, cast.person("gwen").id])
    assert (first["before"], second["before"]) == (0, 5)
    assert "Marta" not in second["words"]
    answer = session().get_one(Answer, answer_id, populate_existing=True)
    assert (answer.rated_count, answer.rating_sum) == (1, 5)


def test_only_its_own_key_signs_an_address(nobody, app, helped):
    assert nobody.get(f"/r/{rating_token(the_case(helped))}").status_code == 200
    raw = hmac.new(app.config["SECRET_KEY"].encode(), f"rating:{helped}".encode(), hashlib.sha256)
    assert nobody.get(f"/r/{helped}.{raw.hexdigest()[:24]}").status_code == 404


def test_a_changed_rating_counts_once(nobody, helped, answer_id, drain):
    for rating in ("5", "2", "2"):
        nobody.post(f"/r/{rating_token(the_case(helped))}", rating=rating)
    drain()
    answer = session().get_one(Answer, answer_id, populate_existing=True)
    assert (answer.rated_count, answer.rating_sum) == (1, 2)


def test_the_loop_is_closed_on_the_page(finn, nobody, helped, drain):
    nobody.post(f"/r/{rating_token(the_case(helped))}", rating="5", words="That was quick!")
    drain()
    page = finn.get(f"/cases/{helped}").text
    assert "That was quick!" in page
    assert "5 of 5" in page
    inside = finn.get(f"/cases/{helped}/inside").text
    assert "They know it worked" in inside
    assert "Ben Okri" in inside


def test_the_question_does_not_overtake_the_answer(finn, case_id, recorder, work):
    """Solved by hand while the reply can still be taken back: nothing is asked before it has left."""
    finn.post(f"/cases/{case_id}/replies", body="Here you are.", then="wait")
    finn.post(f"/cases/{case_id}/solution", lesson="existing")
    assert the_case(case_id).rating_asked_at is None
    work()
    work()
    assert [sent.automatic for sent in recorder.sent] == [False, True]


def test_the_question_fits_into_a_short_channel(case_id, recorder):
    recorder.traits = replace(recorder.traits, length=140)
    assert len(rating_question(the_case(case_id))) <= 140
    assert rating_token(the_case(case_id)) in rating_question(the_case(case_id))


def test_a_question_of_long_ago_is_closed(nobody, helped, token, at):
    at(LIFE + timedelta(days=1))
    assert "it can no longer be answered here" in nobody.get(f"/r/{token}").text
    answer = nobody.post(f"/r/{token}", rating="1", words="It broke again.")
    assert answer.status_code == 410
    assert "It broke again." in answer.text
    assert the_case(helped).rating is None


def came_back() -> list[dict]:
    """What the helpers were told of customers who wrote again."""
    statement = select(Event).where(Event.kind == CustomerCameBack.kind).order_by(Event.id)
    return [event.data for event in session().scalars(statement)]


def test_helpers_hear_that_the_case_opened_again(helped, answer_id, writes, drain):
    """Once, alone, to be looked at, and without who it was (LK14)."""
    writes("It broke again, Marta.", external_id="m-2")
    writes("And now the wheel.", external_id="m-3")
    drain()
    (told,) = came_back()
    ben = cast.person("ben").id
    assert (told["reopened"], told["sources"]) == (True, [f"answer:{answer_id}"])
    assert ben in told["helpers"]
    (notice,) = session().scalars(
        select(Notice).where(Notice.person_id == ben, Notice.kind == CustomerCameBack.kind)
    )
    assert (notice.action, notice.about) == ("review", f"answer:{answer_id}")


def test_helpers_hear_that_it_was_read(helped, drain, line):
    channel = session().get_one(Channel, line[1])
    for _ in range(2):
        note_report(channel, Report(f"out:{last_reply(helped).ref}", MessageState.READ))
    drain()
    told = session().scalars(select(Event).where(Event.kind == ReplyRead.kind)).all()
    assert [event.data["helpers"] for event in told] == [sorted({cast.person(n).id for n in ("ben", "gwen")})]
