"""Cases that are one matter become one, and two again; cases that are kept quiet lose nothing.

Some tests carry the names of what went wrong in other helpdesks: there the words of one customer, or a note,
reached another.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, intake
from hub.cases.models import Case, CaseState, Message, Note
from hub.channels.contract import Author, Incoming
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.inbox.models import Notice
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_pages import names_in

FIRST, SECOND, INSIDE = "Where is my stroller?", "Same again: the stroller!", "She is a friend of the boss."


@pytest.fixture
def two(writes, finn):
    """Two cases of Marta; the first with a note."""
    source, target = writes(FIRST, thread="a"), writes(SECOND, thread="b", subject="Stroller again")
    handling.add_note(cast.person("finn"), the_case(source), INSIDE)
    return source, target


def in_case(model, id):
    """The words of messages or notes there."""
    return set(session().scalars(select(model.body).where(model.case_id == id)))


def test_it_works(finn, two, drain, recorder, work):
    source, target = two
    page = finn.get(f"/cases/{source}/merge")
    assert f"/cases/{target}" in page.text
    preview = finn.post(f"/cases/{source}/merge", into=target)
    assert preview.status_code == 200
    assert "note, stays inside" in preview.text
    assert the_case(source).merged_into_id is None
    answer = finn.post(f"/cases/{source}/merge", into=target, sure="1")
    assert answer.location == f"/cases/{target}"
    assert (in_case(Message, target), in_case(Note, target)) == ({FIRST, SECOND}, {INSIDE})
    gone, kept = the_case(source), the_case(target)
    assert (gone.state, gone.waiting_since, gone.rating_asked_at) == (CaseState.CLOSED, None, None)
    assert (kept.message_count, kept.excerpt) == (2, SECOND)
    assert f'href="/cases/{target}"' in finn.get(f"/cases/{source}").text
    assert f'href="/cases/{source}"' in finn.get(f"/cases/{target}").text
    drain()
    work()
    assert recorder.sent == []  # the customer sees nothing


def test_what_is_written_to_the_merged_case_arrives_in_the_one_that_is_left(finn, two, writes):
    source, target = two
    finn.post(f"/cases/{source}/merge", into=target, sure="1")
    assert writes("And now?", thread="a", external_id="later") == target
    assert the_case(source).state == CaseState.CLOSED


def test_it_is_taken_back(finn, two, writes):
    source, target = two
    answer = finn.post(f"/cases/{source}/merge", into=target, sure="1")
    writes("Later words", thread="b", external_id="later")
    undo = finn.get(answer.location).text.split(f'action="/cases/{target}/merges/')[1].split("/")[0]
    assert finn.post(f"/cases/{target}/merges/{undo}/undoing").status_code == 303
    assert (in_case(Message, source), in_case(Note, source)) == ({FIRST}, {INSIDE})
    assert (in_case(Message, target), in_case(Note, target)) == ({SECOND, "Later words"}, set())
    case = the_case(source)
    assert (case.state, case.merged_into_id, case.excerpt) == (CaseState.NEW, None, FIRST)
    assert case.waiting_since is not None
    assert finn.post(f"/cases/{target}/merges/{undo}/undoing").status_code == 409


def test_freescout_5138_two_customers_are_never_merged(finn, two, writes):
    other = writes("I am Bo", address="bo@example.net", name="Bo", thread="c")
    assert f"/cases/{other}" not in finn.get(f"/cases/{two[0]}/merge?words={other}").text
    refused = finn.post(f"/cases/{two[0]}/merge", into=other, sure="1")
    assert refused.status_code == 422
    assert "of two customers" in refused.text
    assert in_case(Message, other) == {"I am Bo"}
    assert in_case(Note, other) == set()


def test_chatwoot_837_a_note_stays_a_note_when_cases_become_one(finn, two, recorder, work):
    source, target = two
    finn.post(f"/cases/{source}/merge", into=target, sure="1")
    finn.post(f"/cases/{target}/replies", body="It is found.", then="wait")
    work()
    assert [INSIDE in str(sent) for sent in recorder.sent] == [False]
    assert INSIDE not in finn.get(f"/cases/{target}?part=log", headers={"HX-Request": "true"}).text


def test_freescout_4958_a_stranger_with_the_thread_of_a_merged_case_gets_a_case_of_their_own(finn, two, line):
    source, target = two
    finn.post(f"/cases/{source}/merge", into=target, sure="1")
    thief = Author("thief@example.net", "Thief")
    channel = session().get_one(Channel, line[1])
    with pytest.raises(intake.Doubtful):
        intake.receive(channel, Incoming("t-1", thief, "Me", clock.now(), case_id=source))
    made = intake.receive(channel, Incoming("t-2", thief, "Me", clock.now(), thread="a"))
    assert made.case_id not in two


def test_a_stranger_to_the_desk_can_do_none_of_it(ada, finn, two):
    source, target = two
    for verb in ("merge", "quiet", "spam", "block"):
        assert ada.post(f"/cases/{source}/{verb}", into=target, on="1", sure="1").status_code == 404
    assert the_case(source).merged_into_id is None


def test_a_message_becomes_a_case_of_its_own(finn, two, writes):
    source, _target = two
    assert "Case of its own" not in finn.get(f"/cases/{source}").text, "nothing would be left"
    writes("By the way: my invoice is wrong.", thread="a", external_id="invoice")
    message = session().scalars(select(Message).where(Message.external_id == "invoice")).one()
    assert finn.get(f"/cases/{source}").text.count("Case of its own") == 2
    made = int(finn.post(f"/cases/{source}/messages/{message.id}/case").location.rsplit("/", 1)[1])
    assert in_case(Message, made) == {"By the way: my invoice is wrong."}
    assert in_case(Message, source) == {FIRST}
    assert the_case(made).customer_id == the_case(source).customer_id
    assert the_case(made).waiting_since is not None
    assert f"/cases/{made}" in finn.get(f"/cases/{source}").text
    assert f"/cases/{source}" in finn.get(f"/cases/{made}").text
    left = session().scalars(select(Message).where(Message.case_id == source)).one()
    assert finn.post(f"/cases/{source}/messages/{left.id}/case").status_code == 422


def test_what_is_muted_is_kept_and_wakes_nobody(finn, case_id, writes, drain):
    finn.post(f"/cases/{case_id}/assignee", to="me")
    finn.post(f"/cases/{case_id}/quiet", on="1")
    finn.post(f"/cases/{case_id}/state", state="solved")
    drain()
    before = session().query(Notice).count()
    assert writes("Hello? Hello?", external_id="loud") == case_id
    drain()
    case = the_case(case_id)
    assert (case.state, case.waiting_since, case.message_count) == (CaseState.SOLVED, None, 2)
    assert session().query(Notice).count() == before
    assert names_in(finn.get("/cases?view=quiet")) == ["Marta Kowalczyk"]
    finn.post(f"/cases/{case_id}/quiet")
    writes("Now?", external_id="again")
    assert the_case(case_id).state == CaseState.OPEN


def test_spam_is_closed_without_a_question_and_opens_again(finn, case_id, recorder, work):
    finn.post(f"/cases/{case_id}/replies", body="Hello.", then="wait")
    work()
    finn.post(f"/cases/{case_id}/spam", on="1")
    work()
    assert len(recorder.sent) == 1
    assert (the_case(case_id).state, the_case(case_id).rating_asked_at) == (CaseState.CLOSED, None)
    finn.post(f"/cases/{case_id}/spam")
    assert (the_case(case_id).state, the_case(case_id).spam_at) == (CaseState.OPEN, None)


def test_a_blocked_customer_is_heard_by_nobody_and_loses_no_word(finn, case_id, writes, drain):
    finn.post(f"/cases/{case_id}/block", on="1")
    second = writes("Another thing", thread="new")
    case = the_case(second)
    assert (case.state, case.waiting_since, case.due_at) == (CaseState.CLOSED, None, None)
    assert in_case(Message, second) == {"Another thing"}
    assert str(second) in finn.get("/cases?view=quiet").text
    finn.post(f"/cases/{case_id}/block")
    assert the_case(writes("Thank you", thread="newer")).state == CaseState.NEW
    kinds = [event.kind for event in session().scalars(select(Event)) if "quieted" in event.kind]
    assert kinds == ["cases.case_quieted"] * 2


def test_a_solved_case_opens_again_only_as_long_as_its_desk_says(finn, hugo, case_id, writes, at):
    hugo.post("/cases/desks/desk", follow_up="3")
    finn.post(f"/cases/{case_id}/state", state="solved")
    at(timedelta(days=4))
    second = writes("Back again", external_id="later")
    assert second != case_id
    assert the_case(second).follows_id == case_id
    assert session().get(Case, case_id).state == CaseState.SOLVED
    assert f'It goes on in <a href="/cases/{second}">' in finn.get(f"/cases/{case_id}").text


def test_what_follows_without_a_subject_has_that_of_what_it_follows(finn, writes, at):
    first = writes("Where is it?", subject="Pushchair lost")
    finn.post(f"/cases/{first}/state", state="closed")
    at(timedelta(days=30))
    assert the_case(writes("Back again", external_id="later", subject="")).subject == "Pushchair lost"


def test_who_wrote_first_waits_longest(finn, writes, at):
    """The promise to the older of two cases is kept when they become one, and only its own when they part."""
    older = writes(FIRST, thread="a")
    promised = the_case(older).due_at
    at(timedelta(minutes=20))
    newer = writes(SECOND, thread="b", subject="Stroller again")
    later = the_case(newer).due_at
    assert promised < later
    finn.post(f"/cases/{older}/merge", into=newer, sure="1")
    assert (the_case(newer).due_at, the_case(newer).waiting_since) == (promised, the_case(older).wrote_at)
    undo = finn.get(f"/cases/{newer}/merge").text.partition(f"/cases/{newer}/merges/")[2].partition("/")[0]
    finn.post(f"/cases/{newer}/merges/{undo}/undoing")
    assert (the_case(newer).due_at, the_case(older).due_at) == (later, promised)
