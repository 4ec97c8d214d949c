"""The worked example: thanks are kept, shown, and taken back."""

import pytest

from hub.conversations import actions
from hub.core.db import session
from hub.core.events import Event
from hub.threads.models import Comment, Reaction
from plugins.kudos.plugin import Thank, thanked
from tests import cast
from tests.factories import make_answer, make_question


@pytest.fixture
def answer(ctx):
    return make_answer(make_question(by="ada", space="open"), by="ben")


def test_it_works(ada, answer, drain):
    assert ada.post(f"/t/{answer.ref}/reactions", mood="thanks").status_code in (204, 303)
    drain()
    assert "Thanked 1 time by 1 colleague" in ada.get("/people/ben").text


def test_taken_back_it_is_gone(ada, answer, drain):
    ada.post(f"/t/{answer.ref}/reactions", mood="thanks")
    ada.post(f"/t/{answer.ref}/reactions", mood="thanks", on="")
    drain()
    page = ada.get("/people/ben").text
    assert ("Thanked" in page) == (session().query(Thank).count() > 0)


def test_hearing_of_it_twice_counts_once(ada, answer, drain):
    ada.post(f"/t/{answer.ref}/reactions", mood="thanks")
    drain()
    event = session().query(Event).filter_by(kind="threads.reaction_changed").one()
    thanked(event, event.fact)
    assert session().query(Thank).count() == 1


def test_another_reaction_is_no_thanks(ada, answer, drain):
    ada.post(f"/t/{answer.ref}/reactions", mood="agree")
    drain()
    assert session().query(Thank).count() == 0


def test_thanks_between_two_stay_between_them(ada, ben, cleo, ctx, drain):
    actions.start(cast.person("ada"), [cast.person("ben")], "The kiln is yours on Friday.")
    said = session().query(Comment).one()
    assert ben.post(f"/t/{said.ref}/reactions", mood="thanks").status_code in (200, 204, 303)
    drain()
    assert session().query(Reaction).count() == 1
    assert session().query(Thank).count() == 0
    assert "Thanked" not in cleo.get("/people/ada").text
