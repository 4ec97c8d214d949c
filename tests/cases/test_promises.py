"""What a desk promises: its clocks, whom it warns, and what one shift hands to the next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hub.cases.actions import handling
from hub.cases.actions.promises import watch_promises
from hub.cases.hours_text import holidays_of, minutes_of, spans_of, times_of
from hub.cases.models import CaseState
from hub.cases.target_models import DeskTarget
from hub.core import clock, deliveries
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import registry
from hub.inbox.models import Notice
from tests import cast
from tests.cases.conftest import the_case

OSLO = ZoneInfo("Europe/Oslo")
FRIDAY = datetime(2026, 3, 27, 16, tzinfo=OSLO)  # clocks go forward on the Sunday after it
WEEKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-12:00, 13-17:00")
PLAN = {
    **WEEKDAYS, "timezone": "Europe/Oslo", "first_normal": "2 h", "following_normal": "30 min",
    "solution_normal": "8 h", "first_urgent": "15", "warn": "20 min", "holidays": "2026-04-03 Good Friday",
}  # fmt: skip


@pytest.fixture
def plan(hugo, at):
    """The desk works on weekdays; it is Friday afternoon."""
    at(FRIDAY)
    assert hugo.post("/cases/desks/desk", **PLAN).status_code == 303


def local(found):
    """In Oslo, without seconds."""
    return found.astimezone(OSLO).strftime("%d %H:%M") if found else None


def facts(kind):
    """The data of what was recorded of one kind."""
    return [event.data for event in session().scalars(select(Event).where(Event.kind == kind))]


def test_both_clocks_run_in_working_time(plan, writes, finn):
    case = the_case(writes("Where is it?"))
    assert local(case.due_at) == "30 10:00"
    assert local(case.solution_due_at) == "30 17:00"
    finn.post(f"/cases/{case.id}/priority", priority="urgent")
    assert local(the_case(case.id).due_at) == "27 16:15"
    assert the_case(case.id).solution_due_at is None  # of urgent ones nothing is promised
    finn.post(f"/cases/{case.id}/priority", priority="normal")
    assert local(the_case(case.id).solution_due_at) == "30 17:00"


def test_they_stand_still_for_the_customer_alone(plan, writes, finn, at):
    id = writes("Where is it?")
    at(FRIDAY + timedelta(minutes=30))
    finn.post(f"/cases/{id}/state", state="waiting_colleague")
    assert local(the_case(id).due_at) == "30 10:00"
    at(FRIDAY + timedelta(minutes=40))
    finn.post(f"/cases/{id}/state", state="waiting_customer")
    case = the_case(id)
    assert (case.due_at, case.solution_due_at, case.waiting_since, case.warn_at) == (None,) * 4
    at(FRIDAY + timedelta(days=4))  # Tuesday, 16:00; 40 minutes were used
    finn.post(f"/cases/{id}/state", state="open")
    case = the_case(id)
    assert local(case.due_at) == "01 09:20"
    assert local(case.solution_due_at) == "01 16:20"
    assert case.waiting_since == case.wrote_at


def test_a_reply_keeps_its_promise_and_the_next_has_its_own(plan, writes, finn, at, work):
    id = writes("Where is it?")
    at(FRIDAY + timedelta(minutes=30))
    finn.post(f"/cases/{id}/replies", body="It is on its way.", then="wait")
    assert the_case(id).due_at is None
    work()
    at(FRIDAY + timedelta(minutes=50))
    writes("Which way?", external_id="again")
    assert local(the_case(id).due_at) == "30 09:20"  # ten minutes on Friday, twenty on Monday
    at(FRIDAY + timedelta(days=3, hours=-5))
    finn.post(f"/cases/{id}/replies", body="By rail.", then="solve")
    work()
    kept = [(found["which"], found["kept"]) for found in facts("cases.promise_settled")]
    assert kept == [("first", True), ("solution", True), ("next", False)]


def test_a_reply_that_is_taken_back_owes_the_same_moment(plan, writes, finn):
    id = writes("Where is it?")
    due = the_case(id).due_at
    answer = finn.post(f"/cases/{id}/replies", body="It is on its way.", then="wait")
    assert answer.status_code == 303
    reply = the_case(id)
    assert reply.due_at is None
    page = finn.get(f"/cases/{id}").text
    undo = page.split(f'action="/cases/{id}/replies/')[1].split("/return")[0]
    finn.post(f"/cases/{id}/replies/{undo}/return")
    assert the_case(id).due_at == due
    assert facts("cases.promise_settled") == []


def test_it_warns_once_and_says_once_that_it_was_missed(plan, writes, finn, at, drain):
    id = writes("Where is it?")
    finn.post(f"/cases/{id}/assignee", to="me")
    assert watch_promises() == 0
    assert "Soon due (0)" in finn.get("/cases").text
    at(datetime(2026, 3, 30, 9, 41, tzinfo=OSLO))
    assert [watch_promises(), watch_promises()] == [1, 0]
    assert f'href="/cases/{id}' in finn.get("/cases?view=due").text
    at(datetime(2026, 3, 30, 10, 1, tzinfo=OSLO))
    assert [watch_promises(), watch_promises()] == [1, 0]
    drain()
    told = {
        (row.person.handle, row.kind) for row in session().scalars(select(Notice)) if "promise" in row.kind
    }
    assert told >= {("finn", "cases.promise_missed"), ("hugo", "cases.promise_missed")}
    assert facts("cases.promise_soon") == facts("cases.promise_missed") == [{"which": "reply"}]
    handling.move(cast.person("finn"), the_case(id), CaseState.SOLVED)
    assert "Soon due (0)" in finn.get("/cases").text


def test_open_cases_follow_when_the_desk_promises_something_else(writes, hugo, finn, at):
    at(FRIDAY)
    id = writes("Where is it?")
    assert the_case(id).due_at == FRIDAY + timedelta(hours=1)  # its channel's
    hugo.post("/cases/desks/desk", **{**PLAN, "first_normal": "3 h"})
    deliveries.work_once(registry.handlers())
    assert local(the_case(id).due_at) == "30 11:00"


def test_what_cannot_be_read_is_said_and_kept(hugo, finn, ada):
    refused = hugo.post(
        "/cases/desks/desk", monday="17-9", first_low="soon", holidays="Christmas", shifts="noon"
    )
    assert refused.status_code == 422
    for words in (
        "is no span of a day",
        "no time of day",
        "is no span of time",
        "begins with no date",
        "Christmas",
    ):
        assert words in refused.text
    assert session().scalars(select(DeskTarget)).all() == []
    assert finn.get("/cases/desks/desk").status_code == ada.get("/cases/desks/desk").status_code == 404
    assert "You run no desk" in finn.get("/cases/desks").text
    assert hugo.post("/cases/desks/desk", **PLAN).status_code == 303
    page = hugo.get("/cases/desks/desk").text
    assert 'value="09:00-12:00, 13:00-17:00"' in page
    assert "2026-04-03 Good Friday" in page


def test_rules_are_offered_to_those_who_see_the_cases(hugo, dora):
    assert 'href="/cases/desks/desk/rules"' in hugo.get("/cases/desks").text
    offered = dora.get("/cases/desks").text  # she runs desks that she does not belong to
    assert 'href="/cases/desks/desk/routing"' in offered
    assert 'href="/cases/desks/desk/rules"' not in offered


def test_a_shift_hands_over_what_is_due_until_the_next_ends(plan, writes, finn, ada, count_queries, at):
    late, now, then, after = (writes("Where?", thread=f"t-{n}", subject=f"Case {n}") for n in range(4))
    at(datetime(2026, 3, 30, 9, 30, tzinfo=OSLO))
    for id, hours in ((late, -1), (now, 1), (then, 5), (after, 30)):
        case = the_case(id)
        with transaction():
            case.due_at, case.solution_due_at = clock.now() + timedelta(hours=hours), None
    with count_queries() as seen:
        page = finn.get("/cases/handover").text
    assert len(seen) <= 12
    places = [page.index(words) for words in ("Late", f"/cases/{late}", f"/cases/{now}", f"/cases/{then}")]
    assert places == sorted(places)
    assert f"/cases/{after}" not in page
    assert f"/cases/{late}" not in ada.get("/cases/handover").text


def test_spans_are_read_as_people_write_them():
    assert [minutes_of(text) for text in ("", "90", "1,5 h", "2 d", "30 min")] == [None, 90, 90, 2_880, 30]
    assert spans_of("13-17:00, 9:00–12:00") == [(540, 720), (780, 1_020)]
    assert spans_of("0:00-24:00") == [(0, 1_440)]
    assert times_of("22:00, 6, 14:00, 6:00") == [360, 840, 1_320]
    assert holidays_of("2026-12-26\n2026-12-25 Christmas Day") == [
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", ""),
    ]
    for words in ("9:00-9:00", "9-13, 12-17", "9"):
        with pytest.raises(ValueError, match=r"."):
            spans_of(words)
