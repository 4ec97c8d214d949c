"""What people save for later: their own list, said once when due, and nothing of what was closed to them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.feed.search import post_url
from hub.inbox.models import Notice
from hub.inbox.saved.models import Saved
from hub.inbox.saved.reminding import say_what_is_due
from hub.people.feed_tokens import feed_token
from hub.spaces.actions import remove_member
from hub.threads.actions import post_comment
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_post, make_question

NOON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _noon(ctx, at):
    at(NOON)


def kept() -> list[Saved]:
    session.remove()
    return list(session().scalars(select(Saved).order_by(Saved.id)))


def notices(handle: str) -> list[Notice]:
    session.remove()
    own = select(Notice).where(Notice.person_id == cast.person(handle).id, Notice.kind == "saved.falls_due")
    return list(session().scalars(own))


def save(who, ref: str, at: str = "", note: str = "") -> int:
    """Saved as from its menu; at: of the reminder, on the person's clock. Returns its number."""
    assert who.post("/saved", ref=ref).status_code == 303
    id = kept()[-1].id
    if at or note:
        when = "at" if at else ""
        assert who.post(f"/saved/{id}", note=note, when=when, at=at).status_code == 303
    return id


def test_what_is_written_can_be_saved_and_nobody_else_learns_of_it(ada, finn, monkeypatch, count_queries):
    _recorder, channel = record_channel(monkeypatch)
    case = customer_writes(channel, "My stroller is broken.")
    question = make_question(title="How hot?")
    things = {
        "The kiln is on.": make_post(),
        "How hot?": question,
        "1,200 degrees.": make_answer(question),
        "Kiln rules": create_page(cast.person("ada"), cast.space("open"), "Kiln rules", "Gloves."),
        "Really?": post_comment(cast.person("ada"), question, "Really?"),
        "My stroller is broken.": case,
    }
    refs, number = {words: thing.ref for words, thing in things.items()}, question.id
    for ref in refs.values():
        save(finn, ref)
    again = finn.post("/saved", {"HX-Request": "true"}, ref=refs["How hot?"])
    assert "It is on your list already." in again.text
    assert finn.post("/saved", at=f"/q/{number}-how-hot").status_code == 303, "by where a row leads"
    assert len(kept()) == len(things)
    finn.get("/saved")
    with count_queries() as seen:
        page = finn.get("/saved").text
    assert len(seen) <= 12, "\n".join(seen)
    assert not [words for words in things if words not in page]
    assert "Nothing is saved" in ada.get("/saved").text
    assert ada.post("/saved", ref=refs["My stroller is broken."]).status_code == 404, "not of that desk"
    assert ada.post("/saved", ref=cast.space("open").ref).status_code == 422
    assert ada.post("/saved", at="/settings/profile").status_code == 422
    assert not session().scalars(select(Event).where(Event.kind.startswith("saved."))).all()


def test_due_ones_come_first_and_are_said_once(ben, drain, at):
    save(ben, make_post(title="Some day").ref)
    save(ben, make_post(title="Next week").ref, at="2026-12-14T09:00")
    due = save(ben, make_post(title="This evening").ref, at="2026-12-07T18:00", note="Ask Ada about glazes")
    assert say_what_is_due() == 0
    at(NOON + timedelta(hours=7))
    page = ben.get("/saved").text
    order = [page.index(words) for words in ("This evening", "Next week", "Some day")]
    assert order == sorted(order)
    assert "Ask Ada about glazes" in page
    assert (say_what_is_due(), say_what_is_due()) == (1, 0)
    drain()
    (notice,) = notices("ben")
    assert "You wanted to come back to" in ben.get("/notifications").text
    assert ben.get(f"/notifications/{notice.id}").location.startswith("/p/")
    ben.post(f"/saved/{due}/done")
    assert "This evening" not in ben.get("/saved").text
    assert notices("ben")[0].done_at is not None
    assert "This evening" in ben.get("/saved?view=done").text
    ben.post(f"/saved/{due}/return")
    assert "This evening" in ben.get("/saved").text
    ben.post(f"/saved/{due}/removal")
    assert len(kept()) == 2


def test_a_reminder_keeps_quiet_hours_and_comes_again_when_it_is_put_off(ben, drain, at, sent):
    zone = ZoneInfo("Europe/Helsinki")
    with transaction():
        who = cast.person("ben")
        who.timezone = "Europe/Helsinki"
        who.settings = {**who.settings, "quiet": {"begins": 19, "ends": 7, "days": [0, 1, 2, 3, 4]}}
    row = save(ben, make_post().ref, at="2026-12-07T20:00")
    assert kept()[0].remind_at == datetime(2026, 12, 7, 20, tzinfo=zone)
    at(datetime(2026, 12, 7, 20, 1, tzinfo=zone).astimezone(UTC))
    say_what_is_due()
    drain()
    assert len(notices("ben")) == 1, "here it stands at once"
    mail = session().scalars(select(Delivery).where(Delivery.queue == "mail")).one()
    assert mail.run_at == datetime(2026, 12, 8, 7, tzinfo=zone), "the mail waits for the morning"
    ben.post(f"/saved/{row}", note="", when="tomorrow", at="")
    assert kept()[0].remind_at == datetime(2026, 12, 8, 9, tzinfo=zone)
    assert notices("ben")[0].done_at is not None
    at(datetime(2026, 12, 8, 9, 1, tzinfo=zone).astimezone(UTC))
    assert say_what_is_due() == 1
    drain()
    (notice,) = notices("ben")
    assert notice.done_at is None
    assert notice.wave == 2
    late = ben.post(f"/saved/{row}", note="keep this", when="at", at="2026-12-01T08:00")
    assert late.status_code == 422
    assert "keep this" in late.text
    same = ben.post(f"/saved/{row}", note="keep this", when="at", at="2026-12-08T09:00")
    assert same.status_code == 303, "a moment that is over may stay when only the note changes"


def test_what_cannot_be_read_any_more_is_a_locked_line(ada, ben, cleo, nobody, drain, at):
    post = make_post(space="private", title="The secret glaze")
    ref, address = post.ref, post_url(post)
    assert cleo.post("/saved", ref=ref).status_code == 404
    assert cleo.post("/saved", at=address).status_code == 404
    row = save(ben, ref, at="2026-12-07T18:00", note="cobalt and ash")
    assert "The secret glaze" in ben.get("/saved").text
    told = nobody.get(f"/feeds/{feed_token(cast.person('ben'))}/calendar.ics").text
    assert "Reminder: The secret glaze" in told
    assert "cobalt" not in told
    with transaction():
        remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    calendar = f"/feeds/{feed_token(cast.person('ben'))}/calendar.ics"
    assert "secret glaze" not in nobody.get(calendar).text
    for place in ("/saved", f"/saved/{row}"):
        page = ben.get(place).text
        assert "You cannot open this any more." in page
        assert not [words for words in ("secret glaze", "cobalt", ref) if words in page]
    at(NOON + timedelta(hours=7))
    assert say_what_is_due() == 0
    drain()
    assert not notices("ben")
    assert ada.get(f"/saved/{row}").status_code == 404
    assert ada.post(f"/saved/{row}/removal").status_code == 404
    ben.post(f"/saved/{row}/removal")
    assert not kept()
