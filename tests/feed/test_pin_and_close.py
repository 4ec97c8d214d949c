"""Putting something on top of a community, and ending a conversation."""

from datetime import timedelta

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.models import Post
from hub.feed.queries import feed
from hub.people import tokens
from hub.spaces.actions import archive_space
from tests import cast
from tests.factories import make_post, make_question


def order(who, *things, page="/c/open"):
    text = who.get(page).text
    cards = {thing.ref: text.find(f'id="{thing.ref.replace(":", "-")}"') for thing in things}
    return [thing for thing in sorted(things, key=lambda thing: cards[thing.ref]) if cards[thing.ref] > 0]


def test_admins_pin_until_a_day_and_it_stands_on_the_first_page_only(ada, ben, ctx, at, drain):
    question = make_question(title="Old but dear?")
    drain()
    for number in range(25):
        at(timedelta(minutes=1))
        newest = make_post(title=f"Newer {number:02}")
    assert order(ben, question) == []
    assert ben.post(f"/feed/{question.ref}/pin").status_code == 403
    assert "Pin to the top" not in ben.get("/c/open").text

    past = ada.post(f"/feed/{question.ref}/pin", until="2020-01-01")
    assert past.status_code == 422
    assert "This day is over" in past.text
    day = clock.now().date() + timedelta(days=2)
    assert ada.post(f"/feed/{question.ref}/pin", until=f"{day}").status_code == 303
    assert order(ben, newest, question) == [question, newest]
    assert f"Pinned until {day.day} " in ben.get("/c/open").text
    assert "Pinned until" not in ben.get("/?tab=all").text
    first = feed(cast.person("ben"), "", space=cast.space("open"))
    second = feed(cast.person("ben"), "", space=cast.space("open"), after=first.next)
    refs = [item.ref for item in (*first.items, *second.items)]
    assert (len(refs), len(set(refs)), refs[0]) == (26, 26, question.ref), "each once, over all pages"

    at(timedelta(days=4))
    assert order(ben, question) == []


def test_it_is_taken_down_again(ada, ben, ctx):
    post = make_post(title="Come on Friday")
    later = make_post(title="Later words")
    ada.post(f"/feed/{post.ref}/pin")
    assert order(ben, later, post) == [post, later]
    assert ben.post(f"/feed/{post.ref}/unpin").status_code == 403
    ada.post(f"/feed/{post.ref}/unpin")
    assert order(ben, later, post) == [later, post]


def test_a_closed_conversation_keeps_what_somebody_was_writing(ada, ben, gwen, cleo, ctx, drain):
    post = make_post(by="ben", title="Which kiln?")
    assert cleo.post(f"/p/{post.id}/closing").status_code == 403
    assert gwen.post(f"/p/{post.id}/closing", body="We took the **red** one.").status_code == 303
    page = ben.get(f"/p/{post.id}").text
    assert "We took the <strong>red</strong> one." in page
    assert "Gwen Curator closed this conversation" in page
    assert f"/t/{post.ref}/comments/new" not in page
    drain()
    assert "closed the conversation" in ben.get("/notifications").text

    late = ada.post(f"/t/{post.ref}/comments", body="But the blue one is warmer")
    assert late.status_code == 403
    assert "But the blue one is warmer</textarea>" in late.text
    assert "Gwen Curator closed this conversation." in late.text
    live = ada.post(f"/t/{post.ref}/comments", {"HX-Request": "true"}, body="But the blue one")
    assert live.headers["HX-Retarget"] == f"#write-post-{post.id}"

    assert ben.post(f"/p/{post.id}/reopening").status_code == 303, "its author may"
    assert ada.post(f"/t/{post.ref}/comments", body="But the blue one is warmer").status_code == 303
    assert "closed this conversation" not in ben.get(f"/p/{post.id}").text


def test_a_place_that_is_archived_while_somebody_writes_keeps_the_text(ben, ctx):
    archive_space(SYSTEM, cast.space("private"))
    sent = {"kind": "discussion", "body": "Two lines\n\nthat took an hour"}
    answer = ben.post("/p", community="private", **sent)
    assert answer.status_code == 403
    assert "that took an hour</textarea>" in answer.text
    assert "This place is archived" in answer.text


def test_over_the_api(ada, ben, ctx):
    post = make_post(by="ben", title="Which kiln?")
    until = clock.now() + timedelta(days=1)
    with transaction():
        keys = {
            each.handle: tokens.make_token(each.person, "t", tokens.SCOPES, until).text for each in (ada, ben)
        }
    url = f"/api/v1/posts/{post.id}/closing"
    closed = ben.api("PUT", url, keys["ben"], json={"body": "Enough."})
    assert closed.status_code == 200
    assert closed.get_json()["closed_at"]
    said = {"about": post.ref, "body": "More"}
    refused = ada.api("POST", "/api/v1/comments", keys["ada"], json=said)
    assert refused.status_code == 403
    assert "closed this conversation" in refused.get_json()["error"]["message"]
    pin = {"ref": post.ref}
    assert ben.api("PUT", "/api/v1/feed/pins", keys["ben"], json=pin).status_code == 403
    assert ada.api("PUT", "/api/v1/feed/pins", keys["ada"], json=pin).status_code == 200
    feed = ada.api("GET", "/api/v1/feed?space=open", keys["ada"]).get_json()
    assert [item["is_pinned"] for item in feed["items"]] == [True]
    ada.api("PUT", url, keys["ada"], json={"closed": False})
    session.remove()
    assert session().get_one(Post, post.id).closed_at is None
