"""The same with many cases: previewed, done wholly, taken back; nobody is asked how it was."""

import pytest

from hub.cases.actions import replies
from hub.cases.models import CaseState, Priority
from hub.core.db import session
from hub.core.events import Event
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_pages import MOST_STATEMENTS


@pytest.fixture
def three(writes):
    return [
        writes(f"Text {n}", name=f"Nr {n}", address=f"n{n}@example.net", thread=f"t{n}") for n in range(3)
    ]


def undo_of(answer, someone):
    """The address that takes it back, from the word on the next page."""
    page = someone.get(answer.location).text
    return "/cases/bulk/" + page.split("/cases/bulk/")[1].split('"')[0]


@pytest.mark.parametrize(
    ("form", "now"),
    [
        ({"verb": "assign", "assign": "hugo"}, lambda case: case.assignee and case.assignee.handle == "hugo"),
        ({"verb": "priority", "priority": "high"}, lambda case: case.priority == Priority.HIGH),
        ({"verb": "state", "state": "closed"}, lambda case: case.state == CaseState.CLOSED),
        ({"verb": "snooze", "snooze": "tomorrow"}, lambda case: case.snoozed_until is not None),
        ({"verb": "spam"}, lambda case: case.spam_at is not None),
    ],
)  # fmt: skip
def test_it_works(finn, three, form, now):
    ids = three[:2]
    preview = finn.post("/cases/bulk", ids=ids, **form)
    assert preview.status_code == 200
    assert "2 cases would change" in preview.text
    assert not any(now(the_case(id)) for id in three)
    answer = finn.post("/cases/bulk", ids=ids, sure="1", **form)
    assert answer.status_code == 303
    assert [bool(now(the_case(id))) for id in three] == [True, True, False]
    assert finn.post(undo_of(answer, finn)).status_code == 303
    session().expire_all()
    assert not any(now(the_case(id)) for id in three)


def test_what_was_changed_since_stays(finn, hugo, three):
    answer = finn.post("/cases/bulk", ids=three, verb="label", label="strike", sure="1")
    undo = undo_of(answer, finn)
    assert "strike" in finn.get("/cases?view=team").text
    hugo.post(f"/cases/{three[0]}/labels", labels="strike, refund")
    assert hugo.post(undo).status_code == 404
    said = finn.post(undo)
    assert "2 cases are as they were. 1 was changed since and stays." in finn.get(said.location).text
    assert finn.post(undo).status_code == 409
    assert "refund" in finn.get(f"/cases/{three[0]}/marks").text


def test_closing_many_asks_no_customer(finn, three, recorder, work):
    me = cast.person("finn")
    for id in three:
        replies.send_reply(me, the_case(id), "It is on its way.")
    refused = finn.post("/cases/bulk", ids=three, verb="state", state="closed")
    assert refused.text.count("A reply is on its way.") == 3
    work()
    finn.post("/cases/bulk", ids=three, verb="state", state="closed", sure="1")
    work()
    assert len(recorder.sent) == 3
    assert {the_case(id).rating_asked_at for id in three} == {None}
    assert session().query(Event).filter_by(kind="cases.case_changed").count() == 3


@pytest.mark.parametrize(
    ("form", "words"),
    [({"verb": "assign", "assign": "cleo"}, "does not work on this desk"),
     ({"verb": "dance"}, "Choose what is"), ({"verb": "label"}, "Give a label"),
     ({"verb": "snooze", "snooze": "", "day": "2001-01-01"}, "still to come"),
     ({"verb": "state", "state": "asleep"}, "one of the offered")],
)  # fmt: skip
def test_bad_input_is_refused_and_kept(finn, three, form, words):
    refused = finn.post("/cases/bulk", ids=three[:1], **form)
    assert refused.status_code == 422
    assert words in refused.text
    assert f'value="{three[0]}"' in refused.text


def test_a_stranger_changes_nothing(ada, finn, three, count_queries):
    assert ada.post("/cases/bulk", ids=three, verb="spam", sure="1").status_code == 422
    assert not any(the_case(id).spam_at for id in three)
    assert "Nr 1" not in ada.get("/cases/bulk?view=team").text
    with count_queries() as seen:
        assert "Nr 1" in finn.get("/cases/bulk?view=team").text
    assert len(seen) <= MOST_STATEMENTS
