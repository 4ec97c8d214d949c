"""Editing, removing and bringing back a post."""

from typing import NamedTuple

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.feed.models import Post, StreamItem
from hub.feed.search import post_document
from tests import cast
from tests.factories import make_post


class Made(NamedTuple):
    """What outlives the session in which it was made."""

    id: int
    ref: str


def made(**more) -> Made:
    post = make_post(space="private", **more)
    return Made(post.id, post.ref)


@pytest.fixture
def post(ctx) -> Made:
    return made(by="ben", body="Belt 4 is out.", title="Belt 4")


def again(post: Made) -> Post:
    session.remove()
    return session().get_one(Post, post.id)


def newest_fact() -> Event:
    return session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


class TestEditing:
    def test_it_works(self, ben, ada, post):
        assert "Belt 4 is out." in ben.get(f"/p/{post.id}/edit").text
        answer = ben.post(f"/p/{post.id}/edit", title="Belt 5", body="Belt 5 is out.", topics="belts", seen=1)
        assert (answer.status_code, answer.location) == (303, f"/p/{post.id}")
        page = ada.get(f"/p/{post.id}").text
        assert "Belt 5 is out." in page
        assert "#belts" in page
        assert "Edited" in page
        assert "Belt 5" in ada.get("/?tab=all").text

    def test_a_stranger_gets_404(self, cleo, post):
        assert cleo.get(f"/p/{post.id}").status_code == 404
        assert cleo.get(f"/p/{post.id}/edit").status_code == 404
        assert cleo.post(f"/p/{post.id}/edit", body="x", seen=1).status_code == 404

    def test_it_needs_the_right(self, ben, ctx):
        own = made(by="ada")
        answer = ben.post(f"/p/{own.id}/edit", body="Something else entirely", seen=1)
        assert answer.status_code == 403
        assert again(own).body == "The kiln is on."

    def test_it_refuses_bad_input(self, ben, post):
        answer = ben.post(f"/p/{post.id}/edit", title="A title that stays", body=" ", seen=1)
        assert answer.status_code == 422
        assert "A title that stays" in answer.text

    def test_it_records_the_fact(self, ben, post):
        ben.post(f"/p/{post.id}/edit", body="Belt 5.", seen=1)
        assert newest_fact().kind == "feed.post_edited"

    def test_the_second_of_two_editors_is_told(self, ben, ada, post):
        ada.post(f"/p/{post.id}/edit", body="Ada says belt 5.", seen=1)
        answer = ben.post(f"/p/{post.id}/edit", body="Ben says belt 6.", seen=1)
        assert answer.status_code == 409
        assert "Ben says belt 6." in answer.text
        assert "Ada says belt 5." in answer.text
        assert again(post).body == "Ada says belt 5."

    def test_the_earlier_text_is_in_the_history(self, ben, post):
        ben.post(f"/p/{post.id}/edit", body="Belt 5.", seen=1)
        page = ben.get(f"/p/{post.id}/history")
        assert page.status_code == 200
        assert "is out" in page.text


class TestRemoving:
    def test_it_works(self, ben, ada, post):
        answer = ben.post(f"/p/{post.id}/removal", follow_redirects=True)
        assert "/restoration" in ben.get("/").text or "removed" in answer.text
        assert ada.get(f"/p/{post.id}").status_code == 404
        assert "Belt 4" not in ada.get("/?tab=all").text
        assert post_document(again(post)) is None

    def test_it_can_be_undone(self, ben, ada, post):
        ben.post(f"/p/{post.id}/removal")
        assert "removed" in ben.get(f"/p/{post.id}").text
        ben.post(f"/p/{post.id}/restoration")
        assert "Belt 4" in ada.get("/?tab=all").text

    def test_a_stranger_gets_404(self, cleo, post):
        assert cleo.post(f"/p/{post.id}/removal").status_code == 404
        assert cleo.post(f"/p/{post.id}/restoration").status_code == 404

    def test_it_needs_the_right(self, ben, ctx):
        own = made(by="ada")
        assert ben.post(f"/p/{own.id}/removal").status_code == 403
        assert not again(own).is_removed

    def test_a_curator_can(self, ada, post):
        ada.post(f"/p/{post.id}/removal")
        assert again(post).is_removed
        assert ada.get(f"/p/{post.id}").status_code == 200, "to bring it back"

    def test_it_records_the_fact(self, ben, post):
        ben.post(f"/p/{post.id}/removal")
        event = newest_fact()
        assert (event.kind, event.data["removed"]) == ("feed.post_edited", True)

    def test_twice_is_once(self, ben, post):
        ben.post(f"/p/{post.id}/removal")
        ben.post(f"/p/{post.id}/removal")
        kinds = session().scalars(select(Event.kind).where(Event.subject == post.ref)).all()
        assert kinds.count("feed.post_edited") == 1


class TestThanking:
    def test_it_works(self, ada, ben, post):
        answer = ada.post(f"/feed/{post.ref}/thanks", headers={"HX-Request": "true"})
        assert 'aria-pressed="true"' in answer.text
        assert '<span class="num">1</span>' in answer.text
        answer = ada.post(f"/feed/{post.ref}/thanks", headers={"HX-Request": "true"}, on="0")
        assert 'aria-pressed="false"' in answer.text

    def test_the_feed_shows_whose_thanks_they_are(self, ada, ben, post):
        ada.post(f"/feed/{post.ref}/thanks")
        assert 'aria-pressed="true"' in _card(ada.get("/c/private").text)
        assert 'aria-pressed="true"' not in _card(ben.get("/c/private").text)
        assert '<span class="num">1</span>' in _card(ben.get("/c/private").text)

    def test_a_stranger_gets_404(self, cleo, post):
        assert cleo.post(f"/feed/{post.ref}/thanks").status_code == 404

    def test_it_refuses_bad_input(self, ada, post):
        assert ada.post(f"/feed/{post.ref}/thanks", on="7").status_code == 422
        assert ada.post("/feed/nonsense/thanks").status_code == 404


def _card(page: str) -> str:
    return page.partition("<article")[2].partition("</article>")[0]


def test_a_removed_post_leaves_no_item_in_sight(ben, post):
    ben.post(f"/p/{post.id}/removal")
    item = session().scalars(select(StreamItem).where(StreamItem.ref == post.ref)).one()
    assert not item.is_shown
    assert cast.space("private").entry_count == 1
