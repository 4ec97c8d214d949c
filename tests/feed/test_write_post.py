"""Sending what the composer holds: an update, a question, thanks."""

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.feed.composing import headed
from hub.feed.models import Post, PostKind, StreamItem
from hub.inbox.models import Notice
from hub.people.models import Draft
from hub.qa.models import Question
from hub.spaces.actions import archive_space, edit_space
from tests import cast
from tests.factories import make_question

URL = "/p"


def update(**more):
    return {"kind": "discussion", "community": "private", "body": "Belt 4 is out until Wednesday.", **more}


def last_post() -> Post:
    session.remove()
    return session().scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()


def facts() -> list[str]:
    return list(session().scalars(select(Event.kind).order_by(Event.id.desc()).limit(4)))


def test_it_works(ben, ada):
    answer = ben.post(URL, **update(back="/c/private"))
    assert (answer.status_code, answer.location) == (303, "/c/private")
    assert "Belt 4 is out until Wednesday." in ada.get("/?tab=following").text
    assert "Belt 4 is out until Wednesday." in ada.get("/c/private").text
    assert "Belt 4 is out until Wednesday." in ada.get(f"/p/{last_post().id}").text


def test_a_stranger_gets_404(cleo):
    answer = cleo.post(URL, **update())
    assert answer.status_code == 404
    assert "Belt 4 is out until Wednesday." in answer.text, "nothing typed is lost"


def test_it_needs_the_right(ben, ctx):
    edit_space(SYSTEM, cast.space("private"), grid={"post": "moderator"})
    answer = ben.post(URL, **update())
    assert answer.status_code == 403
    assert "moderators" in answer.text


def test_an_archived_place_takes_nothing(ben, ctx):
    archive_space(SYSTEM, cast.space("private"))
    assert ben.post(URL, **update()).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": "  "},
        {"kind": "poll"},
        {"kind": "loop"},
        {"surprise": "1"},
        {"body": "x" * 64_001},
        {"community": ""},
    ],
)
def test_it_refuses_bad_input(ben, wrong):
    answer = ben.post(URL, **update(**wrong))
    assert answer.status_code in (404, 422)
    assert session().scalar(select(Post.id)) is None


def test_a_refused_text_is_still_in_the_composer(ben):
    answer = ben.post(URL, **update(kind="thanks", body="Thanks to everybody who helped tonight."))
    assert answer.status_code == 422
    assert "Thanks to everybody who helped tonight." in answer.text
    assert "Name at least one colleague with @" in answer.text


def test_it_records_the_fact(ben):
    ben.post(URL, **update())
    assert facts()[0] == "feed.post_written"
    event = session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.actor_id, event.subject) == (ben.person.id, last_post().ref)


def test_sent_twice_it_is_one_post(ben):
    first = ben.post(URL, **update(once="abc"))
    second = ben.post(URL, **update(once="abc"))
    assert first.location == second.location
    assert len(session().scalars(select(Post)).all()) == 1


def test_a_question_becomes_a_question(ben, ada):
    text = "May a scooter battery fly?\n\nIt says 360 Wh."
    answer = ben.post(URL, **update(kind="question", body=text))
    question = session().scalars(select(Question)).one()
    assert answer.location.startswith(f"/q/{question.id}")
    assert (question.title, question.body) == ("May a scooter battery fly?", "It says 360 Wh.")
    assert "May a scooter battery fly?" in ada.get("/?tab=unanswered").text, "there at once"


def test_thanks_go_to_those_who_are_named(ben, ada):
    ben.post(URL, **update(kind="thanks", body="Thank you @ada, and @ben too"))
    post = last_post()
    assert (post.kind, post.people) == (PostKind.THANKS, [ada.person.id])
    assert "feed.people_thanked" in facts()
    assert "Thanks to" in ada.get(f"/p/{post.id}").text


def test_thanks_may_say_what_for(ben, ada, ctx):
    question = make_question(space="private", title="How hot is hot?")
    ben.post(URL, **update(kind="thanks", body="@ada well asked", about=question.ref))
    assert "How hot is hot?" in ada.get(f"/p/{last_post().id}").text


def test_thanks_for_something_unseen_are_refused(cleo, ctx):
    hidden = make_question(space="private")
    answer = cleo.post(URL, kind="thanks", community="open", body="@ada thank you", about=hidden.ref)
    assert answer.status_code == 404


def test_the_kind_is_remembered_for_each_community(ben):
    ben.post(URL, **update())
    page = ben.get("/c/private").text
    assert 'value="discussion" checked' in page
    assert 'value="question" checked' in ben.get("/c/open").text


def test_the_first_post_goes_to_everybody_and_the_next_to_where_the_last_went(ben, ctx):
    assert '<option value="open" selected>' in ben.get("/").text, "the first by name"
    with transaction():
        cast.space("private").is_all_staff = True
    assert '<option value="private" selected>' in ben.get("/").text
    ben.post(URL, **update(community="open"))
    assert '<option value="open" selected>' in ben.get("/").text


def test_the_draft_is_gone_once_it_was_sent(ben):
    ben.post("/drafts", place="new-post", body="Belt 4")
    assert "Belt 4" in ben.get("/").text
    ben.post(URL, **update())
    assert session().scalar(select(Draft.id)) is None


def test_the_stream_item_is_written_with_the_post(ben):
    ben.post(URL, **update())
    item = session().scalars(select(StreamItem)).one()
    assert (item.ref, item.face, item.is_open) == (last_post().ref, "discussion", False)


