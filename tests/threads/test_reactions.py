"""Reactions from the fixed set, and following."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.people.models import Watch
from hub.spaces.actions import archive_space
from hub.threads import actions
from hub.threads.models import Reaction
from tests import cast
from tests.factories import make_answer, make_question


@pytest.fixture
def answer(ctx):
    return make_answer(make_question(by="ada", space="private"))


@pytest.fixture
def url(answer) -> str:
    return f"/t/{answer.ref}/reactions"


def reactions() -> int:
    session.remove()
    return len(session().scalars(select(Reaction)).all())


def test_it_works(ada, ben, url, answer):
    assert ada.post(url, mood="thanks").status_code == 303
    page = ben.get(f"/q/{answer.question_id}", follow_redirects=True).text
    assert 'title="Ada Lovelace"' in page
    assert "Thanks: Ada Lovelace" in ben.get(url).text


def test_a_stranger_gets_404(cleo, url):
    assert cleo.post(url, mood="thanks").status_code == 404
    assert cleo.get(url).status_code == 404


def test_it_needs_the_right(ada, url):
    archive_space(SYSTEM, cast.space("private"))
    assert ada.post(url, mood="thanks").status_code == 403


@pytest.mark.parametrize("form", [{}, {"mood": "angry"}, {"mood": "thanks", "on": "2"}])
def test_it_refuses_bad_input(ada, url, form):
    assert ada.post(url, **form).status_code == 422
    assert reactions() == 0


def test_it_records_the_fact(ada, url):
    ada.post(url, mood="book")
    event = session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert event.kind == "threads.reaction_changed"
    assert event.data["mood"] == "book"


def test_pressed_twice_it_is_there_once(ada, url):
    ada.post(url, mood="agree")
    ada.post(url, mood="agree")
    assert reactions() == 1
    ada.post(url, mood="agree", on="0")
    ada.post(url, mood="agree", on="0")
    assert reactions() == 0


def test_people_react_to_comments_too(ben, answer):
    comment = actions.post_comment(cast.person("ada"), answer, "So it is")
    ben.post(f"/t/{comment.ref}/reactions", mood="agree")
    assert 'title="Ben Okri"' in ben.get(f"/q/{answer.question_id}", follow_redirects=True).text


def test_not_everything_with_a_ref_takes_them(ada):
    for ref in (f"person:{cast.person('ben').id}", f"space:{cast.space('open').id}"):
        assert ada.post(f"/t/{ref}/reactions", mood="thanks").status_code in (403, 404)
        assert ada.post(f"/t/{ref}/comments", body="hi").status_code in (403, 404)
    assert reactions() == 0


class TestFollowing:
    def test_it_works(self, ben, answer):
        ref = answer.question.ref
        assert ben.post("/watch", ref=ref, level="muted").status_code == 303
        row = session().scalars(select(Watch).where(Watch.ref == ref, Watch.level == "muted")).one()
        assert row.person_id == ben.person.id
        ben.post("/watch", ref=ref, level="none")
        session.remove()
        assert session().get(Watch, (ben.person.id, ref)) is None

    def test_an_answer_is_followed_by_its_question(self, ada, answer):
        ada.post("/watch", ref=answer.ref, level="muted")
        assert session().get(Watch, (ada.person.id, answer.question.ref)).level == "muted"

    def test_a_stranger_gets_404(self, cleo, answer):
        assert cleo.post("/watch", ref=answer.question.ref, level="watching").status_code == 404

    def test_it_refuses_bad_input(self, ben, answer):
        assert ben.post("/watch", ref=answer.question.ref, level="loud").status_code == 422
        assert ben.post("/watch", level="muted").status_code == 404

    def test_it_never_leads_elsewhere(self, ben, answer):
        sent = ben.post("/watch", ref=answer.question.ref, level="muted", back="https://evil.example/")
        assert sent.headers["Location"] == "/"
