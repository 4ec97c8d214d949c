"""Comments: posting, editing, removing with undo, replying, permalinks, and what is new."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.spaces.actions import archive_space
from hub.threads import actions
from hub.threads.models import Comment
from tests import cast
from tests.factories import make_answer, make_question


@pytest.fixture
def question(ctx):
    return make_question(by="ada", space="private", title="How hot?")


@pytest.fixture
def url(question) -> str:
    return f"/t/{question.ref}/comments"


def last_comment() -> Comment:
    session.remove()
    return session().scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()


def apart(thing: Any) -> Any:
    """With everything it had when it was made, whatever becomes of the session."""
    session.remove()
    return thing


def facts() -> list[str]:
    return list(session().scalars(select(Event.kind).order_by(Event.id.desc()).limit(5)))


class TestPosting:
    def test_it_works(self, ben, url, question):
        answer = ben.post(url, body="Do you mean **inside**?")
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(f"#c{last_comment().id}")
        assert "<strong>inside</strong>" in ben.get(f"/q/{question.id}", follow_redirects=True).text

    def test_a_stranger_gets_404(self, cleo, url):
        assert cleo.post(url, body="hi").status_code == 404
        assert cleo.get(url).status_code == 404

    def test_it_needs_the_right(self, ben, url):
        archive_space(SYSTEM, cast.space("private"))
        answer = ben.post(url, body="hi")
        assert answer.status_code == 403
        assert "archived" in answer.text

    def test_it_refuses_bad_input(self, ben, url):
        assert ben.post(url, body="   ").status_code == 422
        too_long = ben.post(url, body="x" * 64_001)
        assert too_long.status_code == 422
        assert "1 characters too long" in too_long.text
        assert "x" * 1_000 in too_long.text, "what was typed is lost"

    def test_it_records_the_fact(self, ben, url):
        ben.post(url, body="Yes.")
        assert "threads.comment_posted" in facts()

    def test_sent_twice_it_is_one(self, ben, url, question):
        first = ben.post(url, body="Yes.", once="abc")
        second = ben.post(url, body="Yes.", once="abc")
        assert first.headers["Location"] == second.headers["Location"]
        session.remove()
        assert session().get(type(question), question.id).comment_count == 1

    def test_under_things_without_a_thread_it_is_refused(self, ada, ctx):
        comment = actions.post_comment(cast.person("ada"), make_question(), "hi")
        assert ada.post(f"/t/{comment.ref}/comments", body="deeper").status_code == 403

    @pytest.mark.parametrize("ref", ["question:999999", "nothing:1", "question:x", "question", "a:b:c"])
    def test_under_nothing_it_is_404(self, ada, ref):
        assert ada.post(f"/t/{ref}/comments", body="hi").status_code == 404

    def test_it_moves_the_question_up(self, ben, url, question, at):
        before = question.active_at
        at(timedelta(hours=1))
        ben.post(url, body="Yes.")
        session.remove()
        assert session().get(type(question), question.id).active_at > before


class TestReplying:
    def test_a_deeper_reply_quotes_its_parent(self, ben, ada, url, question):
        ada.post(url, body="The first thing")
        first = last_comment()
        ada.post(url, body="Something between")
        ben.post(url, body="To the first", parent=str(first.id))
        page = ben.get(f"/q/{question.id}", follow_redirects=True).text
        assert "Ada Lovelace: The first thing" in page

    def test_the_parent_must_stand_in_the_same_thread(self, ben, url, ctx):
        elsewhere = actions.post_comment(cast.person("ben"), make_question(), "There")
        assert ben.post(url, body="Here", parent=str(elsewhere.id)).status_code == 422

    def test_a_parent_one_cannot_see_is_404(self, cleo, question, ctx):
        hidden = actions.post_comment(cast.person("ada"), question, "Hidden words")
        open_question = apart(make_question())
        answer = cleo.post(f"/t/{open_question.ref}/comments", body="x", parent=str(hidden.id))
        assert answer.status_code == 404
        asked = cleo.get(f"/t/{open_question.ref}/comments/new?parent={hidden.id}")
        assert asked.status_code == 404


class TestEditing:
    @pytest.fixture
    def comment(self, question) -> Comment:
        return apart(actions.post_comment(cast.person("ben"), question, "Before"))

    def test_it_works(self, ben, comment):
        assert "Before" in ben.get(f"/comments/{comment.id}/edit").text
        assert ben.post(f"/comments/{comment.id}/edit", body="After").status_code == 303
        assert last_comment().body == "After"
        history = ben.get(f"/comments/{comment.id}/history").text
        assert "<del>Before</del>" in history
        assert "<ins>After</ins>" in history

    def test_a_stranger_gets_404(self, cleo, comment):
        for path in ("edit", "history", "more"):
            assert cleo.get(f"/comments/{comment.id}/{path}").status_code == 404
        for path in ("edit", "removal", "restoration"):
            assert cleo.post(f"/comments/{comment.id}/{path}", body="x").status_code == 404
        assert cleo.get(f"/comments/{comment.id}").status_code == 404

    def test_it_needs_the_right(self, ada, comment):
        assert ada.post(f"/comments/{comment.id}/edit", body="Mine now").status_code == 403
        assert ada.get(f"/comments/{comment.id}/edit").status_code == 403

    def test_it_refuses_bad_input(self, ben, comment):
        assert ben.post(f"/comments/{comment.id}/edit", body="").status_code == 422
        assert last_comment().body == "Before"

    def test_it_records_the_fact(self, ben, comment):
        ben.post(f"/comments/{comment.id}/edit", body="After")
        assert facts()[0] == "threads.comment_edited"

    def test_what_did_not_change_is_no_revision(self, ben, comment):
        ben.post(f"/comments/{comment.id}/edit", body="Before")
        assert last_comment().revision == 1


class TestRemoving:
    @pytest.fixture
    def comment(self, question) -> Comment:
        return apart(actions.post_comment(cast.person("ben"), question, "Words to regret"))

    def test_it_works_and_can_be_undone(self, ben, comment, question):
        assert ben.post(f"/comments/{comment.id}/removal").status_code == 303
        page = ben.get(f"/q/{question.id}", follow_redirects=True).text
        assert "Words to regret" not in page
        assert "was removed" in page
        assert f"/comments/{comment.id}/restoration" in page, "no way back is offered"
        ben.post(f"/comments/{comment.id}/restoration")
        assert "Words to regret" in ben.get(f"/q/{question.id}", follow_redirects=True).text

    def test_it_needs_the_right(self, sign_in, ctx):
        comment = apart(actions.post_comment(cast.person("ben"), make_question(), "Mine"))
        assert sign_in("cleo").post(f"/comments/{comment.id}/removal").status_code == 403
        assert sign_in("gwen").post(f"/comments/{comment.id}/removal").status_code == 303

    def test_the_count_follows_once(self, ben, comment, question):
        for _ in range(2):
            ben.post(f"/comments/{comment.id}/removal")
        session.remove()
        assert session().get(type(question), question.id).comment_count == 0

    def test_its_words_are_nowhere(self, ben, ada, comment):
        ben.post(f"/comments/{comment.id}/removal")
        for path in ("", "/more"):
            assert "regret" not in ada.get(f"/comments/{comment.id}{path}", follow_redirects=True).text

    def test_what_stood_under_a_removed_thing_is_gone(self, ben, comment, ctx):
        with actions.transaction():
            actions.hide_comments(comment.about)
        session.remove()
        assert ben.get(f"/comments/{comment.id}").status_code == 404


def test_the_permalink_leads_to_the_place(ben, question, ctx):
    answer = make_answer(question)
    comment = actions.post_comment(cast.person("ada"), answer, "Under the answer")
    found = ben.get(f"/comments/{comment.id}")
    assert found.headers["Location"].startswith(f"/q/{question.id}-")
    assert found.headers["Location"].endswith(f"#c{comment.id}")


def test_what_came_since_is_new_once(ada, ben, question, url, at):
    page = f"/q/{question.id}-how-hot"
    ada.get(page)
    at(timedelta(minutes=1))
    ben.post(url, body="Very.")
    at(timedelta(minutes=1))
    first = ada.get(page).text
    assert "1 new since you were here" in first
    assert "data-first-new" in first
    assert "since you were here" not in ada.get(page).text
    assert "since you were here" not in ben.get(page).text, "one's own words are not new"


def test_only_the_last_few_are_unfolded_and_all_that_is_new(ada, ben, question, at):
    page = f"/q/{question.id}-how-hot"
    for number in range(5):
        actions.post_comment(cast.person("ben"), question, f"Remark {number}")
    at(timedelta(minutes=1))
    assert "1 earlier comment" in ada.get(page).text
    at(timedelta(minutes=2))
    for number in range(5, 10):
        actions.post_comment(cast.person("ben"), question, f"Remark {number}")
    assert "6 earlier comments" in ben.get(page).text, "one's own words are not new"
    text = ada.get(page).text
    assert "5 earlier comments" in text
    assert "5 new since you were here" in text


def test_a_script_in_a_comment_is_words(ada, question):
    actions.post_comment(cast.person("ben"), question, "<script>alert(1)</script> <img src=x onerror=y>")
    page = ada.get(f"/q/{question.id}-how-hot").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_words_of_a_removed_comment_are_for_who_may_bring_it_back(ben, cleo, gwen, ctx):
    question = make_question(by="ada", space="open", title="How cold?")
    said = actions.post_comment(cast.person("ben"), question, "Colder than a kiln.")
    actions.edit_comment(cast.person("ben"), said, "Colder than the moon.")
    actions.remove_comment(cast.person("ben"), said, question)
    history = f"/comments/{said.id}/history"
    assert "moon" in ben.get(history).text
    assert "moon" in gwen.get(history).text
    assert cleo.get(history).status_code == 404