@pytest.mark.parametrize(
    ("text", "must", "expected"),
    [
        ("Only a line", False, ("", "Only a line")),
        ("A title\n\nand its text", False, ("A title", "and its text")),
        ("x" * 130 + "\nmore", False, ("", "x" * 130 + "\nmore")),
        ("May it fly?", True, ("May it fly?", "")),
        ("May it fly? " + "y" * 260, True, ("May it fly?", "y" * 260)),
        ("z" * 300, True, ("z" * 249 + "…", "z" * 300)),
        ("# A heading\n\nand its text", False, ("A heading", "and its text")),
        ("- one\n- two", False, ("", "- one\n- two")),
        ("> said\n\nNo.", False, ("", "> said\n\nNo.")),
        ("It is **shut**.\nSorry", False, ("", "It is **shut**.\nSorry")),
        ("May *it* fly?\nNow", True, ("May it fly?", "May *it* fly?\nNow")),
        ("a@b.example is 5 * 3 - 1 = C#!\nNow", True, ("a@b.example is 5 * 3 - 1 = C#!", "Now")),
    ],
)
def test_one_text_becomes_title_and_body(text, must, expected):
    assert headed(text, must=must) == expected


@pytest.mark.parametrize("kind", ["discussion", "question"])
def test_whoever_is_called_in_the_first_line_hears_of_it(ben, ada, drain, kind):
    ben.post(URL, **update(kind=kind, community="open", body="@ada may it fly?\n\nIt is windy."))
    drain()
    assert "may it fly?" in ada.get("/notifications").text


def test_a_refused_text_stays_with_the_community_it_was_meant_for(finn):
    page = finn.post(URL, **update(community="open", body="Long. " * 11_000))
    assert page.status_code == 422
    assert "Long. Long." in page.text
    assert 'value="open"' in page.text


def test_what_was_meant_for_a_closed_place_is_not_offered_to_everybody(ben, ctx):
    archive_space(SYSTEM, cast.space("private"))
    page = ben.post(URL, **update(community="private"))
    assert page.status_code == 403
    assert '<option value="" selected>Choose a community</option>' in page.text
    again = ben.post(URL, **update(community=""))
    assert "Choose a community for it, and send it again." in again.text
    assert '<option value="" selected>' in again.text


def test_a_refused_text_without_a_community_is_shown_again(finn):
    page = finn.post(URL, **update(community=""))
    assert page.status_code == 422
    assert "Belt 4 is out until Wednesday." in page.text


class TestPraise:
    """Thanks with a badge, and whose they are to see."""

    def test_it_is_on_the_profile_by_consent(self, ben, ada, gwen, ctx):
        question = make_question(space="private", title="How hot is hot?")
        ben.post(
            URL,
            **update(kind="thanks", body="@ada well asked", badge="asked", about=f"/q/{question.id}-how-hot"),
        )
        assert last_post().about == question.ref
        assert "Asked well" in ben.get("/?tab=following").text
        assert "Asked well" in ada.get("/people/ada").text
        assert "Asked well" not in ben.get("/people/ada").text
        ada.post("/settings/recognition", wants="true", shares="true")
        assert "Asked well" in ben.get("/people/ada").text
        assert "Asked well" not in gwen.get("/people/ada").text, "it was said where she may not read"

    def test_its_badge_is_changed_and_taken_away(self, ben, ada, ctx):
        ben.post(URL, **update(kind="thanks", body="@ada well asked", badge="asked"))
        edit = f"/p/{last_post().id}/edit"
        assert '<option value="asked" selected>' in ben.get(edit).text
        ben.post(edit, body="@ada well found", badge="found", seen=1)
        assert "Found what was known" in ada.get("/people/ada").text
        refused = ben.post(edit, body="@ada my words", badge="best", seen=2)
        assert (refused.status_code, "my words" in refused.text) == (422, True)
        ben.post(edit, body="@ada well found", badge="", seen=2)
        page = ada.get("/people/ada").text
        assert "Found what was known" not in page
        assert "Thank you" in page

    def test_it_is_told_as_thanks_alone(self, ben, ada, drain):
        ben.post(URL, **update(kind="thanks", body="@ada well asked", badge="asked"))
        drain()
        own = select(Notice.kind, Notice.action).where(Notice.person_id == ada.person.id)
        assert session().execute(own).all() == [("feed.people_thanked", "helped")]

    def test_off_means_deleted(self, ben, ada, drain):
        ben.post(URL, **update(kind="thanks", body="@ada well asked", badge="asked"))
        ada.post("/settings/recognition")
        drain()
        ada.post("/settings/recognition", wants="true", shares="true")
        assert "Asked well" not in ben.get("/people/ada").text
        ben.post(f"/p/{last_post().id}/edit", body="@ada and @gwen, well asked", seen=1)
        assert "Asked well" in ada.get("/people/ada").text, "said anew"

    @pytest.mark.parametrize("wrong", [{"badge": "best"}, {"about": "/q/99999"}, {"about": "the last one"}])
    def test_it_refuses_bad_input(self, ben, wrong):
        answer = ben.post(URL, **update(kind="thanks", body="@ada well asked", **wrong))
        assert answer.status_code == 422
        assert "@ada well asked" in answer.text

    def test_a_case_is_shown_by_rights_only(self, finn, ben, ada, ctx, monkeypatch):
        from tests.cases.desk import customer_writes, record_channel

        case = customer_writes(record_channel(monkeypatch)[1], "My stroller is broken.")
        form = update(kind="thanks", community="open", body="@ben was quick", about=f"/cases/{case.id}")
        assert finn.post(URL, **form).status_code == 303
        url = f"/p/{last_post().id}"
        assert "Marta" in finn.get(url).text
        shown = ada.get(url).text
        assert "What for" in shown
        assert not [word for word in ("Marta", "troller", f"/cases/{case.id}") if word in shown]
