"""Splitting replies off a conversation and merging one into another: order, authors, addresses, rights."""

from datetime import timedelta

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.features import resolve
from hub.feed.models import Post, StreamItem
from hub.links.actions import link
from hub.links.models import Link, LinkKind
from hub.people import tokens
from hub.threads.actions import edit_comment, post_comment, react
from hub.threads.models import Comment, Mood
from tests import cast
from tests.factories import make_post


def say(post, by, words, parent=None):
    return post_comment(cast.person(by), post, words, parent)


def order(text, *words):
    assert all(word in text for word in words), words
    return sorted(words, key=text.index)


def key_of(who):
    with transaction():
        until = clock.now() + timedelta(days=1)
        return tokens.make_token(who.person, "t", tokens.SCOPES, until).text


def test_split_replies_keep_order_authors_reactions_and_addresses(ada, ben, cleo, gwen, ctx, drain, at):
    post = make_post(by="ada", title="Open evening", body="When do we open?")
    first = say(post, "ben", "At six.")
    opening = say(post, "cleo", "Who pays for the tea?")
    stays = say(post, "ada", "Six it is.", parent=first)
    below = say(post, "ben", "The tea money.", parent=opening)
    edit_comment(cast.person("cleo"), opening, "Who pays for the tea, and the cake?")
    react(cast.person("ada"), opening, Mood.METOO)
    react(cast.person("gwen"), below, Mood.AGREE)
    id, opening_id, below_id, stays_id, first_id = post.id, opening.id, below.id, stays.id, first.id
    drain()
    at(timedelta(minutes=5))
    done = gwen.post(f"/p/{id}/split", comments=[str(below_id), str(opening_id)], title="Tea money")
    assert done.status_code == 303
    drain()
    page = cleo.get(done.location).text
    assert order(page, "the cake?", "The tea money.") == ["the cake?", "The tea money."]
    assert "Cleo Ñandú" in page.partition("the cake?")[0]
    assert "Me too" in page
    assert "Gwen Curator</a> took this from the conversation" in page
    assert "Who pays for the tea?" in cleo.get(f"{done.location}/history").text, "earlier texts went along"
    old = cleo.get(f"/p/{id}").text
    assert order(old, "At six.", "Six it is.", "gave 2 replies") == [
        "At six.",
        "Six it is.",
        "gave 2 replies",
    ]
    assert "the cake?" not in old
    assert "The tea money." not in old
    assert done.location in old, "a linked line on either side"
    assert cleo.get(f"/comments/{opening_id}").location == done.location
    assert cleo.get(f"/comments/{below_id}").location == f"{done.location}#c{below_id}"
    assert cleo.get(f"/comments/{stays_id}").location == f"/p/{id}#c{stays_id}"
    assert session().get_one(Comment, stays_id).parent_id == first_id
    counts = {row.title: row.comment_count for row in session().query(StreamItem)}
    assert (counts["Open evening"], counts["Tea money"]) == (2, 1)
    assert done.location in ben.get("/search?q=cake").text
    assert f"/comments/{opening_id}" not in ben.get("/search?q=cake").text
    assert "gave replies a conversation of their own" in ben.get("/notifications").text
    assert session().query(AuditEntry).filter_by(action="feed.split").one().after["replies"] == 2


def test_who_may_split_and_what_is_refused_with_the_form_filled(ada, cleo, gwen, ctx):
    post = make_post(by="ada")
    id, said = post.id, str(say(post, "cleo", "Mine").id)
    assert cleo.post(f"/p/{id}/split", comments=[said]).status_code == 403
    assert "Choose at least one reply" in gwen.post(f"/p/{id}/split", title="x").text
    gone = gwen.post(f"/p/{id}/split", comments=[said, "999"], title="Kept title")
    assert gone.status_code == 409
    assert 'value="Kept title"' in gone.text
    assert f'value="{said}" checked' in gone.text
    assert ada.post(f"/p/{id}/split", comments=[said]).status_code == 303, "its author may"


