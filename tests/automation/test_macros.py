"""Macros through the front door: said before, done wholly or not at all, taken back, nothing sent unsaid."""

import re
from datetime import timedelta
from html import unescape

import pytest

from hub.cases.actions import handling, marking
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.list_models import FieldKind
from hub.cases.models import CaseState, Note, Priority
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import session, transaction
from hub.people.tokens import make_token
from hub.snippets.models import Reach
from hub.spaces.actions import leave
from tests import cast
from tests.automation.conftest import MACROS, keep, look, run, the_macro
from tests.cases.conftest import last_reply, the_case
from tests.cases.test_pages import MOST_STATEMENTS


def labels(case_id):
    return [row.label.name for row in marking.labelled(the_case(case_id))]


def undo_of(someone, answer):
    """The address behind the word that says it is done."""
    return re.search(r"/cases/macros/\d+/return", someone.get(answer.location).text)[0]


@pytest.fixture
def seats(ctx):
    """A field of the desk."""
    marking.add_field(cast.person("hugo"), cast.space("desk"), "Seats", FieldKind.NUMBER)


def test_it_works_and_is_taken_back(hugo, finn, case_id, seats):
    marking.set_labels(cast.person("finn"), the_case(case_id), ["Old"])
    macro = keep(hugo, labels="Refund, VIP", unlabels="old", priority="high", assign="me",
                 note="To accounting.", field_seats="3", snooze="for",
                     snooze_for="3 d", folder="Money")  # fmt: skip
    listed = unescape(finn.get(f"/cases/{case_id}/macros").text)
    assert listed.index("Money") < listed.index("Refund") < listed.index("Set “Seats” to “3”")
    said, mark = look(finn, case_id, macro)
    for words in (
        "Add the label “VIP”",
        "Take off the label “Old”",
        "Put it aside for 3 d",
        "To accounting.",
    ):
        assert words.lower() in said.lower()
    assert (labels(case_id), the_case(case_id).assignee) == (["Old"], None)  # looking does nothing
    done = finn.post(f"/cases/{case_id}/macros/{macro}", seen=mark)
    case = the_case(case_id)
    assert (labels(case_id), case.assignee.handle, case.priority) == (
        ["Refund", "VIP"],
        "finn",
        Priority.HIGH,
    )
    assert (case.state, case.snoozed_until is not None) == (CaseState.OPEN, True)
    undo = undo_of(finn, done)
    assert "You ran “Refund”" in finn.get(f"/cases/{case_id}").text
    assert "run once" in hugo.get(MACROS).text
    handling.set_priority(cast.person("hugo"), the_case(case_id), Priority.URGENT)
    assert hugo.post(undo).status_code == 404
    told = finn.get(finn.post(undo).location).text
    assert "left as they are: the priority." in told
    case = the_case(case_id)
    assert (labels(case_id), case.assignee, case.priority) == (["Old"], None, Priority.URGENT)
    assert (case.state, case.snoozed_until) == (CaseState.NEW, None)
    assert session().query(Note).filter_by(case_id=case_id).count() == 1  # what was said is said
    assert finn.post(undo).status_code == 409


