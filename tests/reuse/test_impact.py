"""One's own impact to take along: as a page and as a table, for nobody else, and nothing once it is off."""

import pytest

from hub.core import clock
from hub.core.db import transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.feed.actions import write_post
from hub.feed.models import PostKind
from hub.reuse.events import OutcomeArrived
from hub.reuse.models import Credit
from hub.wiki.actions.writing import create_page, edit_page
from tests import cast
from tests.factories import make_answer, make_question

HEAD = "Day,What,Title,Rating"


@pytest.fixture
def helped(ctx):
    question = make_question(title="=How hot?", space="private")
    answer = make_answer(question, by="ben").ref
    ben = cast.person("ben").id
    with transaction() as db:
        for number in (1, 2):
            reply = f"message:{number}"
            db.add(Credit(reply=reply, person_id=ben, part="wrote", source=answer, at=clock.now()))
        record(OutcomeArrived("message:1", 5, sources=[answer], helpers=[ben]), SYSTEM, question)


def test_it_works(ben, helped):
    page = ben.get("/impact").text
    assert "=How hot?" in page
    assert 'class="chart' in page
    assert "/impact" in ben.get("/people/ben").text
    lines = ben.get("/impact.csv").text.splitlines()
    assert lines[0] == HEAD
    told = ["Customer helped,'=How hot?,", "Customer helped,'=How hot?,5"]
    assert sorted(line.split(",", 1)[1] for line in lines[1:]) == told


def test_thanks_and_mended_articles_stand_beside_it(ada, ben, cleo, ctx):
    finn = cast.person("finn")
    write_post(finn, cast.space("open"), "@ben well spotted", kind=PostKind.THANKS, badge="flagged")
    pages = [
        create_page(cast.person("ada"), cast.space(space), "Kilns", "Warm.") for space in ("open", "private")
    ]
    for each in pages:
        edit_page(cast.person("ben"), each, title=f"Kilns, {each.space.slug}", body="Hot.", base=1)
    sheet = ben.get("/impact").text
    assert "Saw what was wrong" in sheet
    assert "No customer was given your words yet" in sheet
    assert '<th scope="col">Month' not in sheet, "no table without a line"
    assert "Finn Agent" in sheet
    told = {line.split(",", 1)[1] for line in ben.get("/impact.csv").text.splitlines()[1:]}
    assert {"Thanks,'@Ben Okri well spotted,", 'Article improved,"Kilns, private",'} <= told
    ada.post("/c/private/members/ben/removal")
    assert "Kilns, private" not in ben.get("/impact.csv").text
    assert ada.get("/impact.csv").text.splitlines() == [HEAD]


def test_nobody_else_sees_it(ada, helped):
    assert "How hot" not in ada.get("/impact").text
    assert ada.get("/impact.csv").text.splitlines() == [HEAD]
    assert 'href="/impact"' not in ada.get("/people/ben").text


def test_what_one_may_no_longer_open_has_no_title(ada, ben, helped):
    ada.post("/c/private/members/ben/removal")
    assert "How hot" not in ben.get("/impact.csv").text


def test_off_means_nothing(ben, helped, drain):
    ben.post("/settings/recognition")
    drain()
    assert "Recognition is switched off for you" in ben.get("/impact").text
    assert ben.get("/impact.csv").text.splitlines() == [HEAD]