def test_merged_it_leads_to_its_place_in_the_target(ada, ben, cleo, gwen, ctx, drain, at):
    target = make_post(by="ada", title="Glazes", body="All about glazes")
    at(timedelta(minutes=1))
    post = make_post(by="ben", title="A question of glaze", body="Is cobalt safe?", topics=["Glaze"])
    at(timedelta(seconds=90))
    said = say(post, "cleo", "With care.")
    at(timedelta(minutes=2))
    late = say(target, "ada", "Look at the wiki")
    with transaction():
        link(cast.person("finn"), "case:1", post.ref, LinkKind.LINKED)
    react(cast.person("gwen"), post, Mood.THANKS)
    id, ref, target_id, said_id, late_id = post.id, post.ref, target.id, said.id, late.id
    drain()
    at(timedelta(minutes=3))
    done = gwen.post(f"/p/{id}/merge", into=f"http://localhost/p/{target_id}")
    assert done.status_code == 303
    drain()
    place = cleo.get(f"/p/{id}").location
    assert place == cleo.get(done.location).location
    assert place.startswith(f"/p/{target_id}#c")
    page = cleo.get(f"/p/{target_id}").text
    expected = ["Is cobalt safe?", "With care.", "Look at the wiki", "merged the conversation"]
    assert order(page, *reversed(expected)) == expected
    assert "“A question of glaze”" in page
    assert cleo.get(f"/comments/{said_id}").location == f"/p/{target_id}#c{said_id}"
    opening = session().get_one(Comment, int(place.partition("#c")[2]))
    assert (opening.author.handle, session().get_one(Comment, said_id).parent_id) == ("ben", opening.id)
    assert session().get_one(Comment, late_id).parent_id is None
    assert session().get_one(Post, target_id).comment_count == 3
    husk = session().get_one(Post, id)
    assert (husk.body, husk.title, husk.author_id) == ("", "", None)
    assert ben.post(f"/p/{id}/restoration").status_code == 404
    assert [row.target for row in session().query(Link)] == [f"post:{target_id}"], "the case's link follows"
    assert resolve(cast.person("cleo"), ref).id == target_id, "and so do addresses in texts"
    assert "Thanks" in page.partition("Is cobalt safe?")[2].partition("With care.")[0]
    for page in ("/c/open", "/?tab=all", "/topics/glaze"):
        assert "A question of glaze" not in cleo.get(page).text, page
    assert "merged another conversation" in ben.get("/notifications").text
    late_words = cleo.post(f"/t/{ref}/comments", body="Sent from the page of the old one")
    assert late_words.location.startswith(f"/p/{target_id}#c")


def test_who_may_merge_and_into_what(cleo, gwen, ctx):
    id, target_id = make_post(by="ada", title="One").id, make_post(by="ada", title="Other").id
    assert cleo.post(f"/p/{id}/merge", pick=target_id).status_code == 403
    assert "Other</label>" in gwen.get(f"/p/{id}/merge").text
    for into in ("/p/4711", f"http://localhost/p/{id}", "/q/1", "words"):
        refused = gwen.post(f"/p/{id}/merge", into=into)
        assert (refused.status_code, f'value="{into}"' in refused.text) == (422, True), into


def test_two_steps_and_the_first_address_still_leads_there(ada, gwen, ctx, drain):
    one, two, three = (make_post(by="ada", title=title, body=title) for title in ("One", "Two", "Three"))
    reply = say(one, "ben", "A reply")
    ids, reply_id = [one.id, two.id, three.id], reply.id
    new = gwen.post(f"/p/{ids[0]}/split", comments=[str(reply_id)]).location
    gwen.post(f"{new}/merge", pick=ids[1])
    gwen.post(f"/p/{ids[1]}/merge", pick=ids[2])
    place = gwen.get(f"/comments/{reply_id}").location
    assert place.startswith(f"/p/{ids[2]}#c")
    assert place == gwen.get(new).location
    opening = place.partition("#c")[2]
    again = gwen.post(f"/p/{ids[2]}/split", comments=[opening], title="Again").location
    assert gwen.get(f"/comments/{reply_id}").location == again
    assert gwen.get(new).location == again


