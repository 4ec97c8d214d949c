"""Announcements: one at a time on top of home, until understood; and who has not is known to few."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.feed import scheduling
from hub.feed.announcement_models import Announcement, Understanding
from hub.feed.announcements import readers
from hub.feed.announcing import Ask, announce
from hub.feed.models import Post
from hub.inbox.digest import told
from hub.inbox.models import Notice
from hub.people.feed_tokens import feed_token
from hub.people.models import Person, Role
from hub.spaces.actions import let_in, remove_member
from hub.threads.watching import watch
from tests import cast

HEADING = "Please read"


def make(by="gwen", space="open", title="New kiln rules", body="Gloves from today on.", **ask) -> Post:
    return announce(cast.person(by), cast.space(space), body, title, Ask(**ask))


def press(who, post, version=1, headers=None):
    return who.post(f"/p/{post.id}/understanding", headers, version=version, back="/")


def rows() -> list[tuple[str, int]]:
    session.remove()
    found = session().execute(
        select(Person.handle, Understanding.version).join(Person, Person.id == Understanding.person_id)
    )
    return sorted(tuple(each) for each in found)


def names(page: str) -> list[str]:
    people = page.partition('<ul class="people">')[2].partition("</ul>")[0]
    return re.findall(r">([A-Z][^<]+)</a></b>", people)


def notices(handle: str, post: Post) -> list[Notice]:
    session.remove()
    own = select(Notice).where(Notice.person_id == cast.person(handle).id, Notice.about == post.ref)
    return list(session().scalars(own))


def digest(handle: str) -> str:
    session.remove()
    return str(told(cast.person(handle), clock.now() - timedelta(days=1)))


def test_one_stands_on_top_of_home_until_it_is_understood(ctx, ada, ben, gwen, cleo, at):
    sent = {"kind": "announcement", "community": "open", "must_confirm": "1"}
    assert gwen.post("/p", body="First rule\n\nGloves.", **sent).status_code == 303
    at(timedelta(minutes=1))
    assert gwen.post("/p", body="Second rule\n\nGoggles.", **sent).status_code == 303
    first, second = session().scalars(select(Post).order_by(Post.id)).all()
    page = ben.get("/?tab=unanswered").text
    assert page.count(HEADING) == 1, "one at a time"
    assert page.index("1 of 2") < page.index("First rule") < page.index("card composer")
    assert "Second rule" not in page
    assert press(ben, first).location == "/"
    assert "Second rule" in ben.get("/?tab=unanswered").text
    left = press(ben, second, headers={"HX-Request": "true"}).text
    assert "You have read everything" in left
    press(ben, first)
    assert rows() == [("ben", 1), ("ben", 1)], "pressed twice it is there once"
    assert HEADING not in ben.get("/").text
    assert HEADING in ada.get("/").text, "each for themselves"
    assert HEADING not in gwen.get("/").text, "its author is not asked"
    assert HEADING not in cleo.get("/").text, "she may read it, but is not in this community"


def test_only_who_looks_after_a_community_announces_and_no_word_is_lost(ctx, ada, ben, dora):
    assert 'value="announcement"' in ada.get("/").text
    assert 'value="announcement"' in dora.get("/").text
    assert 'value="announcement"' not in ben.get("/c/open").text
    sent = {"kind": "announcement", "community": "open", "body": "Everybody must read my poem."}
    refused = ben.post("/p", **sent)
    assert refused.status_code == 403
    assert "Everybody must read my poem." in refused.text
    past = ada.post("/p", **sent, ends="2020-01-01")
    assert past.status_code == 422
    assert "Choose a day from today on" in past.text
    assert not session().scalars(select(Post)).all()
    assert ada.post("/p", **sent).status_code == 303
    assert 'value="announcement" checked' not in ada.get("/c/open").text, "it is chosen each time"


def test_whom_it_asks_and_for_how_long(ctx, ben, cleo, finn, nobody, at):
    with transaction():
        let_in(SYSTEM, cast.space("open"), finn.person)
    make(title="For agents", role=Role.AGENT, ends_at=clock.now() + timedelta(days=1))
    assert "For agents" in finn.get("/").text
    calendar = f"/feeds/{feed_token(cast.person('finn'))}/calendar.ics"
    assert "Read by then: For agents" in nobody.get(calendar).text
    assert HEADING not in ben.get("/").text
    with transaction():
        let_in(SYSTEM, cast.space("open"), cleo.person)
    make(title="For all")
    assert "For all" in cleo.get("/").text, "who comes later is asked, too"
    at(timedelta(days=1, minutes=1))
    page = finn.get("/").text
    assert "For all" in page
    assert "For agents" not in page.partition("card composer")[0], "it has ended"


def test_a_new_version_asks_everybody_again(ctx, ada, ben, gwen):
    post = make()
    press(ben, post)
    edit = {"title": "New kiln rules", "must_confirm": "1", "audience": ""}
    gwen.post(f"/p/{post.id}/edit", **edit, body="Gloves, from today on.", seen=1)
    assert HEADING not in ben.get("/").text, "a slip of the pen asks nobody"
    gwen.post(f"/p/{post.id}/edit", **edit, body="Gloves and goggles.", seen=2, again="1")
    late = press(ada, post, version=1)
    assert late.status_code == 303
    assert "changed while you were reading" in ada.get(late.location).text
    assert press(ada, post, 1, {"HX-Request": "true"}).status_code == 409
    assert "Gloves and goggles." in ben.get("/").text
    press(ben, post, version=2)
    assert rows() == [("ben", 1), ("ben", 2)]
    assert HEADING in ada.get("/").text


def test_to_have_opened_it_is_enough_where_nothing_is_asked_back(ctx, ben, gwen):
    post = make(must_confirm=False)
    assert HEADING in ben.get("/").text
    assert "You are asked to read this" in ben.get(f"/p/{post.id}").text
    assert rows() == [("ben", 1)]
    assert HEADING not in ben.get("/").text
    gwen.post(f"/p/{post.id}/edit", title="t", body="b", must_confirm="1", audience="", seen=1)
    assert HEADING in ben.get("/").text, "what was only seen is not understood"


def test_who_has_not_is_known_to_those_who_answer_for_it(ctx, ada, ben, cleo, dora, gwen):
    with transaction():
        for handle in ("cleo", "finn"):
            let_in(SYSTEM, cast.space("open"), cast.person(handle))
    post = make()
    press(ben, post)
    press(cleo, post)
    with transaction():
        remove_member(SYSTEM, cast.space("open"), cast.person("cleo"))
    base = f"/p/{post.id}/readers"
    assert names(gwen.get(base).text) == ["Ada Lovelace", "Finn Agent"]
    assert names(ada.get(f"{base}/done").text) == ["Ben Okri"], "who left is in no list"
    assert "1 of 3" in dora.get(base).text
    assert ben.get(base).status_code == 403
    assert ben.get(f"{base}/done").status_code == 403
    assert "readers" not in ben.get(f"/p/{post.id}").text
    assert ben.post(f"{base}/reminder").status_code == 403
    assert ben.post(f"{base}/end").status_code == 403
    first = readers(session().get_one(Post, post.id), has=False, size=1).people
    rest = readers(session().get_one(Post, post.id), has=False, size=1, after=int(first.next)).people
    assert [who.handle for page in (first, rest) for who, _at in page.items] == ["ada", "finn"]
    gwen.post(f"{base}/end")
    assert HEADING not in ada.get("/").text
    assert "This has ended" in ada.get(f"/p/{post.id}").text


def test_each_hears_of_it_once_and_is_reminded_once_a_day(ctx, ada, ben, gwen, drain, at):
    with transaction():
        watch(ben.person, cast.space("open").ref)
    post = make(body="Gloves from today on, @ben.")
    drain()
    everything = select(func.count()).select_from(Notice).where(Notice.person_id == ben.person.id)
    assert session().scalar(everything) == 1
    assert len(notices("ada", post)) == 1
    assert not notices("gwen", post)
    press(ben, post)
    base = f"/p/{post.id}/readers"
    assert gwen.post(f"{base}/reminder").status_code == 409, "they were told just now"
    at(timedelta(days=1, minutes=1))
    assert "Remind 1 colleague" in gwen.get(base).text
    assert gwen.post(f"{base}/reminder").status_code == 303
    assert gwen.post(f"{base}/reminder").status_code == 409
    drain()
    (waiting,) = notices("ada", post)
    assert (waiting.kind, waiting.action) == ("feed.announcement_reminded", "read")
    (done,) = notices("ben", post)
    assert done.kind == "feed.announcement_made", "who has understood is left alone"


def test_the_digest_names_it_to_those_who_have_not_understood(ctx, ben, cleo, drain):
    post = make()
    ben.get(f"/p/{post.id}")
    assert "New kiln rules" in digest("ben"), "to have opened it is not enough"
    assert "New kiln rules" not in digest("cleo")
    press(ben, post)
    assert "New kiln rules" not in digest("ben")
    drain()
    assert "New kiln rules" not in digest("gwen")


def test_nobody_outside_learns_of_it_through_any_door(ctx, ada, ben, cleo, dora, nobody, drain):
    post = make(by="ada", space="private")
    drain()
    for stranger in (cleo, dora):
        for tab in ("following", "all"):
            assert "New kiln rules" not in stranger.get(f"/?tab={tab}&type=announcement").text
        assert "New kiln rules" not in stranger.get("/").text
        assert press(stranger, post).status_code == 404
        assert stranger.get(f"/p/{post.id}/readers").status_code == 404
        handle = stranger.person.handle
        assert "New kiln rules" not in nobody.get(f"/feeds/{feed_token(stranger.person)}/home.xml").text
        assert not notices(handle, post)
        assert "New kiln rules" not in digest(handle)
    assert "New kiln rules" in ben.get("/?tab=all&type=announcement").text
    assert "New kiln rules" not in ben.get("/?tab=all&type=poll").text.partition("card composer")[2]
    assert "New kiln rules" in nobody.get(f"/feeds/{feed_token(cast.person('ben'))}/home.xml").text
    with transaction():
        remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    assert HEADING not in ben.get("/").text, "who left is asked no more"


def test_it_is_planned_with_what_it_asks(ctx, gwen, ben, at):
    at(datetime(2026, 12, 7, 10, 0, tzinfo=UTC))
    sent = {"kind": "announcement", "community": "open", "body": "Closed on Friday.", "must_confirm": "1"}
    assert gwen.post("/p", **sent, ends="2026-12-12", later="2026-12-08T09:30").location == "/scheduled"
    assert HEADING not in ben.get("/").text
    at(datetime(2026, 12, 8, 10, 0, tzinfo=UTC))
    scheduling.due_posts()
    session.remove()
    (asks,) = session().scalars(select(Announcement))
    assert asks.must_confirm
    assert asks.ends_at == datetime(2026, 12, 13, tzinfo=UTC)
    assert "Closed on Friday." in ben.get("/").text


def test_home_with_one_is_as_affordable_as_ever(ctx, ada, ben, drain, count_queries):
    for number in range(3):
        make(title=f"Rule {number}")
    drain()
    ben.get("/")
    with count_queries() as seen:
        assert HEADING in ben.get("/").text
    assert len(seen) <= 12, "\n".join(seen)
