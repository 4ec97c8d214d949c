"""Colleagues write to each other: who reads it, who hears of it, and everybody who must not."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from hub.conversations import actions
from hub.conversations.models import Conversation
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import Event
from hub.inbox.models import Notice
from hub.inbox.queries import standing
from hub.people.models import Person
from hub.threads.models import Comment
from tests import cast

SECRET = "the quagga sleeps"
HIT = "sleeps"  # what a search for the other word shows of it


def one() -> Conversation:
    return session().scalars(select(Conversation).order_by(Conversation.id.desc()).limit(1)).one()


def notices(handle: str) -> list[Notice]:
    session.remove()
    return list(session().scalars(select(Notice).where(Notice.person_id == cast.person(handle).id)))


@pytest.fixture
def pair(ctx, drain) -> int:
    """Ada wrote to Ben."""
    id = actions.start(cast.person("ada"), [cast.person("ben")], SECRET).id
    drain()
    return id


@pytest.fixture
def group(ctx, drain) -> int:
    """Ada wrote to Ben and Gwen, who is a knowledge manager."""
    people = [cast.person("ben"), cast.person("gwen")]
    id = actions.start(cast.person("ada"), people, SECRET, "Ferry").id
    drain()
    return id


class TestWriting:
    def test_names_are_offered_while_they_are_typed(self, ada, pair):
        for place in ("/messages/new", f"/messages/{pair}"):
            field = BeautifulSoup(ada.get(place).data, "html.parser").select_one("[name=to]")
            assert field["type"] == "text"  # the element around it looks for no other
            assert field.parent["data-expand"] == "/expand"

    def test_the_first_words_arrive_and_are_answered(self, ada, ben, drain):
        sent = ada.post("/messages", to="@ben", body=SECRET)
        assert sent.status_code == 303
        place = sent.headers["Location"]
        drain()
        listed = ben.get("/messages").text
        assert SECRET in listed
        assert "is-new" in listed
        assert 'title="Messages"' in ben.get("/").text
        page = ben.get(place).text
        assert SECRET in page
        assert "Ada Lovelace" in page
        assert "is-new" not in ben.get("/messages").text
        ref = one().ref
        assert ben.post(f"/t/{ref}/comments", body="Let it").status_code == 303
        assert "Let it" in ada.get(place).text

    def test_the_same_people_find_the_same_conversation(self, ada, ben):
        first = ada.post("/messages", to="ben@hub.test", body="1").headers["Location"]
        assert ben.post("/messages", to="Ada Lovelace", body="2").headers["Location"] == first
        assert ada.post("/messages", to="@ben, @gwen", body="3").headers["Location"] != first

    @pytest.mark.parametrize(
        ("to", "why"),
        [("@nemo", "No colleague"), ("@ada", "at least one"), ("@eli", "has left")],
    )
    def test_what_cannot_be_sent_is_not_lost(self, ada, to, why):
        answer = ada.post("/messages", to=to, body=SECRET)
        assert answer.status_code == 422
        assert why in answer.text
        assert SECRET in answer.text

    def test_whoever_has_left_is_not_written_to(self, ada, pair):
        with transaction():
            cast.person("ben").deactivated_at = clock.now()
        page = ada.get(f"/messages/{pair}").text
        assert "Nobody who reads here is left" in page
        assert 'name="body"' not in page


class TestTelling:
    def test_one_notice_for_each_conversation(self, ada, ben, pair, drain):
        for words in ("and sleeps", "@ben, still?"):
            ada.post(f"/t/conversation:{pair}/comments", body=words)
        drain()
        (notice,) = notices("ben")
        assert (notice.count, notice.thread, notice.action) == (3, f"conversation:{pair}", "answer")
        assert "3 new messages" in ben.get("/notifications").text
        assert not notices("ada")
        ben.get(f"/messages/{pair}")
        assert "Nothing is new" in ben.get("/notifications").text

    def test_a_muted_one_is_silent(self, ada, ben, pair, drain):
        ben.post(f"/messages/{pair}/mute", on="1")
        before = notices("ben")[0].count
        ada.post(f"/t/conversation:{pair}/comments", body="@ben wake it")
        drain()
        assert notices("ben")[0].count == before
        assert "wake it" in ben.get("/messages").text


class TestCircle:
    def test_a_larger_circle_begins_anew(self, ada, cleo, pair, drain):
        place = ada.post(f"/messages/{pair}/people", to="@cleo").headers["Location"]
        assert place != f"/messages/{pair}"
        drain()
        page = cleo.get(place).text
        assert SECRET not in page
        assert "an earlier conversation" not in page
        assert "an earlier conversation" in ada.get(place).text
        assert cleo.get(f"/messages/{pair}").status_code == 404

    def test_whoever_leaves_reads_nothing_any_more(self, ada, ben, group, drain):
        assert HIT in ben.get("/search?q=quagga&kind=posts").text
        ben.post(f"/messages/{group}/leaving")
        drain()
        assert ben.get(f"/messages/{group}").status_code == 404
        assert HIT not in ben.get("/search?q=quagga&kind=posts").text
        assert "Ben Okri left" in ada.get(f"/messages/{group}").text

    def test_nobody_leaves_a_pair(self, ctx, pair):
        with pytest.raises(Invalid):
            actions.leave(cast.person("ada"), one())

    def test_a_group_has_a_name(self, ada, group):
        ada.post(f"/messages/{group}/name", name="Ferry at night")
        assert "Ferry at night" in ada.get("/messages").text


class TestStrangers:
    """A colleague, the administrator, a knowledge manager, the auditor: none of them is in it."""

    @pytest.mark.parametrize("handle", ["cleo", "dora", "gwen", "iris"])
    def test_nobody_else_finds_it(self, sign_in, pair, handle, drain):
        someone = sign_in(handle)
        ref, slug = f"conversation:{pair}", one().space.slug
        said = session().scalar(select(func.max(Comment.id)))
        for url in (f"/messages/{pair}", f"/comments/{said}", f"/t/{ref}/comments", f"/c/{slug}"):
            assert someone.get(url).status_code == 404, url
        assert someone.post(f"/t/{ref}/comments", body="hi").status_code == 404
        for tab in ("", "&kind=posts"):
            found = someone.get(f"/search?q=quagga{tab}").text
            assert not [word for word in (HIT, "1 result", slug) if word in found]
        for url in ("/", "/messages", "/c", "/live/since?after=0", "/notifications", "/people/ben?tab=posts"):
            shown = someone.get(url).text
            assert SECRET not in shown, url
            assert slug not in shown, url
        assert not [notice for notice in notices(handle) if notice.thread == ref]

    def test_its_own_people_do(self, ben, pair):
        """Else the tests above would prove nothing."""
        said = session().scalar(select(func.max(Comment.id)))
        assert ben.get(f"/comments/{said}").status_code == 302
        assert HIT in ben.get("/search?q=quagga&kind=posts").text

    def test_it_is_no_place_even_to_its_people(self, ada, pair):
        slug = one().space.slug
        assert ada.get(f"/c/{slug}").status_code == 404
        assert slug not in ada.get("/c").text
        assert slug not in ada.get("/search?q=quagga&kind=posts").text
        refused = ada.post("/p", kind="discussion", community=slug, body="into the pair")
        assert refused.status_code == 404

    def test_a_curator_in_a_group_removes_only_their_own(self, ctx, gwen, group):
        said = session().scalar(select(func.max(Comment.id)))
        assert gwen.post(f"/comments/{said}/removal").status_code == 403

    def test_its_fact_is_not_one_that_plugins_hear_of(self, pair):
        space_id = one().space_id
        kinds = set(session().scalars(select(Event.kind).where(Event.space_id == space_id)))
        assert "conversations.message_written" in kinds
        assert "threads.comment_posted" not in kinds

    def test_the_audit_log_says_nothing(self, dora, pair):
        assert "conversation" not in dora.get("/admin/audit").text


def test_what_comes_while_one_looks_is_read(ada, ben, pair, drain):
    here, said, asked = f"/messages?here={pair}", f"/t/conversation:{pair}/comments", {"HX-Request": "true"}
    ada.get(f"/messages/{pair}")
    ben.post(said, body="Look at the oven.")
    drain()
    assert "Look at the oven." in ada.get(said, headers=asked).text  # while the tab is behind another
    assert 'class="count' in ada.get(here, headers=asked).text
    assert standing(cast.person("ada")).new == 1
    seen = {**asked, "X-In-Sight": "1"}
    assert "Look at the oven." in ada.get(said, headers=seen).text
    assert 'class="count' not in ada.get(here, headers=seen).text
    session.remove()
    assert standing(cast.person("ada")).new == 0  # so no mail tells of it


def test_whoever_is_away_says_so_where_one_writes_to_them(ada, ben, pair):
    where = f"/messages/{pair}"
    assert "Away until" not in ada.get(where).text
    ben.post("/settings/notifications/away", until="2030-12-05", substitute="@cleo", note="Fishing")
    for page in (ada.get(where).text, ada.get("/people/ben").text):
        assert "Away until" in page
        assert "Fishing · Cleo Ñandú stands in meanwhile." in page
    assert "Away until" not in ben.get(where).text


def test_a_list_of_many_asks_the_database_seldom(ada, ctx, count_queries):
    me, people = cast.person("ada"), session().scalars(select(Person).where(Person.deactivated_at.is_(None)))
    others = [person for person in people if person.id != me.id]
    for number, other in enumerate(others):
        actions.start(me, [other], f"hello {number}")
        actions.start(me, [other, others[number - 1]], "and to both of you")
    left = one()
    actions.bring_in(me, left, [others[0], others[1], others[2]])
    actions.leave(next(person for person in left.people if person.id != me.id), left)
    for url, words in (("/messages", "and to both"), (one().url, "Write to"), (left.url, " left")):
        ada.get(url)  # what is written at the first visit
        with count_queries() as seen:
            assert words in ada.get(url).text
        assert len(seen) <= 12, "\n".join(seen)
