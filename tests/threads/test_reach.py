"""A text that calls many by naming a group asks its writer first, and loses no word of what was written."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.models import Post
from hub.feed.schedule_models import ScheduledPost
from hub.inbox.models import Notice
from hub.people.tokens import make_token
from hub.spaces.actions import let_in
from hub.threads.models import Comment
from tests import cast
from tests.conftest import Someone
from tests.factories import make_post, make_question

BODY = "Does anybody know, @open? It is urgent & important."
MEMBERS = ("ben", "cleo", "dora", "finn", "gwen", "hugo")  # beside Ada, who writes


@pytest.fixture
def crowd(ctx: None) -> None:
    """Seven people in the open house."""
    for handle in MEMBERS:
        if handle not in ("ben", "gwen"):
            let_in(SYSTEM, cast.space("open"), cast.person(handle))


def called() -> set[str]:
    rows = session().scalars(select(Notice).where(Notice.kind == "threads.people_mentioned")).all()
    return {row.person.handle for row in rows}


def test_it_asks_first_and_keeps_the_text(crowd: None, ada: Someone, drain: Callable[[], None]) -> None:
    form = {"kind": "discussion", "community": "open", "body": BODY}
    asked = ada.post("/p", **form)
    assert asked.status_code == 422
    assert "This reaches 6 people" in asked.text
    assert "urgent &amp; important" in asked.text
    assert session().scalars(select(Post)).all() == []
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
    sent.pop("csrf_token", None)
    action = re.search(r'<form class="card stack" method="post" action="([^"]+)"', asked.text)
    assert action is not None
    assert ada.post(action[1], **{**sent, "body": BODY, "confirm_reach": "6"}).status_code == 303
    drain()
    assert called() == set(MEMBERS)


def test_what_is_posted_later_asks_while_its_writer_is_there(crowd: None, ada: Someone) -> None:
    later = f"{clock.now().date() + timedelta(days=2)}T09:30"
    form = {"kind": "discussion", "community": "open", "body": BODY, "later": later}
    assert "This reaches 6 people" in ada.post("/p", **form).text
    ada.post("/p", **{**form, "body": "Nobody yet"})
    url = f"/scheduled/{session().scalars(select(ScheduledPost.id)).one()}"
    changed = {"body": BODY, "later": later}
    asked = ada.post(url, **changed)
    assert "This reaches 6 people" in asked.text
    assert "urgent &amp; important" in asked.text
    session.remove()
    assert session().scalars(select(ScheduledPost.text)).all() == ["Nobody yet"]
    assert ada.post(url, **changed, confirm_reach="6").status_code == 303


def test_every_form_that_may_call_many_asks(crowd: None, ada: Someone) -> None:
    post, question = make_post(by="ada"), make_question(by="ada")
    urls = (f"/q/{question.id}/answers", f"/t/{post.ref}/comments", f"/p/{post.id}/closing")
    for url in urls:
        asked = ada.post(url, body=BODY)
        assert (url, asked.status_code) == (url, 422)
        assert "This reaches 6 people" in asked.text, url
        assert 'name="confirm_reach"' in asked.text, url
        assert ada.post(url, body=BODY, confirm_reach="6").status_code == 303, url


def test_a_yes_to_fewer_is_none(crowd: None, ada: Someone) -> None:
    answer = ada.post("/p", kind="discussion", community="open", body=BODY, confirm_reach="5")
    assert answer.status_code == 422


def test_only_those_who_may_read_it_are_counted_and_called(
    crowd: None, ada: Someone, drain: Callable[[], None]
) -> None:
    question = make_question(by="ada", space="private", title="Between us")
    assert ada.post(f"/t/{question.ref}/comments", body="Look, @open").status_code == 303  # Ben alone
    drain()
    assert called() == {"ben"}


def test_in_place_too(crowd: None, ada: Someone) -> None:
    question = make_question(by="ada", space="open")
    asked = ada.post(f"/t/{question.ref}/comments", headers={"HX-Request": "true"}, body=BODY)
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (422, "#main")
    assert "<html" not in asked.text
    assert session().scalars(select(Comment)).all() == []


def test_too_many_are_refused(app: Any, crowd: None, ada: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], mention_most=5))
    refused = ada.post("/p", kind="discussion", community="open", body=BODY, confirm_reach="6")
    assert refused.status_code == 422
    assert "5 is the most" in refused.text
    assert "urgent &amp; important" in refused.text


def test_a_program_says_yes_in_a_header(crowd: None, ada: Someone) -> None:
    ref = make_question(by="ada", space="open").ref
    with transaction():
        token = make_token(cast.person("ada"), "t", ("read", "write"), clock.now().replace(year=2100)).text
    url = "/api/v1/comments"
    refused = ada.api("POST", url, token, json={"about": ref, "body": BODY})
    assert refused.status_code == 422, refused.text
    assert refused.json["error"]["code"] == "confirm"
    assert "6" in refused.json["error"]["message"]
    assert (
        ada.api(
            "POST", url, token, json={"about": ref, "body": BODY}, headers={"Confirm-Reach": "6"}
        ).status_code
        < 300
    )
