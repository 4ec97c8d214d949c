"""Topics: everything filed under one word, as far as one may see it."""

import pytest

from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.actions import edit_post, write_post
from hub.feed.models import Post
from hub.people.models import Role, Watch
from hub.people.profile import keep_words
from hub.spaces import actions as spaces
from hub.spaces.models import Topic
from hub.spaces.queries import refs_filed
from hub.spaces.topic_models import TopicMerge
from hub.spaces.topic_queries import other_names
from tests import cast
from tests.factories import make_post, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def test_it_works(ada, cleo, ctx):
    make_post(title="Kiln hours", topics=["Kilns"])
    make_question(title="How hot is the kiln?", topics=["kilns"])
    page = cleo.get("/topics/kilns").text
    assert "Kiln hours" in page
    assert "How hot is the kiln?" in page


def test_what_is_private_is_not_listed(ada, cleo, ctx):
    make_post(title="Open kiln", topics=["kilns"])
    make_post(title="Secret kiln", space="private", topics=["kilns"])
    assert "Secret kiln" in ada.get("/topics/kilns").text
    assert "Secret kiln" not in cleo.get("/topics/kilns").text


def test_an_unknown_topic_is_not_there(ada):
    assert ada.get("/topics/unheard-of").status_code == 404


def test_nobody_sees_it_without_signing_in(nobody):
    assert nobody.get("/topics/kilns").status_code == 302


def topic_named(name: str) -> Topic:
    return session().query(Topic).filter_by(name=name).one()


def edit(someone, topic: Topic, **changed):
    names = ", ".join(each.name for each in other_names(topic))
    place = topic.space.slug if topic.space else ""
    form = {"name": topic.name, "about": topic.about, "synonyms": names, "place": place} | changed
    return someone.post(f"{topic.url}/edit", **{"seen": str(topic.revision), **form})


def test_a_synonym_files_leads_and_finds(gwen, cleo, drain):
    make_post(title="Fold it", topics=["strollers"])
    assert (
        edit(gwen, topic_named("strollers"), synonyms="Prams, buggies", about="**Wheels**").status_code == 303
    )
    session().expire_all()
    make_question(title="Where to rent?", topics=["prams"])
    drain()
    assert cleo.get("/topics/prams").headers["Location"] == "/topics/strollers"
    page = cleo.get("/topics/strollers").text
    for words in ("Fold it", "Where to rent?", "<strong>Wheels</strong>", "Also called buggies, Prams"):
        assert words in page, words
    assert "#strollers" in cleo.get("/search?q=buggies").text
    assert "Where to rent?" in cleo.get("/search?q=topic:buggies").text
    assert "strollers" in cleo.get("/topics?q=bugg").text
    assert "#strollers" in cleo.get("/expand?key=%23&text=pra").text


def test_a_new_name_leaves_the_old_one_behind(gwen, cleo):
    make_post(title="Fold it", topics=["prams"])
    edit(gwen, topic_named("prams"), name="Strollers")
    assert cleo.get("/topics/prams").headers["Location"] == "/topics/strollers"
    assert "Fold it" in cleo.get("/topics/strollers").text


def test_what_two_save_at_once_is_not_lost(gwen):
    make_post(topics=["prams"])
    edit(gwen, topic_named("prams"), about="First")
    answer = edit(gwen, topic_named("prams"), about="Second", seen="1")
    assert answer.status_code == 422
    assert "Second" in answer.text
    assert "Somebody changed this topic" in answer.text


def test_a_word_in_use_is_no_synonym(gwen):
    make_post(topics=["prams", "strollers"])
    answer = edit(gwen, topic_named("strollers"), synonyms="Prams")
    assert answer.status_code == 422
    assert "Merge the two instead" in answer.text


@pytest.mark.parametrize(("handle", "place", "status"), [
    ("cleo", "open", 403), ("ada", "open", 403), ("gwen", "open", 303), ("dora", "open", 303),
    ("ada", "private", 303), ("ben", "private", 403), ("cleo", "private", 404), ("gwen", "private", 404),
])  # fmt: skip
def test_who_may_change_it(sign_in, handle, place, status):
    make_post(space=place, topics=["prams"])
    assert edit(sign_in(handle), topic_named("prams"), about="Mine").status_code == status


class TestMoving:
    def test_what_is_used_elsewhere_stays_everybodys(self, gwen, cleo):
        make_post(title="In the house", space="open", topics=["prams"])
        other = spaces.create_space(SYSTEM, "Workshop", owner=cast.person("gwen"), visibility="hidden")
        answer = edit(gwen, topic_named("prams"), place=other.slug)
        assert answer.status_code == 422
        assert "“In the house”" in answer.text
        make_post("ada", "private", title="Quiet", topics=["prams"])
        answer = edit(gwen, topic_named("prams"), place="open")
        assert "Quiet" not in answer.text
        assert "things that you may not see" in answer.text

    def test_there_and_back(self, gwen, cleo):
        other = spaces.create_space(SYSTEM, "Workshop", owner=cast.person("gwen"), visibility="hidden")
        write_post(cast.person("gwen"), other, "Glue", "Glue", ["prams"])
        topic = topic_named("prams")
        assert topic.slug == "workshop.prams"
        assert edit(gwen, topic, synonyms="buggies").status_code == 303
        assert cleo.get("/topics/prams").status_code == 404
        assert edit(gwen, topic_named("prams"), place="").status_code == 303
        assert cleo.get("/topics/buggies").headers["Location"] == "/topics/prams"
        assert gwen.get("/topics/workshop.prams").headers["Location"] == "/topics/prams"
        assert edit(gwen, topic_named("prams"), place="workshop").status_code == 303
        assert cleo.get("/topics/buggies").status_code == 404
        assert gwen.get("/topics/buggies").headers["Location"] == "/topics/workshop.prams"


