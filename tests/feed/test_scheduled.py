"""Posts that are written now and posted later: once, by somebody who still may."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed import scheduling
from hub.feed.models import Post
from hub.feed.poll_models import PollChoice
from hub.feed.schedule_models import ScheduledPost
from hub.people.models import Draft
from hub.spaces.actions import archive_space, remove_member
from tests import cast

NOW = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)  # a Monday; noon in Helsinki


@pytest.fixture(autouse=True)
def _helsinki(ctx, at):
    at(NOW)
    with transaction():
        cast.person("ben").timezone = "Europe/Helsinki"


def plan(who, **more):
    sent = {
        "kind": "discussion",
        "community": "private",
        "body": "The lift is closed today.",
        "later": "2026-12-08T09:30",
    }
    return who.post("/p", **(sent | more))


def posts() -> list[Post]:
    session.remove()
    return list(session().scalars(select(Post)))


def plans() -> list[ScheduledPost]:
    session.remove()
    return list(session().scalars(select(ScheduledPost)))


def test_it_is_posted_once_at_the_local_moment_and_drafts_stay(ben, ada, at):
    assert plan(ben).location == "/scheduled"
    (row,) = plans()
    assert row.at == datetime(2026, 12, 8, 9, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
    page = ben.get("/scheduled").text
    assert "Tuesday 8 Dec 2026, 09:30" in page
    assert "Europe/Helsinki" in page
    assert "The lift is closed" not in ada.get("/scheduled").text
    assert ada.get(f"/scheduled/{row.id}").status_code == 404
    assert "The lift is closed" not in ada.get("/?tab=all").text
    ben.post("/drafts", place="new-post", body="Something else")
    scheduling.due_posts()
    assert posts() == []
    at(row.at)
    scheduling.due_posts()
    scheduling.due_posts()
    (post,) = posts()
    assert (post.author.handle, post.created_at) == ("ben", row.at)
    assert plans() == []
    assert session().scalars(select(Draft.body)).all() == ["Something else"]


def test_what_breaks_in_between_leaves_the_plan_and_no_post(ben, at, monkeypatch):
    plan(ben)
    at(NOW + timedelta(days=2))
    whole = scheduling.make

    def broken(*args, **more):
        whole(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(scheduling, "make", broken)
    with pytest.raises(KeyboardInterrupt):
        scheduling.due_posts()
    assert (len(posts()), len(plans())) == (0, 1)
    monkeypatch.setattr(scheduling, "make", whole)
    scheduling.due_posts()
    assert (len(posts()), len(plans())) == (1, 0)


@pytest.mark.parametrize("what", ["left", "archived", "gone"])
def test_whoever_may_not_any_more_is_told_and_nothing_is_posted(ben, at, drain, what):
    plan(ben, body="Not for everybody")
    if what == "left":
        remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    elif what == "archived":
        archive_space(SYSTEM, cast.space("private"))
    else:
        with transaction():
            cast.person("ben").deactivated_at = clock.now()
    at(NOW + timedelta(days=2))
    scheduling.due_posts()
    assert posts() == []
    (row,) = plans()
    assert row.parked
    if what != "gone":
        drain()
        assert "Your planned post could not be posted" in ben.get("/notifications").text
        page = ben.get(f"/scheduled/{row.id}").text
        assert "Not for everybody</textarea>" in page
        refused = ben.post(f"/scheduled/{row.id}/sending")
        assert refused.status_code in (403, 404)
        assert len(plans()) == 1, "it is not lost"


def test_who_looks_after_the_community_hears_of_the_plan_of_a_leaver_and_never_its_words(
    ben, ada, cleo, at, drain
):
    plan(ben, community="open", body="Nobody's business")
    with transaction():
        cast.person("ben").deactivated_at = clock.now()
    at(NOW + timedelta(days=2))
    scheduling.due_posts()
    drain()
    (row,) = plans()
    heard = ada.get("/notifications").text
    assert "Ben Okri" in heard
    assert "was not posted: their account is closed" in heard
    assert "business" not in heard
    assert ada.get(f"/scheduled/{row.id}").status_code == 404
    assert "was not posted" not in cleo.get("/notifications").text
    with transaction():
        cast.person("ben").deactivated_at = None
    back = ben.get("/scheduled").text
    assert "Your account was closed when it was due" in back
    assert "business" in back
    assert ben.post(f"/scheduled/{row.id}/sending").status_code == 303
    assert [post.body for post in posts()] == ["Nobody's business"]


def test_it_is_changed_sent_at_once_and_taken_back(ben, ada):
    plan(ben)
    (row,) = plans()
    wrong = ben.post(f"/scheduled/{row.id}", body="Better words", later="2027-12-08T09:30")
    assert wrong.status_code == 422
    assert "at most 15 days ahead" in wrong.text
    assert "Better words</textarea>" in wrong.text
    assert ben.post(f"/scheduled/{row.id}", body="Better words", later="2026-12-09T09:30").status_code == 303
    assert ada.post(f"/scheduled/{row.id}/removal").status_code == 404
    assert ben.post(f"/scheduled/{row.id}/sending").status_code == 303
    assert [post.body for post in posts()] == ["Better words"]
    plan(ben)
    ben.post(f"/scheduled/{plans()[0].id}/removal")
    assert plans() == []


def test_a_moment_that_is_over_comes_back_with_the_text(ben):
    answer = plan(ben, later="2026-12-07T11:59")
    assert answer.status_code == 422
    assert "The lift is closed today.</textarea>" in answer.text
    assert "Choose a moment that is still to come" in answer.text


def test_a_poll_waits_with_its_choices(ben, at):
    plan(ben, kind="poll", body="Which day?", choices="Monday\nFriday", until="2026-12-20")
    at(NOW + timedelta(days=2))
    scheduling.due_posts()
    assert [post.kind for post in posts()] == ["poll"]
    assert session().scalars(select(PollChoice.words)).all() == ["Monday", "Friday"]
