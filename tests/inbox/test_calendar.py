"""The calendar of a person, read as a calendar program would."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from hub.cases.models import Case
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.features import Dated
from hub.feed.models import PostKind
from hub.feed.poll_models import Poll
from hub.feed.scheduling import schedule
from hub.people.feed_tokens import feed_token
from hub.spaces.models import Membership
from hub.web.ical import calendar
from hub.wiki.actions.writing import create_page
from hub.wiki.models import PageState
from tests import cast
from tests.factories import make_post, make_question
from tests.planted import plant

pytestmark = pytest.mark.usefixtures("ctx")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], value)


def entries(text: str) -> dict[str, dict[str, str]]:
    """Unfolded and unescaped: summary → the rest."""
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = {}
    for block in text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        pairs = [line.partition(":")[::2] for line in block.split("END:VEVENT")[0].split("\r\n") if line]
        event = {name: unescaped(value) for name, value in pairs}
        found[event["SUMMARY"]] = event
    return found


def of(nobody, handle: str) -> dict[str, dict[str, str]]:
    answer = nobody.get(f"/feeds/{feed_token(cast.person(handle))}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    return entries(answer.text)


def stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def test_it_escapes_and_folds():
    title = "Über; alles, was \\ wir\nsagen: " + "ü" * 90
    at = datetime.fromisoformat("2026-03-29T03:30:00+02:00")
    made = calendar("N, x", "https://hub.example:8000/sub", [Dated("post-1", title, "/p/1", at)], at)
    assert "X-WR-CALNAME:N\\, x\r\n" in made
    event = entries(made)[title]
    assert event["DTSTART"] == "20260329T013000Z"
    assert event["UID"] == "post-1@hub.example"
    assert event["URL"] == "https://hub.example:8000/sub/p/1"


def test_everything_of_theirs_and_of_nobody_else(nobody, drain):
    day = clock.now().replace(microsecond=0) + timedelta(days=2)
    ada, ben, room = cast.person("ada"), cast.person("ben"), cast.space("private")
    schedule(ada, room, "discussion", "Later", day)
    post = make_post("ada", "private", "Which?", title="Which, now?", kind=PostKind.POLL)
    with transaction() as db:
        db.add(Poll(post_id=post.id, ends_at=day, is_multiple=False, is_anonymous=False, results="end"))
    page = create_page(ada, cast.space("open"), "Opening times", "At nine.", owner=ada)
    with transaction():
        page.state, page.verified_at = PageState.VALIDATED, day
        page.review_due_at = day + timedelta(days=30)
    make_question("ben", "private", "Who knows @ada?", body="@ada please")
    drain()
    hers = of(nobody, "ada")
    assert hers["Your post in Private Room goes out"]["DTSTART"] == stamp(day)
    assert hers["Poll ends: Which, now?"]["DTSTART"] == stamp(day)
    assert hers["Review: Opening times"]["DTSTART"] == stamp(day + timedelta(days=30))
    assert "Reminder: Who knows @ada?" in hers
    assert not of(nobody, "cleo")
    with transaction() as db:
        db.delete(db.get_one(Membership, (ben.id, room.id)))
        db.delete(db.get_one(Membership, (cast.person("ada").id, room.id)))
    assert "Poll ends: Which, now?" not in of(nobody, "ada")
    assert "Reminder: Who knows @ada?" not in of(nobody, "ada")


def test_a_promise_names_no_customer(nobody, drain):
    planted = plant()
    day = clock.now().replace(microsecond=0) + timedelta(hours=3)
    with transaction() as db:
        case = db.get_one(Case, planted.ids.case)
        case.assignee_id, case.due_at, case.first_replied_at = cast.person("finn").id, day, None
        case.snoozed_until = day
    drain()
    token = feed_token(cast.person("finn"))
    text = nobody.get(f"/feeds/{token}/calendar.ics").text
    found = entries(text)
    assert found[f"Case {planted.ids.case}: an answer is promised"]["DTSTART"] == stamp(day)
    assert f"Case {planted.ids.case} comes back" in found
    desk = {name for name, marker in planted.markers.items() if "cleo" not in marker.readers}
    assert not planted.found_in(text) & desk
    assert not of(nobody, "hugo").keys() & {f"Case {planted.ids.case}: an answer is promised"}


def test_the_address_ends_with_the_others(ben, nobody):
    token = feed_token(cast.person("ben"))
    assert f"{token}/calendar.ics" in ben.get("/settings/notifications").text
    ben.post("/settings/notifications/feeds")
    session().expire_all()
    assert nobody.get(f"/feeds/{token}/calendar.ics").status_code == 404
    assert nobody.get(f"/feeds/{feed_token(cast.person('ben'))}/calendar.ics").status_code == 200
