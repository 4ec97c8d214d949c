"""Notices that are dealt with where they stand: "That solved it" and a word in answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import work_once
from hub.core.permissions import SYSTEM
from hub.inbox import mail
from hub.inbox.models import Notice
from hub.qa.models import Answer
from hub.spaces.actions import archive_space, remove_member
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from tests import cast
from tests.factories import make_answer, make_post, make_question

SOLVED = "That solved it"


def notice_of(handle: str) -> Notice:
    return session().scalars(select(Notice).where(Notice.person_id == cast.person(handle).id)).one()


@pytest.fixture
def answered(ctx, drain):
    """Ben answers Ada's question in their private room; the answer's id."""
    answer = make_answer(make_question(by="ada", space="private", title="How hot?"), by="ben")
    drain()
    return answer.id


def test_one_press_says_that_it_solved_it(ada, ben, answered, drain):
    notice = notice_of("ada").id
    assert SOLVED in ada.get("/notifications").text
    assert ada.post(f"/notifications/{notice}/choice").status_code == 303
    answer = session().get_one(Answer, answered)
    assert answer.question.accepted_id == answered
    assert answer.question.accepted_by_id == ada.person.id
    assert SOLVED not in ada.get("/notifications").text
    assert notice_of("ada").done_at is not None
    drain()
    assert "accepted" in ben.get("/notifications").text
    assert ada.post(f"/notifications/{notice}/choice").status_code == 404, "it was decided"


def test_the_mail_asks_and_its_link_only_asks_again(sent, answered, ada):
    with clock.at(clock.now() + timedelta(minutes=20)):
        work_once({"mail": mail.deliver})
    letter = sent[0].get_body(("plain",)).get_content()
    assert f"{SOLVED}: https://hub.test/notifications/{notice_of('ada').id}/choice" in letter
    page = ada.get(f"/notifications/{notice_of('ada').id}/choice")
    assert SOLVED in page.text
    assert session().get_one(Answer, answered).question.accepted_id is None


def test_a_yes_is_not_for_others(ben, cleo, answered):
    notice = notice_of("ada").id
    for somebody in (ben, cleo):
        assert somebody.post(f"/notifications/{notice}/choice").status_code == 404
        assert somebody.post(f"/notifications/{notice}/answer", body="Mine").status_code == 404
    assert session().get_one(Answer, answered).question.accepted_id is None


def test_a_question_is_answered_from_its_notice(ben, ctx, drain):
    make_question(by="ada", space="private", title="Who knows?", body="@ben")
    drain()
    notice = notice_of("ben").id
    assert 'name="body"' in ben.get(f"/notifications/{notice}/answer").text
    assert ben.post(f"/notifications/{notice}/answer", body="I do.").status_code == 303
    assert session().scalars(select(Answer.body)).all() == ["I do."]
    assert notice_of("ben").done_at is not None


def test_a_comment_is_answered_below_it(ada, ben, ctx, drain):
    post = make_post(by="ada", space="private")
    about = post.ref
    first = post_comment(cast.person("ben"), post, "It is warm now.").id
    drain()
    ada.post(f"/notifications/{notice_of('ada').id}/answer", body="Thank you.")
    said = session().scalars(select(Comment).where(Comment.author_id == ada.person.id)).one()
    assert (said.about, said.parent_id) == (about, first)


def test_the_text_stays_when_it_cannot_be_posted(ada, answered, drain):
    notice = notice_of("ada").id
    assert ada.post(f"/notifications/{notice}/answer", body="").status_code == 422
    archive_space(SYSTEM, cast.space("private"))
    refused = ada.post(f"/notifications/{notice}/answer", body="A text one would hate to lose")
    assert refused.status_code == 403
    assert "A text one would hate to lose" in refused.text
    assert notice_of("ada").done_at is None


def test_who_may_enter_no_more_can_do_nothing(ben, ctx, drain):
    make_question(by="ada", space="private", body="@ben")
    drain()
    notice = notice_of("ben").id
    remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    for way in ("answer", "choice"):
        assert ben.get(f"/notifications/{notice}/{way}").status_code == 404
        assert ben.post(f"/notifications/{notice}/{way}", body="Still here").status_code == 404