def test_it_says_before_that_it_sends_and_goes_through_the_guard(hugo, finn, case_id, saved, recorder, work):
    macro = keep(hugo, "Close it", labels="done", reply=saved(), send="solve")
    finn.post(f"/cases/{case_id}/notes", body="The refund limit is 180 euros without any approval.")
    with transaction():
        keep_draft(cast.person("finn"), the_case(case_id), "We found your stroller.")
    text = "We found your stroller.\n\nHello Marta, we look into it."
    said, mark = look(finn, case_id, macro)
    assert "It sends this to Marta" in said
    assert text in said
    assert "Do it and send to Marta" in said
    unseen = finn.post(f"/cases/{case_id}/macros/{macro}")
    with transaction():
        keep_draft(
            cast.person("finn"), the_case(case_id), "The refund limit is 180 euros without any approval."
        )
    changed = finn.post(f"/cases/{case_id}/macros/{macro}", seen=mark)
    assert [unseen.status_code, changed.status_code] == [422, 422]
    assert "read again what would happen" in changed.text
    refused = run(finn, case_id, macro)
    assert refused.status_code == 422
    assert "comes from an internal-only part" in refused.text
    assert (labels(case_id), last_reply(case_id)) == ([], None)  # not even the label
    with transaction():
        keep_draft(cast.person("finn"), the_case(case_id), "We found your stroller.")
    done = run(finn, case_id, macro)
    assert (last_reply(case_id).body, last_reply(case_id).state) == (text, MessageState.HELD)
    assert finn.post(undo_of(finn, done)).status_code == 303
    assert last_reply(case_id).state == MessageState.TAKEN_BACK
    assert reply_draft(cast.person("finn"), the_case(case_id)) == "We found your stroller."
    assert (labels(case_id), the_case(case_id).state) == ([], CaseState.NEW)
    done = run(finn, case_id, macro)
    undo = undo_of(finn, done)
    work()
    assert [each.reply.body for each in recorder.sent][:1] == [text]
    assert finn.post(undo).status_code == 409  # it has left
    assert labels(case_id) == ["done"]


def test_a_draft_stays_a_draft_unless_it_says_so(hugo, finn, case_id, saved):
    macro = keep(hugo, reply=saved(check=False))
    sends = keep(hugo, "And send", reply=saved(check=False), send="wait")
    assert run(finn, case_id, macro).status_code == 303
    assert "Hello Marta" in reply_draft(cast.person("finn"), the_case(case_id))
    said, _mark = look(finn, case_id, macro)
    assert "nothing is sent to Marta" in said
    refused = run(finn, case_id, sends)  # nobody has vetted these words, and nobody ticked that they looked
    assert refused.status_code == 422
    assert "Nothing was done" in refused.text
    assert last_reply(case_id) is None


def test_one_that_cannot_be_done_stops_all(hugo, finn, case_id):
    macro = keep(hugo, labels="lost", assign="finn", state="closed")
    leave(cast.person("finn"), cast.space("desk"))
    said, _mark = look(hugo, case_id, macro)
    assert "finn does not work on this desk" in said
    assert "As long as one of them cannot be done, none is." in said
    assert run(hugo, case_id, macro).status_code == 422
    assert (labels(case_id), the_case(case_id).state) == ([], CaseState.NEW)
    assert the_macro(macro).uses == 0


def test_whose_they_are_and_what_nobody_else_reads(hugo, finn, ada, case_id, saved):
    own = keep(finn, "Finns secret", labels="x")
    assert finn.post(MACROS, name="Ours", reach="desk", labels="x").status_code == 403
    shared = keep(hugo, "Ours", labels="y")
    assert "Finns secret" in finn.get(MACROS).text
    assert "Finns secret" not in hugo.get(MACROS).text + hugo.get(f"/cases/{case_id}/macros").text
    assert hugo.get(f"/cases/{case_id}/macros/{own}").status_code == 404
    for someone, macro, code in ((hugo, own, 404), (finn, shared, 403), (ada, shared, 404)):
        assert someone.post(f"{MACROS}/{macro}", name="Mine", labels="z").status_code == code
        assert someone.post(f"{MACROS}/{macro}/removal").status_code == code
    assert run(finn, case_id, own).status_code == 303
    page = hugo.get(f"/cases/{case_id}").text
    assert "Finn ran a macro of their own" in page
    assert "Finns secret" not in page
    mine = saved(reach=Reach.OWN, title="My own words", check=False)
    refused = hugo.post(MACROS, name="Theirs", reach="desk", reply=mine)
    assert refused.status_code == 422
    assert "My own words" not in refused.text
    assert "My own words" in finn.get(f"{MACROS}/new").text
    assert "My own words" not in hugo.get(f"{MACROS}/new").text


