"""What was asked and is not done comes back: one line, new again, at the interval of the person."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import work_once
from hub.core.permissions import SYSTEM
from hub.inbox import mail
from hub.inbox.actions import choose_reminders, finish, leave, see_all
from hub.inbox.models import Notice
from hub.inbox.reminders import remind
from hub.people.rhythm import Away
from hub.spaces.actions import remove_member
from hub.threads.actions import post_comment
from hub.wiki.actions.writing import create_page
from hub.wiki.models import Page
from hub.wiki.reviews import tell_due_reviews
from tests import cast
from tests.conftest import Someone
from tests.factories import make_answer, make_question

At = Callable[[Any], None]


@pytest.fixture
def asked(ctx: None, drain: Callable[[], None]) -> Any:
    """Ben was called and has looked, and done nothing."""
    question = make_question(by="ada", space="private", title="How hot?", body="Do you know, @ben?")
    drain()
    see_all(cast.person("ben"))
    return question


def notice() -> Notice:
    return session().scalars(select(Notice).where(Notice.person_id == cast.person("ben").id)).one()


def test_it_comes_back_as_the_same_line(asked: Any, ben: Someone, at: At) -> None:
    id = notice().id
    at(timedelta(days=2))
    assert remind() == 0
    at(timedelta(days=1, minutes=1))
    assert remind() == 1
    assert remind() == 0
    row = notice()
    assert (row.id, row.wave, row.seen_at) == (id, 2, None)
    assert "This still waits for you." in ben.get("/notifications").text
    at(timedelta(days=40))
    assert remind() == 0  # after a month it rests


@pytest.mark.parametrize("does", [True, False], ids=["done", "not done"])
def test_what_was_asked_and_done_asks_no_more_when_something_else_is_said_there(
    asked: Any, drain: Callable[[], None], at: At, does: bool
) -> None:
    if does:
        post_comment(cast.person("ben"), asked, "1,200 degrees.")
    post_comment(cast.person("ada"), asked, "Thank you.")
    drain()
    assert notice().action == ("read" if does else "answer")
    at(timedelta(days=4))
    assert remind() == (0 if does else 1)


def test_each_reminder_is_one_mail(asked: Any, at: At, sent: list[EmailMessage]) -> None:
    at(timedelta(days=4))
    remind()
    at(timedelta(minutes=6))
    while work_once({"mail": mail.deliver}):
        pass
    assert [each["To"] for each in sent] == ["Ben Okri <ben@hub.test>"]
    assert "still waits for you" in sent[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("why", ["answered", "done", "never", "weekly", "away", "left the room"])
def test_who_is_not_reminded(asked: Any, at: At, why: str) -> None:
    ben = cast.person("ben")
    if why == "answered":
        make_answer(session().get_one(type(asked), asked.id), by="ben")
    elif why == "done":
        finish(notice())
    elif why in ("never", "weekly"):
        choose_reminders(ben, 0 if why == "never" else 7)
    elif why == "away":
        leave(ben, Away((clock.now() + timedelta(days=9)).date()))
    else:
        with transaction():
            remove_member(SYSTEM, cast.space("private"), ben)
    at(timedelta(days=4))
    assert remind() == 0


def test_one_chooses_the_interval(ben: Someone, ctx: None) -> None:
    assert ben.post("/settings/notifications/reminders", days="7").status_code == 303
    assert cast.person("ben").settings["reminders"] == 7
    assert ben.post("/settings/notifications/reminders", days="5").status_code == 422


def test_a_review_falls_due_once(ctx: None, gwen: Someone, drain: Callable[[], None], at: At) -> None:
    page = create_page(cast.person("gwen"), cast.space("open"), "Late bags", "They wait.")
    with transaction() as db:
        row = db.get_one(Page, page.id)
        row.verified_at, row.review_due_at = clock.now() - timedelta(days=29), clock.now() + timedelta(days=1)
    assert tell_due_reviews() == 0
    at(timedelta(days=2))
    assert tell_due_reviews() == 1
    assert tell_due_reviews() == 0
    drain()
    told = session().scalars(select(Notice).where(Notice.kind == "wiki.review_fell_due")).one()
    assert (told.person.handle, told.action) == ("gwen", "review")
    assert "It is time to look at" in gwen.get("/notifications").text
