"""Who gets a case: a person, a team, the next one who asks, or the rule of the desk."""

from datetime import timedelta

import pytest

from hub.cases.actions import handling, routing
from hub.cases.models import CaseState
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.inbox.models import Notice
from hub.people.models import Role
from hub.spaces.actions import let_in
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.test_pages import names_in


@pytest.fixture
def gina(sign_in):
    """Gwen works on the desk as well, in the team for baggage, and knows about strollers."""
    gwen = cast.person("gwen")
    with transaction():
        gwen.roles = gwen.roles | {Role.AGENT}
        gwen.team, gwen.skills = "Baggage", ["Strollers and seats"]
    let_in(SYSTEM, cast.space("desk"), gwen, SpaceRole.MEMBER)
    return sign_in("gwen")


@pytest.fixture
def ruled(hugo):
    """Set the rule of the desk."""

    def set_rule(rule, **more):
        answer = hugo.post("/cases/desks/desk/routing", **{"rule": rule, "most": "5", **more})
        assert answer.status_code == 303

    return set_rule


def whose(*ids):
    """The handles of who works on them."""
    session().expire_all()
    return [the_case(id).assignee.handle if the_case(id).assignee else None for id in ids]


def test_one_after_the_other(writes, ruled, gina, drain):
    ruled("turns")
    ids = []
    for number in range(4):
        ids.append(writes(f"Case {number}", thread=f"t{number}"))
        drain()
    assert sorted(whose(*ids)[:3]) == ["finn", "gwen", "hugo"]
    assert whose(ids[3]) == whose(ids[0])
    assert the_case(ids[0]).state == CaseState.OPEN


def test_who_has_the_fewest_and_is_there(writes, ruled, drain, hugo, at):
    ids = [writes(f"Case {number}", thread=f"t{number}") for number in range(3)]
    for id in ids[:2]:
        handling.assign(cast.person("finn"), the_case(id), cast.person("finn"))
    drain()
    ruled("free", most="2")
    given = writes("New", thread="new")
    drain()
    assert whose(given, ids[2]) == ["hugo", None]
    another = writes("Newer", thread="newer")
    drain()
    assert whose(another) == ["hugo"]
    assert whose(writes("None free", thread="full")) == [None]
    drain()
    assert session().get(type(the_case(given)), given).assignee.handle == "hugo"


def test_who_knows_about_it(writes, ruled, gina, drain):
    ruled("topic")
    strollers, hats = writes("My stroller!", thread="a", subject="Strollers"), writes("A hat", thread="b")
    drain()
    assert whose(strollers) == ["gwen"]
    assert whose(hats) != [None]


def test_the_next_one_is_what_presses_most_and_ones_team_comes_first(finn, gina, ada, writes, at, drain):
    first = writes("First", thread="a")
    at(timedelta(minutes=5))
    second, third = writes("Second", thread="b"), writes("Third", thread="c")
    assert finn.post(f"/cases/{third}/assignee", to="team:Baggage").status_code == 303
    drain()
    assert [row.person.handle for row in session().query(Notice).filter_by(kind="cases.team_asked")] == [
        "gwen"
    ]
    assert names_in(finn.get("/cases?filter=team:baggage")) == ["Marta Kowalczyk"]
    assert gina.post("/cases/next").location == f"/cases/{third}"
    assert finn.post("/cases/next").location == f"/cases/{first}"
    assert finn.post("/cases/next").location == f"/cases/{second}"
    assert finn.post("/cases/next").location == "/cases"
    assert ada.post("/cases/next").location == "/cases"
    assert finn.post(f"/cases/{first}/assignee", to="team:Nobody").status_code == 422


def test_what_nobody_touches_goes_back(finn, hugo, writes, ruled, drain, at):
    ruled("free", return_after="30 min")
    mine, given = writes("Mine", thread="a"), writes("Given", thread="b")
    for id in (mine, given):
        hugo.post(f"/cases/{id}/assignee", to="finn")
    at(timedelta(minutes=10))
    finn.post(f"/cases/{mine}/notes", body="I look into it.")
    taken = writes("Taken", thread="c")
    finn.post(f"/cases/{taken}/assignee", to="me")
    at(timedelta(minutes=25))
    assert routing.return_untouched() == 1
    assert whose(mine, given) == ["finn", None]
    at(timedelta(hours=2))
    assert routing.return_untouched() == 0
    assert whose(taken) == ["finn"]
    assert "went back to the queue" in finn.get(f"/cases/{given}").text


def test_what_cannot_be_read_is_said(hugo, finn):
    for form in ({"rule": "dice"}, {"rule": "free", "most": "0"}, {"rule": "free", "return_after": "soon"}):
        refused = hugo.post("/cases/desks/desk/routing", **{"most": "5", **form})
        assert refused.status_code == 422, form
    assert finn.get("/cases/desks/desk/routing").status_code == 404
    assert session().query(Event).filter_by(kind="cases.desk_changed").count() == 0
