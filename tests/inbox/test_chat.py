"""Notices in a person's own chat: what it hears, what it never does, and what ends it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.conversations.actions import start
from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.core.permissions import SYSTEM
from hub.inbox.actions import choose_quiet, see_all
from hub.inbox.chat.models import ChatWay
from hub.inbox.chat.sending import deliver
from hub.inbox.consumer import CHAT_QUEUE
from hub.people.rhythm import Quiet
from hub.qa.models import Question
from hub.spaces.actions import let_in, remove_member
from hub.spaces.models import SpaceRole, Visibility
from hub.threads.watching import watch
from tests import cast
from tests.factories import make_answer, make_question
from tests.inbox.test_push import provider

__all__ = ["provider"]
URL = "/settings/notifications/chat"
RULE = "/admin/webhooks/people"
WORDS = "The kiln has 1,200 degrees."


def work(minutes: float = 2) -> None:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        while work_once({CHAT_QUEUE: deliver}):
            pass


def said(provider: Any) -> list[dict[str, Any]]:
    return [json.loads(body) for _headers, body in provider.got]


def connect(someone: Any, provider: Any, **more: Any) -> Any:
    """The first message is taken away: what comes after it counts."""
    answer = someone.post(URL, form="json", address=provider.url, **more)
    provider.got.clear()
    return answer


def answered(space: str = "open", title: str = "How hot?", **more: Any) -> Any:
    question = make_question(by="ada", space=space, title=title, **more)
    make_answer(question, by="ben", body=WORDS)
    return question


def test_it_works(ctx, ada, provider, drain):
    answer = ada.post(URL, form="slack", address=provider.url)
    assert answer.status_code == 303
    assert f"{cast.person('ada').name} come here" in said(provider)[0]["text"]
    provider.got.clear()
    answered(title="How hot <!channel>?")
    drain()
    work(0)
    assert provider.got == []  # whoever is looking at the page is spared
    work()
    text = said(provider)[0]["text"]
    assert text.startswith("Ben Okri answered “How hot &lt;!channel&gt;?” (")
    assert "/notifications/" in text
    assert WORDS not in text
    shown = ada.get("/settings/notifications").text
    assert "127.0.0.1" in shown
    assert "/push/abc" not in shown  # the address is a secret
    work(5)
    assert len(provider.got) == 1
    entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "inbox.chat.connect")).one()
    assert "/push/abc" not in json.dumps(entry.after)


def test_a_busy_thread_is_one_message_until_it_is_seen(ctx, ada, provider, drain):
    connect(ada, provider)
    question = answered()
    drain()
    make_answer(question, by="gwen", body=WORDS)
    drain()
    work()
    assert len(provider.got) == 1
    assert "2 " in said(provider)[0]["text"]


@pytest.mark.parametrize("alone", [False, True])
def test_titles_of_closed_places_only_where_nobody_else_reads(ctx, ada, provider, drain, alone):
    connect(ada, provider, tells_closed="true" if alone else "")
    answered("private", "Secret kiln")
    drain()
    work()
    text = said(provider)[0]["text"]
    assert ("Secret kiln" in text) is alone
    assert alone or text == "Something new for you in Backchannel: Answers to you"


@pytest.mark.parametrize("what", ["of a customer", "between colleagues"])
def test_of_customers_and_messages_it_hears_no_title(ctx, ada, provider, drain, what):
    connect(ada, provider, tells_closed="true")
    if what == "of a customer":
        question = answered(title="Secret kiln")
        drain()
        with transaction() as db:
            db.get_one(Question, question.id).case_count = 1
    else:
        start(cast.person("ben"), [cast.person("ada")], "Secret kiln")
        drain()
    work()
    (one,) = said(provider)
    assert one["text"].startswith("Something new for you in Backchannel: ")
    assert "ecret" not in json.dumps(one)


@pytest.mark.parametrize("why", ["seen", "left the room", "muted", "not wanted", "switched off", "removed"])
def test_what_it_may_not_say_any_more_is_not_said(ctx, ada, dora, provider, drain, why):
    connect(ada, provider, tells_closed="true")
    question = make_question(by="ada", space="private", title="Secret kiln")
    person = cast.person("ada")
    if why == "muted":
        with transaction():
            watch(person, question.ref, "muted", change=True)
    make_answer(question, by="ben", body=WORDS)
    drain()
    if why == "seen":
        see_all(person)
    elif why == "left the room":
        with transaction():
            let_in(SYSTEM, cast.space("private"), cast.person("ben"), SpaceRole.OWNER)
            remove_member(SYSTEM, cast.space("private"), person)
    elif why == "not wanted":
        ada.post("/settings/notifications", **{"answers.app": "1"})
    elif why == "switched off":
        dora.post(RULE, hosts="")
        assert "Your chat" not in ada.get("/settings/notifications").text
    elif why == "removed":
        ada.post(f"{URL}/removal")
    work()
    assert provider.got == []


def test_a_place_that_closed_meanwhile_gives_no_title(ctx, ada, provider, drain):
    connect(ada, provider)
    answered(title="Secret kiln")
    drain()
    with transaction():
        cast.space("open").visibility = Visibility.HIDDEN
    work()
    assert "ecret" not in json.dumps(said(provider))


def test_quiet_hours_hold_it_back(ctx, ada, provider, drain):
    connect(ada, provider)
    choose_quiet(cast.person("ada"), Quiet(0, 23, tuple(range(7))))
    answered()
    drain()
    row = session().scalars(select(Delivery).where(Delivery.queue == CHAT_QUEUE)).one()
    assert row.run_at.hour == 23


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_failed_for_good_is_left_and_its_person_hears(ctx, ada, provider, drain, status):
    connect(ada, provider)
    provider.status = status
    answered()
    drain()
    work()
    drain()
    page = ada.get("/notifications").text
    assert "have stopped: it does not take them any more" in page
    assert "Connect it again" in ada.get("/settings/notifications").text
    answered(title="Again?")
    drain()
    work()
    assert len(provider.got) == 1
    assert set(session().scalars(select(Delivery.state).where(Delivery.queue == CHAT_QUEUE))) == {"done"}


def test_a_busy_chat_is_asked_again_and_in_the_end_given_up(ctx, ada, provider, drain):
    connect(ada, provider)
    provider.status, provider.retry_after = 429, "600"
    answered()
    drain()
    work()
    row = session().scalars(select(Delivery).where(Delivery.queue == CHAT_QUEUE)).one()
    assert row.state == "waiting"
    assert row.run_at > clock.now() + timedelta(minutes=10)
    work(60 * 24 * 4)
    assert session().scalars(select(ChatWay)).one().ended_at is not None
    connect(ada, provider)  # it is refused as long as the chat does not take the first message
    assert session().scalars(select(ChatWay)).one().ended_at is not None


def test_connecting_shows_that_it_works(ctx, ada, provider):
    provider.status = 404
    answer = ada.post(URL, form="slack", address=provider.url)
    assert answer.status_code == 422
    assert "it said 404" in answer.text
    assert session().scalars(select(ChatWay)).all() == []


def test_nobody_knocks_at_doors_with_it(ctx, ada, provider):
    assert connect(ada, provider).status_code == 303
    assert connect(ada, provider).status_code == 422
    assert provider.got == []


@pytest.mark.parametrize(
    "address",
    ["http://chat.example.org/x", "https://127.0.0.1/x", "https://10.0.0.7/x", "https://intranet/x"],
)
def test_addresses_inside_are_refused(ctx, ada, address):
    assert ada.post(URL, form="slack", address=address).status_code == 422
    assert session().scalars(select(ChatWay)).all() == []


def test_administrators_name_the_hosts(ctx, ada, dora, provider, drain):
    assert ada.get(RULE).status_code == 403
    assert ada.post(RULE, is_on="true").status_code == 403
    connect(ada, provider)
    assert dora.post(RULE, is_on="true", hosts="hooks.slack.com/x").status_code == 422
    assert dora.post(RULE, is_on="true", hosts="hooks.slack.com").status_code == 303
    answered()
    drain()
    work()
    assert provider.got == []
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert "these hosts only: hooks.slack.com" in ada.post(URL, form="json", address=provider.url).text


def test_what_was_chosen_stays_while_it_is_switched_off(ctx, ada, dora):
    ada.post("/settings/notifications", **{"followed.chat": "1", "followed.app": "1"})
    dora.post(RULE, hosts="")
    ada.post("/settings/notifications", **{"followed.app": "1"})
    dora.post(RULE, is_on="true", hosts="")
    assert cast.person("ada").settings["notices"]["followed"]["chat"] is True
