"""Taking a split or a merge back: everything stands where it was, on both sides."""

from datetime import timedelta

from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.feed.models import Post, StreamItem
from hub.links.actions import link
from hub.links.models import Link, LinkKind
from hub.people.models import Watch
from hub.spaces.topics import topics_of
from hub.threads.actions import edit_comment, react
from hub.threads.models import Comment, Mood, Reaction
from tests import cast
from tests.factories import make_post
from tests.feed.test_reshaping import order, say


def test_a_split_is_taken_back(ada, ben, cleo, gwen, ctx, drain, at):
    post = make_post(by="ada", title="Open evening", body="When do we open?")
    asked = say(post, "ben", "At six.")
    opening = say(post, "cleo", "Who pays for the tea?", parent=asked)
    below = say(post, "ben", "The tea money.", parent=opening)
    stays = say(post, "ada", "Good question.", parent=opening)
    edit_comment(cast.person("cleo"), opening, "Who pays for the cake?")
    react(cast.person("ada"), opening, Mood.METOO)
    id, ref, opening_id, opening_ref = post.id, post.ref, opening.id, opening.ref
    parents = {asked.id: None, opening.id: asked.id, below.id: opening.id, stays.id: opening.id}
    drain()
    at(timedelta(minutes=5))
    made = gwen.post(f"/p/{id}/split", comments=[str(opening_id), str(below.id)], title="Tea").location
    made_id = int(made.split("/")[2].split("-")[0])
    undo = f"/p/{made_id}/reshaping/undo"
    drain()
    assert undo in gwen.get(made).text, "the line about it has the button"
    assert undo not in cleo.get(made).text
    assert ada.post(undo).status_code == 403, "who split it takes it back"
    react(cast.person("gwen"), session().get_one(Post, made_id), Mood.THANKS)
    at(timedelta(minutes=10))
    assert gwen.post(undo).status_code == 303
    drain()

    page = cleo.get(f"/p/{id}").text
    words = ["At six.", "the cake?", "The tea money.", "Good question."]
    assert order(page, *reversed(words)) == words
    assert "a conversation of its own" not in page
    assert {row.id: row.parent_id for row in session().query(Comment).filter_by(about=ref)} == parents
    assert {row.mood for row in session().query(Reaction).filter_by(ref=opening_ref)} == {
        Mood.METOO, Mood.THANKS,
    }  # fmt: skip
    assert cleo.get(made).location == f"/p/{id}#c{opening_id}", "what was sent around still leads there"
    assert cleo.get(f"/comments/{opening_id}").location == f"/p/{id}#c{opening_id}"
    assert "Who pays for the tea?" in cleo.get(f"/comments/{opening_id}/history").text
    assert [(row.ref, row.comment_count) for row in session().query(StreamItem)] == [(ref, 4)]
    assert f"/comments/{opening_id}" in ben.get("/search?q=cake").text
    assert session().query(AuditEntry).filter_by(action="feed.reshaping_undone").count() == 1
    assert gwen.post(undo).status_code == 404, "there is nothing left of it"


