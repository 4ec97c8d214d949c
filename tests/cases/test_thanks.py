"""The thanks that a case offers when it ended well: one press, once, and nothing of the customer in it."""

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, outcomes, replies
from hub.core.db import session, transaction
from hub.feed.models import Post, PostKind
from hub.feed.praise_models import Thanked
from hub.inbox.models import Notice
from hub.people import recognition
from hub.qa.models import Answer
from tests import cast
from tests.cases.conftest import the_case


@pytest.fixture
def solved(case_id, answer_id, work, drain):
    """Ben's answer, vetted by Gwen, went to Marta in Finn's reply; she was glad and it is solved."""
    finn, case = cast.person("finn"), the_case(case_id)
    handling.assign(finn, case, finn)
    source = replies.insert_source(finn, case, session().get_one(Answer, answer_id).ref)
    replies.send_reply(finn, case, source.text)
    work()
    outcomes.solve(finn, the_case(case_id))
    drain()
    return case_id


def glad(case_id: int, drain) -> None:
    outcomes.rate(the_case(case_id), 5, "Marta here: wonderful, call me at +47 911 22 333")
    drain()


def posts() -> list[Post]:
    return list(session().scalars(select(Post).where(Post.kind == PostKind.THANKS)))


def say(finn, case_id: int, **more):
    form = {"text": "Your stroller tip made Marta Kowalczyk’s day.", "to": ["ben", "gwen"], "badge": "worded"}
    return finn.post(f"/cases/{case_id}/thanks", **{**form, **more})


def test_it_works(solved, finn, ben, drain):
    glad(solved, drain)
    page = finn.get(f"/cases/{solved}/inside").text
    assert "Thank those who helped" in page
    assert "What you wrote (“Is there a loan stroller?”) is in a reply that a customer rated 5 of 5." in page
    assert say(finn, solved).status_code == 303
    drain()
    post = posts()[0]
    assert (post.space.slug, post.badge, post.about) == ("open", "worded", f"answer:{_answer()}")
    assert {cast.person("ben").id, cast.person("gwen").id} == set(post.people)
    shown = ben.get(f"/p/{post.id}").text
    assert "Found the customer’s words" in shown
    assert "Ben Okri" in shown
    assert "Is there a loan stroller?" in shown
    assert "Finn Agent</b> thanked you" in ben.get("/notifications").text
    assert "thanked those who helped" in finn.get(f"/cases/{solved}").text


def _answer() -> int:
    return session().scalars(select(Answer.id)).one()


def test_nothing_of_the_customer_is_in_it(solved, finn, drain):
    glad(solved, drain)
    say(finn, solved, text="Marta Kowalczyk (marta@example.net) is delighted, +47 911 22 333")
    assert not {"Marta", "Kowalczyk", "example.net", "911"} & set(posts()[0].text.replace("@", " ").split())
    assert "[name]" in posts()[0].text


def test_it_is_never_offered_twice(solved, finn, drain):
    glad(solved, drain)
    assert say(finn, solved).status_code == 303
    assert say(finn, solved).status_code == 409
    outcomes.rate(the_case(solved), 4)
    assert "Thank those who helped" not in finn.get(f"/cases/{solved}/inside").text
    assert len(posts()) == 1


def test_set_aside_it_does_not_come_back(solved, finn, drain):
    finn.post(f"/cases/{solved}/thanks/aside")
    glad(solved, drain)
    assert "Thank those who helped" not in finn.get(f"/cases/{solved}/inside").text
    assert say(finn, solved).status_code == 409
    assert posts() == []


def test_only_a_good_end_offers_it(solved, finn, drain):
    assert "Thank those who helped" in finn.get(f"/cases/{solved}/inside").text
    outcomes.rate(the_case(solved), 2, "no")
    assert "Thank those who helped" not in finn.get(f"/cases/{solved}/inside").text
    assert say(finn, solved).status_code == 409


def test_whoever_is_not_recognised_hears_it_in_private(solved, finn, ben, drain):
    ben.post("/settings/recognition")
    drain()
    glad(solved, drain)
    say(finn, solved)
    drain()
    post = posts()[0]
    assert post.people == [cast.person("gwen").id]
    assert "ben" not in post.body
    assert list(session().scalars(select(Thanked.person_id))) == [cast.person("gwen").id]
    own = session().scalars(select(Notice.kind).where(Notice.person_id == cast.person("ben").id)).all()
    assert "reuse.helpers_told_privately" in own
    shown = ben.get("/notifications").text
    assert "Your stroller tip made [name]’s day." in shown
    assert "/cases/" not in shown.split("Your stroller tip")[0].rsplit("<li", 1)[-1]


def test_in_private_alone_nothing_is_posted(solved, finn, ben, gwen, drain):
    for who in (ben, gwen):
        who.post("/settings/recognition")
    drain()
    say(finn, solved)
    assert posts() == []


def test_thanks_for_what_stands_in_a_private_place_stay_there(solved, finn, drain):
    with transaction():
        recognition.choose(cast.person("gwen"), cast.person("gwen"), True)
        answer = session().scalars(select(Answer)).one()
        answer.space_id = answer.question.space_id = cast.space("private").id
    drain()
    say(finn, solved)
    assert posts() == [], "Finn cannot write there, and elsewhere its title is nobody's to read"


def test_it_refuses_bad_input(solved, finn):
    for wrong in ({"text": ""}, {"to": []}, {"to": ["ada"]}, {"badge": "best"}):
        answer = say(finn, solved, **wrong)
        assert answer.status_code == 422
        assert "Thank those who helped" in answer.text
    assert posts() == []


def test_it_needs_the_right(solved, hugo, ada):
    assert say(hugo, solved).status_code == 403, "it is Finn's case"
    assert say(ada, solved).status_code == 404
    assert ada.post(f"/cases/{solved}/thanks/aside").status_code == 404
