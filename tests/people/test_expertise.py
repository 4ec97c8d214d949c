"""What people know: proposed from what they did, confirmed or hidden by themselves, readable by rights."""

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.people.models import ProfileWord
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.spaces.expert_models import HiddenTopic
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.factories import make_answer, make_question


def helped(space: str, topic: str, count: int = 2) -> None:
    """Ben's answers about a topic were accepted, and one of them went to a customer."""
    for number in range(count):
        question = make_question(space=space, title=f"Which one, {number}?", topics=(topic,))
        answer = make_answer(question)
        qa.accept_answer(cast.person("ada"), answer)
    with transaction():
        session().get_one(Answer, answer.id).sent_count = 3


@pytest.fixture
def kilns(ctx):
    helped("open", "Kilns")


def test_it_works(kilns, ben, cleo):
    own = ben.get("/people/ben").text
    assert "1 answer used in replies, 2 accepted answers" in own
    assert "Kilns" not in cleo.get("/people/ben").text, "proposed to Ben alone"
    assert ben.post("/topics/kilns/known").status_code == 303
    seen = cleo.get("/people/ben").text
    assert "1 answer used in replies, 2 accepted answers" in seen
    assert "Which one, 0?" in cleo.get("/people/ben/topics/kilns").text
    assert "Ben Okri" in cleo.get("/people?topic=Kilns").text


def test_nothing_of_a_private_place_is_counted_outside(ctx, ben, cleo, ada):
    helped("open", "Kilns")
    helped("private", "Kilns")
    helped("private", "Glazes")
    ben.post("/topics/kilns/known")
    assert "/topics/private.glazes/known" not in ben.get("/people/ben").text, "the word itself stays inside"
    assert ben.post("/topics/private.glazes/known").status_code == 422
    ben.post("/settings/profile", name="Ben Okri", skills="Kilns, Glazes")
    assert "2 answers used in replies, 4 accepted answers" in ada.get("/people/ben").text
    seen = cleo.get("/people/ben").text
    assert "1 answer used in replies, 2 accepted answers" in seen
    assert seen.count("accepted answer") == 1, "of glazes only that he says so"
    assert cleo.get("/people/ben/topics/private.glazes").status_code == 404
    assert "Which one" in ada.get("/people/ben/topics/private.glazes").text


def test_one_thing_is_not_enough(ctx, ben):
    helped("open", "Kilns", count=1)
    assert "Kilns" not in ben.get("/people/ben").text


def test_hidden_is_never_proposed_again_and_seen_by_nobody(kilns, ben, cleo):
    ben.post("/topics/kilns/known")
    ben.post("/topics/kilns/hidden")
    assert "Kilns" not in cleo.get("/people/ben").text
    helped("open", "Kilns")
    own = ben.get("/people/ben").text
    assert "/topics/kilns/known" not in own
    assert "Hidden, only you see this" in own
    assert session().scalars(select(ProfileWord.word).where(ProfileWord.kind == "knows")).all() == []
    ben.post("/topics/kilns/unhidden")
    assert "/topics/kilns/known" in ben.get("/people/ben").text
    assert session().scalar(select(HiddenTopic.topic_id)) is None


def test_what_was_taken_back_speaks_for_nothing(kilns, ben):
    for answer in session().scalars(select(Answer)).all():
        qa.unaccept_answer(cast.person("ada"), answer.question)
    with transaction():
        for answer in session().scalars(select(Answer)).all():
            answer.sent_count = 0
    assert "Kilns" not in ben.get("/people/ben").text


def test_off_counts_nothing(kilns, ben, cleo):
    ben.post("/topics/kilns/known")
    ben.post("/settings/recognition")
    assert "accepted answer" not in ben.get("/people/ben").text
    seen = cleo.get("/people/ben").text
    assert "Kilns" in seen, "his own word stays"
    assert "accepted answer" not in seen
    question = make_question(title="Which kiln?", topics=("Kilns",))
    around = cleo.get(f"/q/{question.id}/around").text
    assert "accepted answer" not in around
    assert "knows about Kilns" in around


def test_who_knows_it_can_be_asked(kilns, gwen, cleo):
    gwen.post("/settings/profile", name="Gwen Curator", skills="kilns")
    open_one = make_question(title="Which kiln?", topics=("Kilns",))
    around = cleo.get(f"/q/{open_one.id}/around").text
    assert "Gwen Curator" in around
    assert "knows about Kilns" in around
    inside = make_question(space="private", title="Which kiln?", topics=("Kilns",))
    assert "Gwen" not in cast_get(inside), "she could not answer there"


def cast_get(question) -> str:
    from hub.qa.around import people_who_know

    return " ".join(person.name for person, _why in people_who_know(cast.person("ada"), question))


def test_the_tabs_say_how_much_the_reader_may_see(ctx, ada, cleo):
    for space in ("open", "private"):
        make_answer(make_question(space=space), by="ben")
        create_page(cast.person("ben"), cast.space(space), f"Kilns, {space}", "Warm.")
    assert 'tab=answers">Answers <span class="count">2</span>' in ada.get("/people/ben").text
    assert 'tab=answers">Answers <span class="count">1</span>' in cleo.get("/people/ben").text
    wiki = cleo.get("/people/ben?tab=wiki").text
    assert "Kilns, open" in wiki
    assert "Kilns, private" not in wiki
