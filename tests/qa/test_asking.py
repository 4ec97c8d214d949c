"""Asking and editing a question; asking and answering at once."""

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.people.actions import edit_profile
from hub.qa.models import Answer, Question
from hub.spaces.actions import archive_space, create_space, edit_space
from tests import cast
from tests.factories import make_question


def newest() -> Question:
    session.remove()
    return session().scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()


def questions() -> int:
    session.remove()
    return len(session().scalars(select(Question.id)).all())


class TestAsking:
    def test_a_title_is_enough(self, cleo):
        answer = cleo.post("/q", community="open", title="How hot?")
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/q/{newest().id}-how-hot"

    def test_with_its_answer_it_is_recorded_at_once(self, ada):
        ada.post("/q", community="open", title="How hot?", answer="Very.", customer_text="It is warm.")
        answer = session().scalars(select(Answer)).one()
        assert answer.question_id == newest().id
        assert answer.customer_text == "It is warm."

    def test_topics_are_filed(self, ada):
        ada.post("/q", community="open", title="How hot?", topics="Kilns,  #glaze ,, kilns")
        page = ada.get(f"/q/{newest().id}", follow_redirects=True).text
        assert "/topics/kilns" in page
        assert "/topics/glaze" in page

    def test_its_words_find_the_community(self, ben):
        """What a community says to be asked about comes before the community of everybody."""
        with transaction():
            cast.space("open").is_all_staff = True
        edit_space(cast.person("ada"), cast.space("private"), ask_about=["pottery"])
        told = ben.get("/q/similar?title=Who+knows+pottery", headers={"HX-Request": "true"}).text
        assert "Goes to Private Room" in told
        assert 'id="fit"' in ben.get("/q/new?community=open").text, "its place is there, too"
        ben.post("/q", title="Who knows pottery?")
        assert newest().space.slug == "private"
        ben.post("/q", title="Who is it?")
        assert newest().space.slug == "open"

    def test_words_send_nobody_into_a_closed_community(self, cleo):
        edit_space(cast.person("ada"), cast.space("private"), ask_about=["pottery"])
        cleo.post("/q", title="Who knows pottery?")
        assert newest().space.slug == "open"

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/q", community="private", title="How hot?").status_code == 404
        assert cleo.post("/q", community="nowhere", title="How hot?").status_code == 404

    def test_it_needs_the_right(self, cleo):
        archive_space(SYSTEM, cast.space("open"))
        assert cleo.post("/q", community="open", title="How hot?").status_code == 403

    @pytest.mark.parametrize(
        "form", [{"title": ""}, {"title": "x" * 251}, {"title": "ok", "body": "x" * 64_001}, {"unknown": "1"}]
    )
    def test_it_refuses_bad_input(self, ada, form):
        answer = ada.post("/q", community="open", answer="A text one would hate to lose", **form)
        assert answer.status_code == 422
        assert "A text one would hate to lose" in answer.text
        assert questions() == 0

    def test_it_records_the_fact(self, ada):
        ada.post("/q", community="open", title="How hot?")
        event = session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert event.kind == "qa.question_asked"

    def test_sent_twice_it_is_one(self, ada):
        first = ada.post("/q", community="open", title="How hot?", once="k")
        again = ada.post("/q", community="open", title="How hot?", once="k")
        assert first.headers["Location"] == again.headers["Location"]
        assert questions() == 1

    def test_looking_for_similar_ones_asks_nothing(self, ada):
        page = ada.post("/q", community="open", title="How hot?", body="My long text", check="1")
        assert page.status_code == 200
        assert "My long text" in page.text
        assert questions() == 0

    def test_the_page_is_filled_from_its_address(self, ada):
        page = ada.get("/q/new?community=private&title=How+hot%3F&text=Seen+%3Cb%3E").text
        assert 'value="How hot?"' in page
        assert "Seen &lt;b&gt;" in page
        assert '<option value="private" selected>' in page

    def test_hidden_communities_are_not_offered(self, cleo):
        assert "Private Room" not in cleo.get("/q/new").text

    def test_for_a_customer_it_begins_at_the_case(self, finn):
        assert finn.get("/q/new?case=case:7").headers["Location"] == "/cases/7/ask"


