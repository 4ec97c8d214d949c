"""Badges: earned by what came of helping, told once, private, gone when recognition is off."""

import pytest
from sqlalchemy import select

from hub.badges.models import Award, Merit
from hub.core.db import session, transaction
from hub.core.dispatch import cursor_of
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.qa import actions as qa
from hub.qa.models import Question
from hub.reuse.events import TextSent
from hub.wiki.actions import keeping, writing
from hub.wiki.models import Page
from tests import cast
from tests.factories import make_answer, make_post, make_question


def awards(handle: str) -> set[tuple[str, int]]:
    """The badges and levels of one of the cast."""
    own = select(Award.badge, Award.level).where(Award.person_id == cast.person(handle).id)
    return {(badge, level) for badge, level in session().execute(own)}


def sent(*replies: int, to: str = "ben") -> None:
    """Words of somebody went to customers."""
    subject = make_post()
    with transaction():
        for number in replies:
            fact = TextSent(f"message:{number}", "email", ["answer:1"], [cast.person(to).id])
            record(fact, SYSTEM, subject)


def accepted(title: str = "How hot?"):
    """Ben's answer to Ada, who is new here, was accepted."""
    answer = make_answer(make_question(title=title))
    qa.accept_answer(cast.person("ada"), answer)
    return answer


def test_it_works(ctx, ben, cleo, drain):
    accepted()
    drain()
    assert awards("ben") == {("first_help", 1), ("mentor", 1)}
    assert "First help" in ben.get("/people/ben").text
    assert "First help" not in cleo.get("/people/ben").text, "until he shows it"
    assert "You have 2 new badges" in ben.get("/notifications").text
    ben.post("/settings/recognition", wants="true", shares="true")
    assert "First help" in cleo.get("/people/ben").text


def test_told_twice_or_all_over_again_it_is_the_same(ctx, drain):
    accepted()
    sent(1, 2, 3)
    drain()
    before = awards("ben"), session().scalars(select(Merit.about).order_by(Merit.about)).all()
    with transaction():
        cursor_of("badges").position = 0
    drain()
    assert (awards("ben"), session().scalars(select(Merit.about).order_by(Merit.about)).all()) == before
    assert ("used", 3) in awards("ben")


def test_volume_does_not_win(ctx, drain):
    sent(*range(1, 20))
    drain()
    assert ("used", 3) in awards("ben")
    assert ("used", 10) not in awards("ben"), "three a day"


def test_what_is_taken_back_is_lost(ctx, drain):
    accepted()
    drain()
    qa.unaccept_answer(cast.person("ada"), session().scalars(select(Question)).one())
    drain()
    assert awards("ben") == set()


def test_a_question_that_many_have(ctx, drain):
    make_question()
    question = session().scalars(select(Question)).one()
    for who in ("ben", "cleo"):
        qa.vote(cast.person(who), question, 1)
    drain()
    assert awards("ada") == set()
    qa.vote(cast.person("gwen"), session().scalars(select(Question)).one(), 1)
    drain()
    assert awards("ada") == {("needed", 1)}


def test_a_flag_that_was_right_and_an_article_that_was_mended(ctx, drain):
    page = writing.create_page(cast.person("ada"), cast.space("open"), "Kilns", "They are warm.")
    keeping.judge_page(cast.person("cleo"), page, is_right=False, words="They are hot.")
    drain()
    assert awards("cleo") == set(), "not yet"
    page = session().scalars(select(Page)).one()
    writing.edit_page(cast.person("ben"), page, title="Kilns", body="They are hot.", base=page.revision)
    keeping.verify_page(cast.person("gwen"), page, page.revision)
    drain()
    assert awards("cleo") == {("flagged", 1)}
    assert awards("ben") == {("fixed", 1)}
    assert awards("ada") == awards("gwen") == set()


def test_off_means_deleted_and_nothing_new(ctx, ben, drain):
    accepted()
    drain()
    ben.post("/settings/recognition")
    drain()
    accepted("How cold?")
    sent(1)
    drain()
    assert awards("ben") == set()
    assert session().scalars(select(Merit.about)).all() == []
    assert "Recognition is switched off for you" in ben.get("/badges").text


def test_the_rules_can_be_read(ctx, ada, ben, drain):
    sent(1, 2)
    drain()
    page = ben.get("/badges").text
    assert "Levels at 1, 3, 10." in page
    assert "2 of 3" in page
    assert "2 of 3" not in ada.get("/badges").text


@pytest.mark.parametrize("who", ["ada", "dora"])
def test_an_award_is_its_owners_alone(ctx, who, drain):
    from hub.core.features import resolve_many

    accepted()
    drain()
    ref = session().scalars(select(Award)).first().ref
    assert resolve_many(cast.person("ben"), [ref])
    assert not resolve_many(cast.person(who), [ref])
