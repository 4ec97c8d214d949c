"""Every named KCS measure comes out of what is recorded anyway, by one statement, per week and community."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import replies
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.indexing.models import End, Search
from hub.linking.measures import BY_NAME, MEASURES, Value
from hub.links.models import Link, LinkKind
from hub.people.models import Role
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.conftest import the_case
from tests.wiki.pages import make_page, url_of


def long_ago() -> datetime:
    return clock.now() - timedelta(days=20)


@pytest.fixture
def worked(finn, gwen, case_id, answer_id, writes, drain, at):
    """One case solved by a reply made of Ben's answer, one with nothing; a page begun, verified, linked."""
    page = make_page("Strollers", "They are lent.")
    at(timedelta(days=2))
    gwen.post(url_of(page, "/verification"), revision=1)
    me, answer = cast.person("finn"), f"answer:{answer_id}"
    replies.insert_source(me, the_case(case_id), answer)
    replies.send_reply(me, the_case(case_id), replies.words_of(me, the_case(case_id), answer), then="solve")
    other = writes("Thank you all", name="Bo", address="bo@example.net", thread="bo")
    finn.post(f"/cases/{other}/state", state="solved")
    for how in ("created", "improved", "rejected"):
        finn.post(f"/links/case:{case_id}", target=page.ref, how=how, reason="Too old")
    with transaction() as db:
        let_in(SYSTEM, cast.space("desk"), cast.person("gwen"), SpaceRole.MEMBER)
        for opened, end in ((page.ref, End.OPEN), ("", End.NOTHING)):
            when = {"begun_at": clock.now(), "at": clock.now()}
            db.add(Search(words="x", key="x", place="page", hits=1, opened=opened, came_to=end, **when))
    used = select(Link.id).where(Link.kind == LinkKind.USED, Link.target == answer)
    gwen.post("/curate/links", link=session().scalar(used), article="yes", case="yes")
    drain()


def by_space(name: str) -> dict[int | None, Value]:
    """What a measure says of this week."""
    return {space: each for (_week, space), each in BY_NAME[name].rows(long_ago()).items()}


def test_each_measure_by_one_statement(worked, count_queries):
    for measure in MEASURES:
        with count_queries() as seen:
            rows = measure.rows(long_ago())
        assert len(seen) == 1, measure.name
        assert rows, measure.name
        assert all(day.weekday() == 0 for day, _space in rows)
    desk, community = cast.space("desk").id, cast.space("open").id
    assert by_space("link_rate")[desk] == Value(1, 2)
    assert by_space("link_accuracy")[community] == Value(1, 1)
    assert by_space("reuse")[community] == Value(1, 2)
    assert by_space("improve_rate")[community] == Value(1, 2)
    assert by_space("self_service") == {community: Value(1, 1), None: Value(0, 1)}
    published = by_space("time_to_publish")[community]
    assert (round(published.part), published.whole) == (2, 1)
    rows = BY_NAME["contribution"].rows(long_ago()).items()
    assert sum(each.part for (_week, space), each in rows if space == community) >= 3  # Ada, Ben, Gwen


def test_who_enters_no_desk_is_told_why_nothing_stands_there(worked, cleo):
    with transaction():
        cast.person("cleo").roles = frozenset({Role.KNOWLEDGE_MANAGER})
    assert "Counted where you may not enter" in cleo.get("/curate/measures?which=link_rate").text
    assert "Counted where" not in cleo.get("/curate/measures").text  # the first that has something


def test_coaches_read_them_with_their_formula(worked, finn, gwen):
    assert finn.get("/curate/measures").status_code == 403
    for measure in MEASURES:
        shown = gwen.get(f"/curate/measures?which={measure.name}").text
        assert str(measure.formula).split(" ÷ ")[0] in shown
    assert "50 %" in gwen.get("/curate/measures?which=link_rate").text