class TestEditing:
    @pytest.fixture
    def question(self, ctx) -> Question:
        made = make_question(by="ben", space="private", title="How hot?", body="Before", topics=["kilns"])
        session.remove()
        return made

    def test_it_works(self, ben, question):
        assert 'value="kilns"' in ben.get(f"/q/{question.id}/edit").text
        sent = ben.post(f"/q/{question.id}/edit", title="How cold?", body="After", topics="ice", seen=1)
        assert sent.status_code == 303
        page = ben.get(sent.headers["Location"]).text
        assert "How cold?" in page
        assert "/topics/private.ice" in page
        assert "/topics/private.kilns" not in page
        history = ben.get(f"/q/{question.id}/history").text
        assert "<del>Before</del>" in history
        assert "<ins>After</ins>" in history

    def test_the_old_address_leads_to_the_new_one(self, ben, question):
        ben.post(f"/q/{question.id}/edit", title="How cold?", seen=1)
        moved = ben.get(f"/q/{question.id}-how-hot?sort=newest")
        assert moved.headers["Location"] == f"/q/{question.id}-how-cold?sort=newest"

    def test_a_stranger_gets_404(self, cleo, question):
        assert cleo.post(f"/q/{question.id}/edit", title="Mine").status_code == 404
        for path in ("", "/edit", "/history", "/around", "/new-answers"):
            assert cleo.get(f"/q/{question.id}{path}").status_code == 404

    def test_it_needs_the_right(self, sign_in, ctx):
        question = make_question(by="ada")
        session.remove()
        assert sign_in("cleo").post(f"/q/{question.id}/edit", title="Mine").status_code == 403
        assert sign_in("gwen").post(f"/q/{question.id}/edit", title="Better", seen=1).status_code == 303

    def test_it_refuses_bad_input(self, ben, question):
        answer = ben.post(f"/q/{question.id}/edit", title="", body="Kept text")
        assert answer.status_code == 422
        assert "Kept text" in answer.text

    def test_it_records_the_fact(self, ben, question):
        ben.post(f"/q/{question.id}/edit", title="How cold?", seen=1)
        event = session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        assert event.kind == "qa.question_edited"

    def test_the_second_of_two_editors_sees_both_texts(self, ben, sign_in, question):
        url, seen = f"/q/{question.id}/edit", question.revision
        assert f'name="seen" value="{seen}"' in ben.get(url).text
        assert (
            sign_in("ben").post(url, title="How cold?", body="Said in another window.", seen=seen).status_code
            == 303
        )
        answer = ben.post(url, title="How cold?", body="Ben supposes.", seen=seen)
        assert answer.status_code == 409
        assert "What differs" in answer.text
        assert "Ben supposes.</textarea>" in answer.text
        assert "Said in another window." in ben.get(url).text
        assert f'name="seen" value="{seen + 1}"' in answer.text
        assert ben.post(url, title="How cold?", body="Ben supposes.", seen=seen + 1).status_code == 303


def test_the_form_asks_no_more_where_there_are_many_communities(gwen, count_queries, ctx):
    def price() -> int:
        gwen.get("/q/new")
        with count_queries() as seen:
            assert gwen.get("/q/new").status_code == 200
        return len(seen)

    before = price()
    for number in range(4):
        create_space(SYSTEM, f"Place {number}", owner=cast.person("gwen"))
    assert price() == before <= 12


def test_who_could_be_asked_costs_the_same_for_one_and_for_many(ada, count_queries, ctx):
    question = make_question(title="Which glaze?", by="ben", space="private", topics=["glaze"])

    def price() -> int:
        ada.get(f"/q/{question.id}/around")
        with count_queries() as seen:
            assert ada.get(f"/q/{question.id}/around").status_code == 200
        return len(seen)

    _knows_glaze("cleo")
    before = price()
    for handle in ("gwen", "finn", "hugo"):
        _knows_glaze(handle)
    assert price() == before


def _knows_glaze(handle: str) -> None:
    person = cast.person(handle)
    edit_profile(person, person, skills=["glaze"])