def test_into_another_community_asks_and_leaks_nothing(ada, ben, cleo, ctx, drain):
    secret = make_post(by="ada", space="private", title="Secret plan", body="Nobody knows")
    target = make_post(by="cleo", title="Loud", body="Everybody knows")
    hidden = make_post(by="ada", space="private", title="Deep place", body="x")
    say(secret, "ben", "Not even Cleo")
    secret_id, target_id, hidden_id = secret.id, target.id, hidden.id
    open_one = make_post(by="ada", title="To be hidden", body="Soon gone")
    open_id = open_one.id
    drain()
    asked = ada.post(f"/p/{secret_id}/merge", into=f"/p/{target_id}")
    assert asked.status_code == 422
    assert "Every colleague will be able to read it" in asked.text
    assert "Nobody knows" not in cleo.get(f"/p/{target_id}").text
    assert cleo.post(f"/p/{target_id}/merge", into=f"/p/{secret_id}").status_code == 422, "nothing there"
    assert ada.post(f"/p/{secret_id}/merge", into=f"/p/{target_id}", agreed="6").status_code == 303
    drain()
    assert "Not even Cleo" in cleo.get(f"/p/{target_id}").text

    assert ada.post(f"/p/{open_id}/merge", into=f"/p/{hidden_id}").status_code == 303
    drain()
    assert cleo.get(f"/p/{open_id}").status_code == 404, "it leads to where cleo may not go"
    community = cleo.get("/c/open").text
    assert "To be hidden" not in community
    assert "Deep place" not in community
    assert "a conversation you cannot open" in community
    assert "Soon gone" not in cleo.get("/search?q=gone").text


def test_what_keeps_a_place_of_its_own(ada, gwen, ctx):
    thanks = ada.post("/p", kind="thanks", community="open", body="Thank you, @ben")
    target = make_post(title="Target")
    refused = ada.post(f"{thanks.location}/merge", pick=target.id)
    assert refused.status_code == 422
    assert "Only an ordinary conversation" in refused.text
    assert "Merge into another" not in ada.get(thanks.location).text


def test_over_the_api(ada, cleo, ctx):
    post, target = make_post(title="Source"), make_post(title="Target")
    reply = say(post, "cleo", "Mine")
    ids = post.id, target.id, reply.id
    mine, theirs = key_of(ada), key_of(cleo)
    body = {"comments": [ids[2]], "title": "Its own"}
    assert cleo.api("POST", f"/api/v1/posts/{ids[0]}/split", theirs, json=body).status_code == 403
    made = ada.api("POST", f"/api/v1/posts/{ids[0]}/split", mine, json=body).get_json()
    assert (made["title"], made["body"], made["author"]["handle"]) == ("Its own", "Mine", "cleo")
    done = ada.api("POST", f"/api/v1/posts/{made['id']}/merge", mine, json={"into": ids[1]}).get_json()
    assert done["ref"] == f"post:{ids[1]}"
    said = cleo.api("GET", f"/api/v1/comments?about=post:{made['id']}", theirs).get_json()
    assert [each["id"] for each in said["items"]] == [done["comment_id"]]
    undo = f"/api/v1/posts/{ids[1]}/reshaping/undo"
    assert cleo.api("POST", undo, theirs).status_code == 403, "who merged it takes it back"
    back = ada.api("POST", undo, mine)
    assert (back.status_code, back.get_json()["id"], back.get_json()["body"]) == (200, made["id"], "Mine")
    assert ada.api("POST", undo, mine).status_code == 403, "there is nothing more to take back"
    assert ada.api("POST", f"/api/v1/posts/{made['id']}/reshaping/undo", mine).get_json()["id"] == ids[0]
    said = cleo.api("GET", f"/api/v1/comments?about=post:{ids[0]}", theirs).get_json()
    assert [(each["id"], each["body"]) for each in said["items"]] == [(ids[2], "Mine")]
