"""Experts on topics: named or proposed by what they answered, asked first; and the topics without one."""

from datetime import UTC, datetime, timedelta

from hub.core import clock
from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.people.models import Role
from hub.people.roles import holding
from hub.qa.actions import accept_answer
from hub.qa.ladder import climb
from hub.qa.ladder_models import Rung
from hub.spaces.expert_models import HiddenTopic
from hub.spaces.models import Topic
from tests import cast
from tests.factories import make_answer, make_question

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def answered(by, title, topic="Glaze"):
    question = make_question(by="cleo", title=title, topics=[topic])
    accept_answer(cast.person("cleo"), make_answer(question, by=by, body=f"{title} Yes."))


def test_answers_propose_and_who_is_named_is_asked_first(ada, ben, cleo, finn, gwen, ctx, drain, at):
    at(MONDAY)
    for title in ("Cobalt?", "Copper?"):
        answered("ben", title)
    drain()
    side = gwen.get("/topics/glaze/experts").text.partition("Their answers speak for them")[2]
    assert "2 accepted answers" in side.partition("</ul>")[0]
    assert "Name somebody" not in cleo.get("/topics/glaze").text
    assert cleo.post("/topics/glaze/experts", person="cleo").status_code == 403
    wrong = gwen.post("/topics/glaze/experts", person="@nobody-here")
    assert (wrong.status_code, 'value="@nobody-here"' in wrong.text) == (422, True)
    assert gwen.post("/topics/glaze/experts", person="@finn").status_code == 303
    drain()
    notice = session().query(Notice).filter_by(kind="spaces.expert_named").one()
    assert notice.person_id == cast.person("finn").id
    assert "named you an expert on" in finn.get("/notifications").text
    assert "Finn Agent" in cleo.get("/topics/glaze").text.partition("Experts")[2]

    id = make_question(by="ada", title="Iron?", topics=["Glaze"]).id
    around = cleo.get(f"/q/{id}/around").text
    assert "expert on #Glaze" in around
    assert around.index("Finn Agent") < around.index("Ben Okri")
    asking = ada.get("/q/similar?title=which+glaze", headers={"HX-Request": "true"})
    assert "expert on #Glaze" in asking.text
    at(MONDAY + timedelta(hours=5))
    climb()
    rung = session().query(Rung).filter_by(question_id=id, number=1).one()
    assert rung.people[:2] == [cast.person("finn").id, cast.person("ben").id]

    assert ben.post("/topics/glaze/experts/finn/removal").status_code == 403
    assert finn.post("/topics/glaze/experts/finn/removal").status_code == 303, "one may step back oneself"
    assert "expert on #Glaze" not in cleo.get(f"/q/{id}/around").text


def test_busy_topics_without_an_expert_come_to_the_desk_busiest_first(ada, cleo, gwen, ctx, drain):
    for title in ("Cobalt?", "Copper?"):
        answered("ben", title)
    for number in range(3):
        make_question(by="ada", title=f"Kiln {number}?", topics=["Kilns"])
    make_question(by="ada", title="In private?", space="private", topics=["Secrets"])
    drain()
    assert cleo.get("/curate/experts").status_code == 403
    assert '"/curate/experts"' in gwen.get("/curate").text, "it has its place in the navigation"
    page = gwen.get("/curate/experts").text
    assert page.index("#Kilns") < page.index("#Glaze")
    assert "Name Ben" in page
    assert "Secrets" not in page, "of a place that she does not know"
    with transaction() as db:
        glaze = db.query(Topic).filter_by(slug="glaze").one()
        db.add(HiddenTopic(person_id=cast.person("ben").id, topic_id=glaze.id, at=clock.now()))
    assert "Name Ben" not in gwen.get("/curate/experts").text, "he does not want to be known for it"
    done = gwen.post("/topics/glaze/experts", person="ben", back="/curate/experts")
    assert done.location == "/curate/experts"
    assert 'href="/topics/glaze"' not in gwen.get("/curate/experts").text


def test_only_those_who_hold_the_role_are_asked_for(ctx):
    assert [person.handle for person in holding(Role.KNOWLEDGE_MANAGER)] == ["gwen"]
    assert [person.handle for person in holding(Role.AGENT)] == ["finn", "hugo"]
