"""Votes, the accepted answer, customer wording and its vetting."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.qa import actions
from hub.qa.models import Answer, Question, QuestionState
from hub.spaces.actions import archive_space
from tests import cast
from tests.factories import make_answer, make_question


@pytest.fixture
def answer(ctx) -> Answer:
    made = make_answer(make_question(by="ada"), by="ben", customer_text="It is warm.")
    session.remove()
    return made


@pytest.fixture
def hidden(ctx) -> Answer:
    made = make_answer(make_question(by="ada", space="private"), by="ben")
    session.remove()
    return made


def now(thing: Answer | Question) -> Answer | Question:
    session.remove()
    return session().get_one(type(thing), thing.id)


def last_fact() -> str:
    return session().scalars(select(Event.kind).order_by(Event.id.desc()).limit(1)).one()


class TestVotes:
    def test_it_works_once_and_can_be_taken_back(self, cleo, answer):
        url = f"/a/{answer.id}/vote"
        for _ in range(3):
            assert cleo.post(url, vote="1").status_code == 303
        assert now(answer).vote_count == 1
        cleo.post(url, vote="-1", reason="The desk moved.")
        assert now(answer).vote_count == -1
        cleo.post(url, vote="0")
        cleo.post(url, vote="0")
        assert now(answer).vote_count == 0

    def test_against_needs_a_reason_which_reaches_the_author_without_a_name(self, ben, cleo, answer, drain):
        url = f"/a/{answer.id}/vote"
        assert cleo.post(url, vote="-1").status_code == 422
        asked = cleo.post(url, headers={"HX-Request": "true"}, vote="-1")
        assert asked.headers["HX-Redirect"] == url
        assert "What is wrong with it?" in cleo.get(url).text
        assert now(answer).vote_count == 0
        long = cleo.post(url, vote="-1", reason="The desk moved. " * 40)
        assert long.status_code == 422
        assert "The desk moved." in long.text
        assert cleo.post(url, vote="-1", reason="The desk moved.").status_code == 303
        drain()
        page = ben.get("/notifications").text
        assert "A colleague sees something wrong" in page
        assert "The desk moved." in page
        assert "Cleo" not in page
        cleo.post(url, vote="0")
        assert now(answer).vote_count == 0

    def test_a_question_takes_them_too(self, cleo, answer):
        cleo.post(f"/q/{answer.question_id}/vote", vote="1")
        assert session().get(Question, answer.question_id).vote_count == 1

    def test_in_place_the_column_comes_back(self, cleo, answer):
        part = cleo.post(f"/a/{answer.id}/vote", headers={"HX-Request": "true"}, vote="1")
        assert part.text.strip().startswith("<form")
        assert 'aria-pressed="true"' in part.text

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"/a/{hidden.id}/vote", vote="1").status_code == 404
        assert cleo.post(f"/q/{hidden.question_id}/vote", vote="1").status_code == 404

    def test_it_needs_the_right(self, ben, cleo, answer):
        assert ben.post(f"/a/{answer.id}/vote", vote="1").status_code == 403, "one's own"
        archive_space(SYSTEM, cast.space("open"))
        assert cleo.post(f"/a/{answer.id}/vote", vote="1").status_code == 403

    @pytest.mark.parametrize("vote", ["2", "", "x", "1.0"])
    def test_it_refuses_bad_input(self, cleo, answer, vote):
        assert cleo.post(f"/a/{answer.id}/vote", vote=vote).status_code == 422
        assert now(answer).vote_count == 0

    def test_it_records_the_fact(self, cleo, answer):
        cleo.post(f"/a/{answer.id}/vote", vote="1")
        assert last_fact() == "qa.vote_cast"


class TestAccepting:
    def test_it_works_moves_and_is_taken_back(self, ada, answer):
        other = make_answer(session().get(Question, answer.question_id), by="cleo", body="Another")
        session.remove()
        ada.post(f"/a/{answer.id}/acceptance")
        ada.post(f"/a/{other.id}/acceptance")
        question = session().get(Question, answer.question_id)
        assert (question.accepted_id, question.state) == (other.id, QuestionState.SOLVED)
        assert question.solution == "Another"
        ada.post(f"/q/{question.id}/reopening")
        session.remove()
        question = session().get(Question, answer.question_id)
        assert (question.accepted_id, question.state, question.solution) == (None, QuestionState.OPEN, "")

    def test_a_stranger_gets_404(self, cleo, hidden):
        assert cleo.post(f"/a/{hidden.id}/acceptance").status_code == 404
        assert cleo.post(f"/q/{hidden.question_id}/reopening").status_code == 404

    def test_it_needs_the_right(self, ben, answer):
        refused = ben.post(f"/a/{answer.id}/acceptance")
        assert refused.status_code == 403
        assert "the person who asked" in refused.text
        assert ben.post(f"/q/{answer.question_id}/reopening").status_code == 403

    def test_a_knowledge_manager_may(self, gwen, answer):
        assert gwen.post(f"/a/{answer.id}/acceptance").status_code == 303
        page = gwen.get(f"/q/{answer.question_id}", follow_redirects=True).text
        assert "Accepted by Gwen Curator" in page

    def test_it_records_the_fact(self, ada, answer):
        ada.post(f"/a/{answer.id}/acceptance")
        kinds = list(session().scalars(select(Event.kind).order_by(Event.id.desc()).limit(2)))
        assert kinds == ["reuse.answer_ready", "qa.answer_accepted"]

    def test_it_leads_back_to_where_it_was_pressed(self, ada, answer):
        assert ada.post(f"/a/{answer.id}/acceptance", back="/cases/3").headers["Location"] == "/cases/3"
        away = ada.post(f"/q/{answer.question_id}/reopening", back="//evil.example/")
        assert away.headers["Location"] == "/"


class TestWording:
    def test_it_works(self, ben, gwen, answer):
        sent = ben.post(f"/a/{answer.id}/wording", customer_text="Dear {{first_name}}, it is warm.", seen=1)
        assert sent.status_code == 303
        page = ben.get(f"/q/{answer.question_id}", follow_redirects=True).text
        assert '<span class="var">first name</span>' in page
        assert "not vetted yet" in page
        assert gwen.post(f"/a/{answer.id}/vetting").status_code == 303
        assert now(answer).is_vetted
        assert "vetted by Gwen Curator" in ben.get(f"/q/{answer.question_id}", follow_redirects=True).text

    def test_a_change_must_be_vetted_again(self, ben, answer):
        actions.vet_answer(cast.person("gwen"), session().get(Answer, answer.id))
        session.remove()
        ben.post(f"/a/{answer.id}/edit", body="A thousand degrees.", seen=1)
        assert not now(answer).is_vetted
        assert (
            "Changed since it was vetted" in ben.get(f"/q/{answer.question_id}", follow_redirects=True).text
        )

    def test_a_stranger_gets_404(self, cleo, hidden):
        for path in ("wording", "edit", "history"):
            assert cleo.get(f"/a/{hidden.id}/{path}").status_code == 404
        for path in ("wording", "edit", "vetting"):
            assert cleo.post(f"/a/{hidden.id}/{path}", body="x", customer_text="x").status_code == 404
        assert cleo.get(f"/a/{hidden.id}").status_code == 404

    def test_it_needs_the_right(self, cleo, ben, answer):
        assert cleo.post(f"/a/{answer.id}/wording", customer_text="Mine").status_code == 403
        assert cleo.post(f"/a/{answer.id}/edit", body="Mine").status_code == 403
        assert ben.post(f"/a/{answer.id}/vetting").status_code == 403

    def test_an_agent_may_word_what_others_know(self, finn, answer):
        assert finn.post(f"/a/{answer.id}/wording", customer_text="For you", seen=1).status_code == 303

    def test_it_refuses_bad_input(self, ben, gwen, answer, ctx):
        assert ben.post(f"/a/{answer.id}/wording", customer_text=" ").status_code == 422
        assert ben.post(f"/a/{answer.id}/edit", body=" ").status_code == 422
        bare = make_answer(session().get(Question, answer.question_id))
        session.remove()
        assert gwen.post(f"/a/{bare.id}/vetting").status_code == 422

    def test_it_records_the_fact(self, ben, gwen, answer):
        ben.post(f"/a/{answer.id}/wording", customer_text="For you", seen=1)
        assert last_fact() == "qa.answer_edited"
        gwen.post(f"/a/{answer.id}/vetting")
        assert last_fact() == "qa.answer_vetted"


def test_a_version_that_was_not_changed_along_is_named(ben, answer):
    """One source, several wordings: a short one that still says the old thing is seen at once (D21)."""
    url, short = f"/a/{answer.id}/wording", ":::customer short\nFree of charge.\n:::"
    first = ben.post(
        url, customer_text=f"You can borrow one, free of charge.\n\n{short}", seen=answer.revision
    )
    assert "Not changed" not in ben.get(first.location).text
    seen = session().get_one(Answer, answer.id, populate_existing=True).revision
    second = ben.post(url, customer_text=f"You can borrow one for ten euros.\n\n{short}", seen=seen)
    assert "Not changed: the short version. Does that still say the same?" in ben.get(second.location).text


@pytest.mark.parametrize(("where", "field"), [("edit", "body"), ("wording", "customer_text")])
def test_the_second_editor_of_an_answer_overwrites_nothing(ben, answer, where, field):
    url, seen = f"/a/{answer.id}/{where}", answer.revision
    assert ben.post(url, **{field: "First words."}, seen=seen).status_code == 303
    for opened in ({"seen": seen}, {}):  # a form that does not say what it had opened overwrites nothing, too
        late = ben.post(url, **{field: "Second thoughts."}, **opened)
        assert late.status_code == 409
    assert "Second thoughts.</textarea>" in late.text
    assert "First words." in ben.get(url).text
