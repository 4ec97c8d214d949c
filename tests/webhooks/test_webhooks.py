"""Webhooks: what leaves, in whose form, and what never does."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.core.permissions import SYSTEM
from hub.qa.actions import withdraw_question
from hub.qa.models import Question
from hub.spaces.actions import let_in
from hub.spaces.models import Visibility
from hub.webhooks.consumer import QUEUE, deliver
from hub.webhooks.models import Webhook
from hub.wiki.actions.moving import move_page, remove_page
from hub.wiki.actions.restricting import restrict_page
from hub.wiki.actions.writing import create_page, edit_page
from hub.wiki.models import Page
from tests import cast
from tests.factories import make_answer, make_question
from tests.inbox.test_push import provider

__all__ = ["provider"]
URL = "/admin/webhooks"
KINDS = ["qa.question_asked", "qa.answer_posted"]


def add(dora: Any, url: str, **more: Any) -> str:
    """A webhook by the page; the key that it shows."""
    form = {"name": "Chat", "form": "json", "address": url, "kinds": KINDS, **more}
    answer = dora.post(URL, **form)
    assert answer.status_code == 200, answer.text
    found = re.search(r'value="([\w-]{43})"', answer.text)
    assert found is not None
    return found[1]


def work(minutes: float = 1) -> None:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        while work_once({QUEUE: deliver}):
            pass


def said(provider: Any) -> list[dict[str, Any]]:
    return [json.loads(body) for _headers, body in provider.got]


def test_it_tells_that_something_happened_and_signs_it(ctx, dora, provider, drain):
    key = add(dora, provider.url)
    question = make_question(by="ada", space="open", title="Secret <title>")
    make_answer(question, by="ben", body="Secret words")
    drain()
    work()
    first, second = said(provider)
    assert first["text"] == "A question was asked in Open House"
    assert first["url"] == f"http://localhost/q/{question.id}"
    assert second["kind"] == "qa.answer_posted"
    assert b"ecret" not in b"".join(body for _headers, body in provider.got)
    headers, body = provider.got[0]
    at, mark = re.fullmatch(r"t=(\d+),v1=(\w+)", headers["backchannel-signature"]).groups()
    assert mark == hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    work(5)
    assert len(provider.got) == 2


@pytest.mark.parametrize("form", ["slack", "teams", "lark"])
def test_titles_only_where_chosen_and_calling_nobody(ctx, dora, provider, drain, form):
    add(dora, provider.url, form=form, with_titles="true")
    make_question(by="ada", space="open", title='<!channel> <at user_id="all"> [x](http://evil.test)')
    drain()
    work()
    text = json.dumps(said(provider)[0])
    assert "channel" in text
    assert {"slack": "&lt;!channel&gt;", "teams": "\\\\[x\\\\]", "lark": "\\u2039!channel"}[form] in text


def test_nothing_private_leaves(ctx, dora, provider, drain):
    add(dora, provider.url)
    make_question(by="ada", space="private", title="Between us")
    question = make_question(by="ada", space="open")
    drain()
    with transaction():
        cast.space("open").visibility = Visibility.HIDDEN  # closed before it left
    work()
    assert provider.got == []
    assert session().scalars(select(Delivery.state).where(Delivery.queue == QUEUE)).all() == ["done"]
    assert question is not None


def test_a_page_with_readers_of_its_own_is_told_to_nobody(ctx, dora, provider, drain):
    """Neither what happened before they were named nor what happens since."""
    add(dora, provider.url, kinds=["wiki.page_created", "wiki.page_edited"], with_titles="1")
    id = create_page(cast.person("ada"), cast.space("open"), "Salaries", "What we pay.").id
    drain()
    page = session().get_one(Page, id)
    restrict_page(page.owner, page, [cast.person("ben")])
    edit_page(page.owner, page, title="Salaries", body="Less.", base=1)
    drain()
    work()
    assert provider.got == []
    assert session().scalars(select(Delivery.state).where(Delivery.queue == QUEUE)).all() == ["done"]


@pytest.mark.parametrize("what", ["moved", "removed", "asked for a customer"])
def test_what_changed_before_it_left_is_judged_anew(ctx, dora, provider, drain, what):
    """The place it happened in is open as before; the thing is not there any more, or not for outside."""
    add(dora, provider.url, kinds=["qa.question_asked", "wiki.page_created"], with_titles="true")
    page_id = create_page(cast.person("gwen"), cast.space("open"), "Secret page", "Words").id
    question_id = make_question(by="ada", space="open", title="Secret question").id
    drain()
    gwen, page = cast.person("gwen"), session().get_one(Page, page_id)
    question = session().get_one(Question, question_id)
    with transaction():
        if what == "moved":
            let_in(SYSTEM, cast.space("private"), gwen)
            move_page(gwen, page, cast.space("private"))
            question.space_id = cast.space("private").id
        elif what == "removed":
            remove_page(gwen, page)
            withdraw_question(cast.person("ada"), question)
        else:
            remove_page(gwen, page)
            question.case_count = 1
    work()
    assert b"ecret" not in b"".join(body for _headers, body in provider.got)
    told = [each["kind"] for each in said(provider)]
    assert told == (["qa.question_asked"] if what == "asked for a customer" else [])


def test_a_busy_receiver_is_asked_again_and_a_refusal_parked(ctx, dora, provider, drain):
    add(dora, provider.url)
    make_question(by="ada", space="open")
    drain()
    provider.status = 503
    with clock.at(clock.now() + timedelta(minutes=1)):
        work_once({QUEUE: deliver})
    assert "The receiver said 503." in dora.get(URL).text
    with transaction():
        cast.person("dora").language = "de"
    assert "Der Empfänger antwortete mit 503." in dora.get(URL).text
    provider.status = 400
    work(30)
    assert session().scalars(select(Delivery.state).where(Delivery.queue == QUEUE)).all() == ["parked"]


@pytest.mark.parametrize("url", ["http://hooks.example.org/x", "https://10.0.0.7/x", "https://localhost/x"])
def test_addresses_inside_are_refused(ctx, dora, url):
    answer = dora.post(URL, name="Chat", form="slack", address=url, kinds=KINDS)
    assert answer.status_code == 422
    assert "public machine" in answer.text
    assert session().scalars(select(Webhook)).all() == []


def test_it_is_for_whoever_sets_up_the_hub(ctx, ada, dora, provider):
    add(dora, provider.url)
    assert ada.get(URL).status_code == 403
    assert (
        ada.post(URL, name="Mine", form="slack", address="https://h.example.org", kinds=KINDS).status_code
        == 403
    )
    hook = session().scalars(select(Webhook)).one()
    assert provider.url not in hook.sealed
    assert "/push/abc" not in dora.get(URL).text  # the address is a secret
    entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "webhooks.webhook.add")).one()
    assert "/push/abc" not in json.dumps(entry.after)
    asked = dora.get(f"{URL}/{hook.id}/removal").text
    assert "Its address and its key are forgotten" in asked
    assert session().scalars(select(Webhook)).all() != []
    assert dora.post(f"{URL}/{hook.id}/removal").status_code == 303
    assert session().scalars(select(Webhook)).all() == []