def test_what_cannot_be_kept_is_said_and_kept(hugo, seats):
    keep(hugo, "Refund", labels="x")
    form = {
        "reach": "desk",
        "name": "Refund",
        "labels": "kept label",
        "note": "kept note",
        "field_seats": "4",
    }
    for change, words in (
        ({}, "a macro of this name already"), ({"name": ""}, "Please fill this in"),
        ({"name": "N", "field_seats": "many"}, "does not fit"),
        ({"name": "N", "assign": "cleo"}, "does not work"),
        ({"name": "N", "snooze": "for", "snooze_for": "a while"}, "no span of time"),
        ({"name": "N", "state": "asleep"}, "one of the offered"),
    ):  # fmt: skip
        refused = hugo.post(MACROS, **{**form, **change})
        assert refused.status_code == 422
        assert words in refused.text
        assert "kept label" in refused.text
        assert "kept note" in refused.text
    assert "Choose at least one thing" in hugo.post(MACROS, name="Nothing", reach="desk").text


def test_they_are_changed_moved_and_taken_away(hugo, finn, case_id):
    first, second = keep(hugo, "First", labels="a"), keep(hugo, "Second", labels="b")
    hugo.post(f"{MACROS}/{second}/place", to="up")
    page = finn.get(f"/cases/{case_id}/macros").text
    assert page.index("Second") < page.index("First")
    assert 'value="a"' in hugo.get(f"{MACROS}/{first}").text
    assert hugo.post(f"{MACROS}/{first}", name="First", reach="desk", priority="low").status_code == 303
    assert run(finn, case_id, first).status_code == 303
    assert (labels(case_id), the_case(case_id).priority) == ([], Priority.LOW)
    hugo.post(f"{MACROS}/{first}/removal")
    assert finn.get(f"/cases/{case_id}/macros/{first}").status_code == 404


def test_the_palette_and_programs_run_them(hugo, finn, ada, case_id):
    macro = keep(hugo, "Refund now", labels="refund")
    over = {"HX-Request": "true", "HX-Current-URL": f"http://hub.test/cases/{case_id}?view=team"}
    for words in ("", ">", ">refund"):
        assert f"/cases/{case_id}/macros/{macro}" in finn.get(f"/palette?q={words}", headers=over).text
    assert "Refund now" not in ada.get("/palette?q=>refund", headers=over).text
    assert "Refund now" not in finn.get("/palette?q=>refund").text
    scopes, until = ("read", "write", "cases"), clock.now() + timedelta(days=1)
    with transaction():
        token = make_token(cast.person("finn"), "Desk", scopes, until).text
    (listed,) = finn.api("GET", f"/api/v1/cases/{case_id}/macros", token).json["items"]
    assert (listed["name"], listed["does"]) == ("Refund now", ["Add the label “refund”"])
    address = f"/api/v1/cases/{case_id}/macros/{macro}"
    mark = finn.api("GET", address, token).json["mark"]
    assert labels(case_id) == []
    assert finn.api("POST", address, token, json={"mark": "other"}).status_code == 409
    run_id = finn.api("POST", address, token, json={"mark": mark}).json["id"]
    assert labels(case_id) == ["refund"]
    assert finn.api("PUT", f"/api/v1/cases/macros/{run_id}/return", token).json["kept"] == []
    assert labels(case_id) == []


def test_many_are_listed_in_few_statements(hugo, finn, case_id, saved, count_queries):
    for number in range(5):
        keep(hugo, f"Refund {number}", labels="x", assign="finn", reply=saved(title=f"Words {number}"))
    for someone, url in ((finn, f"/cases/{case_id}/macros"), (hugo, MACROS)):
        with count_queries() as seen:
            assert "Refund 4" in someone.get(url).text
        assert len(seen) <= MOST_STATEMENTS
