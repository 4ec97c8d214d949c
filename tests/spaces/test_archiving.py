"""An archived community: read and found as before, written in by nobody, through no door."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Denied
from hub.core.events import Event
from hub.people import tokens
from hub.qa.actions import withdraw_question
from hub.qa.models import Question
from hub.threads.actions import post_comment
from tests import cast
from tests.factories import make_answer, make_post, make_question
from tests.wiki.pages import make_page, url_of

SAID = "What I have written for half an hour."


@pytest.fixture
def doors(ctx) -> list[tuple[str, dict[str, Any]]]:
    """Every address at which Ada, who owns it all, may change something in the open community."""
    question, post = make_question(by="ada"), make_post(by="ada", body="The kiln is on.")
    answer = make_answer(question, by="ben")
    comment = post_comment(cast.person("ada"), post, "Mind the door.")
    page = url_of(make_page("Kilns", "x", by="ada"))
    return [
        ("/p", {"body": SAID, "community": "open", "kind": "discussion"}),
        ("/q", {"title": "Why?", "body": SAID, "community": "open"}),
        (f"/p/{post.id}/edit", {"body": SAID, "revision": "1"}),
        (f"/p/{post.id}/removal", {}),
        (f"/p/{post.id}/closing", {}),
        (f"/feed/{post.ref}/pin", {}),
        (f"/feed/{post.ref}/thanks", {}),
        (f"/t/{post.ref}/comments", {"body": SAID}),
        (f"/t/{answer.ref}/comments", {"body": SAID}),
        (f"/t/{answer.ref}/reactions", {"mood": "thanks"}),
        (f"/comments/{comment.id}/edit", {"body": SAID}),
        (f"/comments/{comment.id}/removal", {}),
        (f"/q/{question.id}/answers", {"body": SAID}),
        (f"/q/{question.id}/edit", {"title": "How?", "body": SAID, "revision": "1"}),
        (f"/a/{answer.id}/edit", {"body": SAID, "revision": "1"}),
        (f"/a/{answer.id}/wording", {"customer_text": SAID, "revision": "1"}),
        (f"/a/{answer.id}/vote", {"vote": "1"}),
        (f"/a/{answer.id}/acceptance", {}),
        (f"/a/{answer.id}/vetting", {}),
        ("/wiki/new", {"title": "Glaze", "body": SAID, "space": "open"}),
        (f"{page}/edit", {"title": "Kilns", "body": SAID, "base": "1"}),
        (f"{page}/verification", {"revision": "1"}),
        (f"{page}/opinion", {"right": "1"}),
        (f"{page}/move", {"space": "open", "place": "top"}),
        (f"{page}/archive", {"on": "1"}),
        (f"{page}/removal", {}),
    ]


def test_a_question_is_not_taken_back_either(ada, ctx):
    question = make_question(by="ada")
    archive(ada)
    session.remove()
    with pytest.raises(Denied, match="archived"):
        withdraw_question(cast.person("ada"), session().get(Question, question.id))


def archive(who: Any, on: str = "1") -> None:
    assert who.post("/c/open/archiving", on=on).status_code == 303


def facts() -> int:
    session.remove()
    return session().scalar(select(func.count(Event.id))) or 0


def test_no_door_lets_anybody_write(ada, gwen, doors):
    archive(ada)
    before = facts()
    for who in (ada, gwen):  # the owner, and an admin of it who manages knowledge
        for url, form in doors:
            answer = who.post(url, **form)
            assert answer.status_code in (403, 422), (who.handle, url, answer.status_code)
            assert answer.status_code == 403 or "archived" in answer.text, (who.handle, url)
            if SAID in form.values():
                assert SAID in answer.text, url
    assert facts() == before


def test_programs_neither(ada, doors):
    question = next(url for url, _ in doors if url.endswith("/answers")).split("/")[2]
    with transaction():
        ends = clock.now() + timedelta(days=1)
        token = tokens.make_token(ada.person, "A program", ("read", "write"), ends).text
    asked = {"body": SAID, "space_id": cast.space("open").id}
    tries = [
        ("/api/v1/posts", asked),
        ("/api/v1/questions", {**asked, "title": "Why?"}),
        (f"/api/v1/questions/{question}/answers", {"body": SAID}),
        ("/api/v1/comments", {"body": SAID, "about": f"question:{question}"}),
    ]
    opened = [ada.api("POST", path, token, json=body).status_code for path, body in tries]
    assert opened == [201] * len(tries)
    archive(ada)
    before = facts()
    for path, body in tries:
        assert ada.api("POST", path, token, json=body).status_code == 403, path
    assert facts() == before


def test_it_is_read_found_and_opened_again(ada, ben, doors, drain):
    archive(ada)
    drain()
    assert "This community is archived." in ben.get("/c/open").text
    assert "The kiln is on." in ben.get("/c/open").text
    question = next(url for url, _ in doors if url.endswith("/answers")).removesuffix("/answers")
    assert f'href="{question}' in ben.get("/search?q=hot").text
    archive(ada, on="0")
    url, form = next((url, form) for url, form in doors if url.endswith("/comments"))
    assert ben.post(url, **form).status_code == 303