def test_a_merge_is_taken_back_with_topics_links_and_followers(ada, ben, cleo, gwen, ctx, drain, at):
    target = make_post(by="ada", title="Glazes", body="All about glazes")
    post = make_post(by="ben", title="A question of glaze", body="Is cobalt safe?", topics=["Glaze"])
    said = say(post, "cleo", "With care.")
    below = say(post, "ben", "How much?", parent=said)
    with transaction():
        link(cast.person("finn"), "case:1", post.ref, LinkKind.LINKED)
    react(cast.person("gwen"), post, Mood.THANKS)
    id, ref, target_id, target_ref = post.id, post.ref, target.id, target.ref
    parents = {said.id: None, below.id: said.id}
    drain()
    at(timedelta(minutes=3))
    gwen.post(f"/p/{id}/merge", into=f"/p/{target_id}")
    drain()
    assert session().get(Watch, (cast.person("cleo").id, target_ref)) is not None
    at(timedelta(minutes=4))
    late = ben.post(f"/t/{target_ref}/comments", body="Look at the wiki").location.partition("#c")[2]
    at(timedelta(minutes=8))
    assert gwen.post(f"/p/{target_id}/reshaping/undo").location == f"/p/{id}"
    drain()

    page = cleo.get(f"/p/{id}").text
    words = ["A question of glaze", "Is cobalt safe?", "With care.", "How much?"]
    assert order(page, *reversed(words)) == words
    assert "Ben" in page.partition("Is cobalt safe?")[0]
    other = cleo.get(f"/p/{target_id}").text
    assert "Is cobalt safe?" not in other
    assert "merged the conversation" not in other
    assert {row.id: row.parent_id for row in session().query(Comment).filter_by(about=ref)} == parents
    assert session().query(Link).filter_by(source="case:1").one().target == ref
    assert [topic.name for topic in topics_of([ref])[ref]] == ["Glaze"]
    assert session().get(Watch, (cast.person("cleo").id, target_ref)) is None
    assert session().get(Watch, (cast.person("cleo").id, ref)) is not None
    assert session().get(Watch, (cast.person("ben").id, target_ref)) is not None, "spoke there since"
    assert session().query(Reaction).filter_by(ref=ref).one().mood == Mood.THANKS
    counts = {row.ref: row.comment_count for row in session().query(StreamItem)}
    assert counts == {ref: 2, target_ref: 1}
    assert f"/p/{id}" in ben.get("/search?q=cobalt").text
    assert cleo.get(f"/comments/{late}").location == f"/p/{target_id}#c{late}"


def test_a_merge_across_communities_goes_back_behind_its_door(ada, ben, cleo, ctx, drain, at):
    target = make_post(by="ada", space="open", title="Glazes")
    post = make_post(by="ada", space="private", title="Secret ash", body="Grandmother's cobalt")
    id, target_id, said = post.id, target.id, say(post, "ben", "Never tell.").id
    drain()
    ada.post(f"/p/{id}/merge", into=f"/p/{target_id}", agreed=6)
    drain()
    assert "Never tell." in cleo.get(f"/p/{target_id}").text
    assert ada.post(f"/p/{target_id}/reshaping/undo").status_code == 303
    drain()
    for address in (f"/p/{id}", f"/comments/{said}", f"/p/{id}/history"):
        assert cleo.get(address).status_code == 404, address
    assert "cobalt" not in cleo.get(f"/p/{target_id}").text
    assert "Never" not in cleo.get("/search?q=never+cobalt").text.partition("<main")[2].partition("value=")[0]
    assert "Never tell." in ben.get(f"/p/{id}").text
    assert session().get_one(Comment, said).space_id == cast.space("private").id


def test_not_once_something_was_said_there_or_an_hour_is_over(ada, cleo, gwen, ctx, drain, at):
    post = make_post(by="ada", title="One")
    reply, other = say(post, "cleo", "Mine"), say(post, "cleo", "And this")
    id, other_id = post.id, other.id
    made = ada.post(f"/p/{id}/split", comments=[str(reply.id)]).location
    made_id = made.split("/")[2].split("-")[0]
    at(timedelta(minutes=61))
    assert ada.post(f"/p/{made_id}/reshaping/undo").status_code == 422
    assert "reshaping/undo" not in ada.get(made).text
    again = ada.post(f"/p/{id}/split", comments=[str(other_id)]).location
    again_id = again.split("/")[2].split("-")[0]
    at(timedelta(minutes=62))
    cleo.post(f"/t/post:{again_id}/comments", body="I like it here")
    refused = ada.post(f"/p/{again_id}/reshaping/undo")
    assert refused.status_code == 422
    assert "Something was said or changed there since" in refused.text
    assert "I like it here" in cleo.get(again).text
