"""Who may post, answer, curate and see cases: each community decides by role, least first."""

import pytest

from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.spaces import actions
from hub.spaces.models import SpaceRole
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_question

RANKS = ["guest", "member", "moderator", "admin", "owner"]


def set_grid(slug: str, **grid: str) -> None:
    actions.edit_space(SYSTEM, cast.space(slug), grid=grid)


@pytest.fixture
def in_private(ctx):
    """Cleo comes into the private room with a role."""

    def come(role: str) -> None:
        actions.let_in(SYSTEM, cast.space("private"), cast.person("cleo"), SpaceRole(role))
        session.remove()

    return come


@pytest.mark.parametrize("least", ["guest", "moderator", "admin"])
@pytest.mark.parametrize("role", RANKS[:4])
def test_posting_asking_answering_and_curating(cleo, in_private, role, least):
    question = make_question(by="ada", space="private", title="Where is the key?").id
    set_grid("private", post=least, answer=least, curate=least)
    in_private(role)
    enough = RANKS.index(role) >= RANKS.index(least)
    done = 303 if enough else 403
    assert cleo.get(f"/q/{question}", follow_redirects=True).status_code == 200
    said = {"kind": "discussion", "community": "private", "body": "Here"}
    assert cleo.post("/p", **said).status_code == done
    asked = cleo.post("/q", title="And the other one?", community="private")
    assert (asked.status_code == 303) is enough
    assert cleo.post(f"/q/{question}/answers", body="Under the mat").status_code == done
    assert cleo.post(f"/t/question:{question}/comments", body="Which mat?").status_code == done
    edited = cleo.post(f"/q/{question}/edit", title="Where is the key kept?", body="", topics="", seen=1)
    assert edited.status_code == done


class TestSeeingCases:
    @pytest.fixture
    def case(self, ctx, monkeypatch, drain):
        _recorder, channel = record_channel(monkeypatch)
        made = customer_writes(channel, "My stroller is broken. I am Marta Kowalczyk.")
        drain()
        return made

    def test_a_guest_of_the_desk_sees_no_customer(self, cleo, case):
        actions.let_in(SYSTEM, cast.space("desk"), cast.person("cleo"), SpaceRole.GUEST)
        session.remove()
        assert cleo.get("/c/desk").status_code == 200
        assert cleo.get(f"/cases/{case.id}").status_code == 404
        assert "Marta" not in cleo.get("/search?q=stroller").text
        assert "/cases/" not in cleo.get("/search?q=stroller").text

    def test_the_grid_raises_the_bar_at_once(self, finn, hugo, case):
        assert "Marta" in finn.get(f"/cases/{case.id}").text
        assert "Marta" in finn.get("/search?q=stroller&tab=cases").text
        set_grid("desk", see_cases="moderator")
        session.remove()
        assert finn.get(f"/cases/{case.id}").status_code == 404
        assert "Marta" not in finn.get("/search?q=stroller&tab=cases").text
        assert "Marta" not in finn.get("/cases").text
        assert "Marta" in hugo.get(f"/cases/{case.id}").text
