"""The badge of a row in the list: what became of the case inside, without a search for each row."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import inside, replies
from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.qa.models import Answer
from hub.reuse.models import Fitting
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from hub.suggest.counting import count_again
from hub.threads.actions import post_comment
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_inside import asked
from tests.factories import make_answer, make_question

BROKEN = "The wheel of my stroller is broken."


def badge(someone, view: str = "team") -> list[str]:
    """The words of the badges that are not about time, row by row."""
    found = re.findall(r'<span class="badge[^>]*>(.*?)</span>', someone.get(f"/cases?view={view}").text, re.S)
    words = [re.sub(r"<[^>]+>", "", each).strip() for each in found]
    return [each for each in words if "left" not in each and "late" not in each]


def known(space: str = "open", title: str = "What if the wheel of a stroller is broken?") -> Answer:
    """What colleagues know of strollers."""
    return make_answer(make_question(space=space, title=title), body="We lend a stroller in arrivals.")


def test_suggestions_are_counted_before_anybody_looks(finn, writes, drain):
    known()
    drain()
    case_id = writes(BROKEN)
    assert badge(finn) == ["Nobody asked yet"]
    drain()
    assert badge(finn) == ["1 suggestion"]
    known(title="Is a broken stroller wheel repaired?")
    drain()
    writes("The wheel of the stroller is really broken.")
    drain()
    assert badge(finn) == ["2 suggestions"]
    replies.send_reply(cast.person("finn"), the_case(case_id), "Here you are.")
    drain()
    assert badge(finn) == ["Waiting for Marta"]
    assert session().scalars(select(Fitting)).all() == []  # nobody waits: nothing is counted


def test_what_is_private_is_not_counted(finn, writes, drain):
    known(space="private")
    drain()
    writes(BROKEN)
    drain()
    assert badge(finn) == ["Nobody asked yet"]


def test_what_was_written_since_is_counted_within_the_hour(finn, writes, drain, at):
    writes(BROKEN)
    drain()
    known()
    drain()
    count_again()
    assert badge(finn) == ["Nobody asked yet"]
    at(timedelta(minutes=61))
    count_again()
    assert badge(finn) == ["1 suggestion"]


def test_a_discussion_says_how_much_was_said(finn, writes):
    case_id = writes(BROKEN)
    finn.post(f"/cases/{case_id}/question")
    assert badge(finn) == ["Discussing"]
    question = asked(case_id)
    make_answer(question)
    post_comment(cast.person("ada"), question, "I saw it too.")
    assert badge(finn) == ["Discussing, 2"]


def test_a_discussion_that_is_closed_to_the_reader_is_not_counted(finn, sign_in, writes):
    """Hugo may not read where Finn has asked; he sees that it is discussed, not how much."""
    case_id = writes(BROKEN)
    let_in(SYSTEM, cast.space("private"), cast.person("finn"), SpaceRole.MEMBER)
    ref = inside.ask_inside(cast.person("finn"), the_case(case_id), cast.space("private"), "Wheels?", "Who?")
    assert ref == asked(case_id).ref
    make_answer(asked(case_id))
    assert badge(finn) == ["Discussing, 1"]
    assert badge(sign_in("hugo")) == ["Discussing"]


@pytest.mark.parametrize("url", ["/cases?view=team", "/cases/{id}"])
def test_many_of_each_cost_the_same(finn, writes, drain, count_queries, url):
    known()
    drain()
    for number in range(12):
        id = writes(f"{BROKEN} {number}", name=f"C {number}", address=f"c{number}@x.net", thread=f"t{number}")
        if number % 2:
            finn.post(f"/cases/{id}/question")
            make_answer(asked(id))
    drain()
    finn.get(url.format(id=id))
    with count_queries() as seen:
        page = finn.get(url.format(id=id))
    assert len(seen) <= 12, "\n".join(seen)
    assert page.text.count("Discussing, 1") == 6