class TestMerging:
    @pytest.fixture
    def merged(self, gwen, ben, cleo, drain) -> Topic:
        make_post(title="Only prams", topics=["prams"])
        make_post(title="Both", topics=["prams", "strollers"])
        make_post(title="Only strollers", topics=["strollers"])
        edit(gwen, topic_named("prams"), synonyms="perambulators")
        for someone, name, level in ((ben, "prams", "watching"), (cleo, "prams", "watching"),
                                     (cleo, "strollers", "muted")):  # fmt: skip
            someone.post("/watch", ref=topic_named(name).ref, level=level)
        with transaction():
            for handle, word in (("ben", "Prams"), ("ada", "Strollers")):
                person = cast.person(handle)
                person.skills = [word]
                keep_words(person)
        answer = gwen.post("/topics/prams/merge", into="#Strollers")
        assert answer.status_code == 303
        drain()
        return topic_named("strollers")

    def test_everything_goes_along(self, merged, cleo):
        page = cleo.get("/topics/strollers").text
        assert all(title in page for title in ("Only prams", "Both", "Only strollers"))
        assert cleo.get("/topics/prams").headers["Location"] == "/topics/strollers"
        assert cleo.get("/topics/perambulators").headers["Location"] == "/topics/strollers"
        assert "1 follower" in page  # Ben comes along; Cleo had chosen to hear nothing of strollers
        assert "Ben Okri" in page  # who knows about prams
        found = cleo.get("/people?topic=strollers").text
        assert "Ben Okri" in found
        assert "Ada Lovelace" in found
        assert "Only prams" in cleo.get("/search?q=topic:strollers").text

    def test_it_can_be_taken_back(self, merged, gwen, cleo, drain):
        # since then one thing was filed elsewhere and one was new under the old word
        later = make_post(title="Later", topics=["prams"])
        elsewhere = session().query(Post).filter_by(title="Only prams").one()
        edit_post(cast.person("ada"), elsewhere, elsewhere.body, elsewhere.title, ["glue"])
        merge = session().query(TopicMerge).one()
        assert gwen.post(f"/topics/strollers/merges/{merge.id}/undo").status_code == 303
        drain()
        session().expire_all()
        filed = {name: set(refs_filed(topic_named(name)).items) for name in ("prams", "strollers", "glue")}
        both, only = (session().query(Post).filter_by(title=t).one().ref for t in ("Both", "Only strollers"))
        assert filed == {
            "prams": {both}, "strollers": {both, only, later.ref},
            "glue": {session().query(Post).filter_by(title="Only prams").one().ref},
        }  # fmt: skip
        assert cleo.get("/topics/perambulators").headers["Location"] == "/topics/prams"
        levels = {(w.person_id, w.ref): w.level for w in session().query(Watch) if w.ref.startswith("topic:")}
        prams, strollers = topic_named("prams").ref, topic_named("strollers").ref
        ben, her = cast.person("ben").id, cast.person("cleo").id
        assert levels == {(ben, prams): "watching", (her, prams): "watching", (her, strollers): "muted"}
        assert gwen.post(f"/topics/strollers/merges/{merge.id}/undo").status_code == 404

    def test_one_after_the_other(self, merged, gwen):
        make_post(topics=["wheels"])
        first = session().query(TopicMerge).one().id
        gwen.post("/topics/strollers/merge", into="wheels")
        assert gwen.get("/topics/prams").headers["Location"] == "/topics/wheels"
        assert gwen.post(f"/topics/strollers/merges/{first}/undo").status_code == 404
        second = session().query(TopicMerge).order_by(TopicMerge.id.desc()).first().id
        assert gwen.post(f"/topics/wheels/merges/{second}/undo").status_code == 303
        assert gwen.get("/topics/prams").headers["Location"] == "/topics/strollers"
        assert gwen.post(f"/topics/strollers/merges/{first}/undo").status_code == 303
        assert gwen.get("/topics/prams").status_code == 200

    def test_what_is_everybodys_does_not_vanish_in_one_community(self, sign_in):
        make_post(topics=["strollers"])
        make_post(space="private", topics=["prams"])
        cast.person("ada").roles = frozenset({Role.KNOWLEDGE_MANAGER})
        answer = sign_in("ada").post("/topics/strollers/merge", into="private.prams")
        assert answer.status_code == 422
        assert "belongs to one community alone" in answer.text


def test_the_pages_ask_little(gwen, count_queries):
    for number in range(30):
        make_post(topics=[f"word {number}", "prams"])
    for url in ("/topics", "/topics/prams"):
        with count_queries() as seen:
            assert gwen.get(url).status_code == 200
        assert len(seen) <= 12, "\n".join(seen)


def test_its_page_costs_few_statements(gwen, count_queries):
    make_post(title="Fold it", topics=["strollers"])
    make_question(title="Which fold?", topics=["strollers"])
    edit(gwen, topic_named("strollers"), synonyms="Prams, buggies")
    gwen.get("/topics/strollers")
    with count_queries() as seen:
        page = gwen.get("/topics/strollers").text
    assert "Prams" in page
    assert len(seen) <= 12, "\n".join(seen)
