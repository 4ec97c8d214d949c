"""Polls: begun in the composer, voted in from the feed, counted once for each colleague."""

import re
from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.feed.models import Post
from hub.feed.poll_models import PollChoice, PollPick, PollVoter
from hub.feed.polls import polls_on
from tests import cast


def begin(who, **more):
    sent = {
        "kind": "poll", "community": "open", "body": "Which day?",
        "choices": "Monday\nTuesday\nMonday\n\nFriday",
        "results": "voted",
    } | more  # fmt: skip
    return who.post("/p", **sent)


def numbers() -> dict[str, int]:
    session.remove()
    return {each.words: each.id for each in session().scalars(select(PollChoice))}


def counts(handle="ben") -> dict[str, int | None]:
    session.remove()
    post = session().scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    return {each.words: each.count for each in polls_on(cast.person(handle), [post.id])[post.id].choices}


def test_it_is_begun_in_the_composer_and_voted_in_from_the_feed(ada, ben, ctx, drain):
    assert begin(ada).status_code == 303
    post = session().scalars(select(Post)).one()
    page = ben.get("/c/open").text
    assert re.findall(r'type="radio" name="choice" value="\d+">(\w+)', page) == [
        "Monday",
        "Tuesday",
        "Friday",
    ]
    assert "<progress" not in page, "first vote, then see"
    assert counts() == {"Monday": None, "Tuesday": None, "Friday": None}
    told = ben.post(f"/p/{post.id}/votes", {"HX-Request": "true"}, choice=numbers()["Friday"])
    assert "Your vote counts." in told.text
    assert "1 vote" in told.text
    assert counts() == {"Monday": 0, "Tuesday": 0, "Friday": 1}
    drain()
    assert "Which day?" in ben.get("/?tab=all").text
    assert f'data-live="{post.ref}"' in ada.get(f"/p/{post.id}").text
    assert 'value="poll" checked' in ada.get("/c/open").text, "the kind is remembered"


def test_two_tabs_make_one_vote_and_a_word_about_it(ada, ben, ctx):
    begin(ada)
    post, choice = session().scalars(select(Post)).one(), numbers()
    ben.post(f"/p/{post.id}/votes", choice=choice["Monday"])
    second = ben.post(f"/p/{post.id}/votes", {"HX-Request": "true"}, choice=choice["Tuesday"])
    assert "Your vote is changed. The earlier one counts no more." in second.text
    assert counts() == {"Monday": 0, "Tuesday": 1, "Friday": 0}
    both = ben.post(f"/p/{post.id}/votes", choice=[choice["Monday"], choice["Tuesday"]])
    assert both.status_code == 422
    assert "Only one of these can be chosen." in both.text
    assert ben.post(f"/p/{post.id}/votes").status_code == 422
    assert ben.post(f"/p/{post.id}/votes", choice=99_999).status_code == 422
    assert counts() == {"Monday": 0, "Tuesday": 1, "Friday": 0}


def test_an_anonymous_vote_is_given_once_and_joined_to_nobody(ada, ben, ctx):
    begin(ada, anonymous="1", several="1")
    post, choice = session().scalars(select(Post)).one(), numbers()
    ben.post(f"/p/{post.id}/votes", choice=[choice["Monday"], choice["Friday"]])
    again = ben.post(f"/p/{post.id}/votes", choice=choice["Tuesday"])
    assert again.status_code == 409
    assert "You have voted already." in again.text
    assert counts() == {"Monday": 1, "Tuesday": 0, "Friday": 1}
    assert session().scalars(select(PollPick)).all() == []
    assert session().scalars(select(PollVoter.person_id)).all() == [ben.person.id]
    assert set(PollVoter.__table__.columns.keys()) == {"post_id", "person_id"}
    voted = session().scalars(select(Event).where(Event.kind == "feed.poll_voted")).one()
    assert (voted.actor_id, voted.data) == (None, {"post_id": post.id, "ended": False})


def test_results_at_the_end_are_shown_at_the_end(ada, ben, cleo, ctx, at):
    begin(ada, results="end", until=f"{clock.now().date() + timedelta(days=1)}")
    post, choice = session().scalars(select(Post)).one(), numbers()
    ben.post(f"/p/{post.id}/votes", choice=choice["Monday"])
    assert set(counts().values()) == {None}
    assert ben.post(f"/p/{post.id}/poll/end").status_code == 403, "only its author and the curators"
    at(timedelta(days=3))
    assert counts("cleo") == {"Monday": 1, "Tuesday": 0, "Friday": 0}
    late = cleo.post(f"/p/{post.id}/votes", choice=choice["Monday"])
    assert late.status_code == 409
    assert "This poll has ended." in late.text


def test_what_is_wrong_comes_back_filled_in(ada, ctx):
    answer = begin(ada, choices="Only one", anonymous="1")
    assert answer.status_code == 422
    assert "Only one</textarea>" in answer.text
    assert "Which day?</textarea>" in answer.text
    assert 'name="anonymous" value="1" checked' in answer.text
    assert begin(ada, until="2020-01-01").status_code == 422
    assert begin(ada, choices="a\n" + "x" * 300).status_code == 422
    assert session().scalars(select(Post)).all() == []
