"""Urgent: told every five minutes for half an hour, until its reader knows; within limits and quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.inbox.urgent.actions import set_urgent_rule
from hub.inbox.urgent.models import Urgent, UrgentReader
from hub.inbox.urgent.repeating import repeat
from hub.people.hours import mask_of
from hub.people.models import Role
from hub.people.rhythm import QUIET
from tests import cast
from tests.factories import make_post

pytestmark = pytest.mark.usefixtures("ctx")
NOON = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)  # a Wednesday
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(at, drain) -> int:
    at(NOON)
    made = make_post(by="ada", title="Belt 5 burns").id
    drain()
    return made


def call(someone, post: int, people: str = "@ben @cleo", words: str = "Smoke"):
    return someone.post(f"/t/post:{post}/urgent", people=people, words=words)


def run(at, minutes: int) -> list[int]:
    """How many were called in each of the minutes after noon."""
    called = []
    for minute in range(minutes + 1):
        at(NOON + minute * MINUTE)
        called.append(repeat())
    return called


def told() -> dict[str, int]:
    session().expire_all()
    return {row.person.handle: row.told for row in session().query(UrgentReader)}


def test_it_comes_back_until_they_know(hugo, ben, cleo, post, at, drain):
    assert call(hugo, post).status_code == 303
    drain()
    called = run(at, 11)
    assert [minute for minute, count in enumerate(called) if count] == [5, 10]
    assert called[5] == 2
    assert "Hugo Lead</b>" in ben.get("/notifications").text
    notice = session().query(Notice).filter_by(person_id=cast.person("ben").id, thread=f"post:{post}").one()
    assert ben.post(f"/notifications/{notice.id}/done").status_code in (200, 204, 303)
    assert run(at, 16)[15] == 1  # Cleo alone
    page = cleo.get(f"/p/{post}").text  # to open it is to know
    assert "Smoke" in page
    assert "Cleo Ñandú (" in page.partition("These know:")[2]
    assert sum(run(at, 40)) == 0
    assert told() == {"ben": 2, "cleo": 3}


def test_it_ends_after_half_an_hour(hugo, post, at, drain):
    call(hugo, post, "@ben")
    drain()
    called = run(at, 60)
    assert [minute for minute, count in enumerate(called) if count] == [5, 10, 15, 20, 25, 30]
    assert "Nothing heard from: Ben Okri" in " ".join(hugo.get(f"/p/{post}").text.split())


def test_it_can_be_ended(hugo, cleo, post, at, drain):
    call(hugo, post, "@ben")
    drain()
    id = session().query(Urgent).one().id
    assert cleo.post(f"/urgent/{id}/end").status_code == 403
    assert hugo.post(f"/urgent/{id}/end").status_code == 303
    assert sum(run(at, 40)) == 0


@pytest.mark.parametrize(
    ("on_duty", "wakes", "calls"), [(False, False, 0), (True, False, 6), (False, True, 6)]
)
def test_quiet_hours_hold_unless_one_is_on_duty(hugo, post, at, drain, on_duty, wakes, calls):
    with transaction():
        ben = cast.person("ben")
        ben.settings = {**ben.settings, QUIET: {"begins": 9, "ends": 18, "days": list(range(7))}}
        ben.timezone = "UTC"
        if on_duty:
            ben.work_days, ben.work_begins, ben.work_ends = mask_of(range(7)), 8, 16
    set_urgent_rule(cast.person("dora"), {Role.SUPERVISOR}, 5, passes_quiet=wakes)
    call(hugo, post, "@ben")
    drain()
    run(at, 40)
    assert told() == {"ben": calls}


def test_what_is_muted_stays_muted(hugo, ben, post, at, drain):
    ben.post("/watch", ref=f"post:{post}", level="muted")
    call(hugo, post, "@ben")
    drain()
    assert sum(run(at, 40)) == 0


@pytest.mark.parametrize("handle", ["ada", "finn", "gwen"])
def test_it_needs_the_right(sign_in, post, handle):
    someone = sign_in(handle)
    assert call(someone, post, "@ben").status_code == 403
    assert "Call it urgent" not in someone.get(f"/p/{post}").text


def test_the_right_is_given_by_the_administration(dora, finn, cleo, post):
    assert cleo.post("/admin/urgent", per_day="3").status_code == 403
    assert finn.get(f"/t/post:{post}/urgent").status_code == 403
    assert dora.post("/admin/urgent", roles=["agent"], per_day="3").status_code == 303
    assert call(finn, post, "@ben").status_code == 303


def test_it_is_kept_for_what_matters(hugo, dora, at, drain, post):
    dora.post("/admin/urgent", roles=["supervisor"], per_day="2")
    posts = [make_post(by="ada", title=f"Post {number}").id for number in range(3)]
    drain()
    assert [call(hugo, each, "@ben").status_code for each in posts] == [303, 303, 422]
    assert "is heard by nobody" in call(hugo, posts[2], "@ben").text
    at(NOON + timedelta(days=1, minutes=1))
    assert call(hugo, posts[2], "@ben").status_code == 303
    assert call(hugo, posts[2], "@ben").status_code == 422  # once is enough


def test_nobody_is_called_to_what_they_may_not_read(sign_in, drain):
    set_urgent_rule(cast.person("dora"), {Role.AGENT}, 5, passes_quiet=False)
    with transaction():
        cast.person("ada").roles = frozenset({Role.AGENT})
    hidden = make_post(by="ada", space="private", title="Quiet").id
    drain()
    answer = call(sign_in("ada"), hidden, "@cleo", "Keep this")
    assert answer.status_code == 422
    assert "Cleo Ñandú cannot read here" in answer.text
    assert "Keep this" in answer.text
    assert not session().query(Urgent).count()


def test_a_comment_is_urgent_for_those_whom_it_names(hugo, ben, finn, post, at, drain):
    said = ben.post(f"/t/post:{post}/comments", body="The fire door is locked, @cleo has the key")
    assert said.status_code == 303
    place = f"comment:{said.headers['Location'].rpartition('#c')[2]}"
    drain()
    menu = f"/comments/{place.partition(':')[2]}/more"
    assert f"/t/{place}/urgent" in hugo.get(menu).text
    assert "Call it urgent" not in finn.get(menu).text
    assert finn.post(f"/t/{place}/urgent", people="@cleo").status_code == 403
    assert 'value="@cleo"' in hugo.get(f"/t/{place}/urgent").text
    assert hugo.post(f"/t/{place}/urgent", people="@cleo", words="Now").status_code == 303
    assert call(hugo, post).status_code == 422  # one call for a conversation
    drain()
    notice = session().query(Notice).filter_by(person_id=cast.person("cleo").id).one()
    assert (notice.thread, notice.about) == (f"post:{post}", place)
    above = ben.get(f"/p/{post}").text.partition("Still called:")[0].rpartition("Urgent")[2]
    assert f"/comments/{place.partition(':')[2]}" in above
    assert run(at, 5)[5] == 1
    ben.post(f"/comments/{place.partition(':')[2]}/removal")
    assert hugo.get(f"/t/{place}/urgent").status_code in (403, 404)
