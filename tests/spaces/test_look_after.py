"""Opening, editing and archiving a community; letting people in, giving roles, taking them out."""

from typing import ClassVar

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.spaces import actions
from hub.spaces.models import (
    Joining,
    JoinRequest,
    Membership,
    Space,
    SpaceKind,
    SpaceRole,
    Visibility,
)
from tests import cast
from tests.factories import make_post

FIELDS = {
    "name": "Baggage",
    "about": "What travels in the hold.",
    "visibility": "everyone",
    "joining": "open",
}


def newest_fact() -> Event:
    return session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def role_of(handle: str, slug: str) -> SpaceRole | None:
    session.remove()
    row = session().get(Membership, (cast.person(handle).id, cast.space(slug).id))
    return row.role if row else None


class TestCreating:
    def test_it_works(self, dora):
        assert dora.get("/c/new").status_code == 200
        answer = dora.post(
            "/c", **FIELDS, contacts="@ada", links="Guide | /wiki/guide", ask_about="#bags, strollers"
        )
        assert (answer.status_code, answer.location) == (303, "/c/baggage")
        session.remove()
        space = cast.space("baggage")
        assert space.contacts == [cast.person("ada").id]
        assert space.links == [{"title": "Guide", "url": "/wiki/guide"}]
        assert space.ask_about == ["bags", "strollers"]
        assert role_of("dora", "baggage") == SpaceRole.OWNER

    def test_it_needs_the_right(self, ada):
        assert ada.get("/c/new").status_code == 403
        assert ada.post("/c", **FIELDS).status_code == 403

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", "", "Please fill this in."),
            ("name", "???", "at least one letter or digit"),
            ("name", "Open", "already a space"),
            ("links", "javascript:alert(1)", "is not a link"),
            ("links", "Guide | //evil.example", "is not a link"),
            ("contacts", "@nobody-here", "no colleague @nobody-here"),
            ("visibility", "secret", "one of the offered values"),
        ],
    )
    def test_it_refuses_bad_input(self, dora, field, value, said):
        answer = dora.post("/c", **{**FIELDS, field: value})
        assert answer.status_code == 422
        assert said in answer.text
        assert "What travels in the hold." in answer.text

    def test_it_records_the_fact(self, dora):
        dora.post("/c", **FIELDS)
        assert newest_fact().kind == "spaces.space_created"

    def test_sent_twice_it_is_one(self, dora):
        first, second = (dora.post("/c", **FIELDS, once="x") for _ in range(2))
        assert first.location == second.location


class TestEditing:
    def test_it_works(self, ada):
        assert "Open House" in ada.get("/c/open/edit").text
        answer = ada.post(
            "/c/open/edit", **{**FIELDS, "name": "Open Kiln", "post": "moderator", "rules": "Be **kind**."}
        )
        assert answer.location == "/c/open"
        about = ada.get("/c/open/about").text
        assert "Open Kiln" in about
        assert "<strong>kind</strong>" in about
        assert "Moderators and above" in about

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/edit", **FIELDS).status_code == 404

    def test_it_needs_the_right(self, ben):
        assert ben.get("/c/open/edit").status_code == 403
        assert ben.post("/c/open/edit", **FIELDS).status_code == 403

    def test_it_refuses_bad_input(self, ada):
        answer = ada.post("/c/open/edit", **{**FIELDS, "name": " "})
        assert answer.status_code == 422
        assert "What travels in the hold." in answer.text

    def test_it_records_the_fact(self, ada):
        ada.post("/c/open/edit", **{**FIELDS, "visibility": "members"})
        event = newest_fact()
        assert (event.kind, event.data["visibility_changed"]) == ("spaces.space_edited", True)

    def test_closing_it_hides_what_is_inside_at_once(self, ada, cleo, ctx):
        make_post(title="Said in the open")
        assert "Said in the open" in cleo.get("/?tab=all").text
        ada.post("/c/open/edit", **{**FIELDS, "visibility": "members"})
        assert "Said in the open" not in cleo.get("/?tab=all").text


class TestArchiving:
    def test_it_works(self, ada, ben):
        assert ada.post("/c/open/archiving", on="1").status_code == 303
        assert ben.post("/p", kind="discussion", community="open", body="Too late").status_code == 403
        assert "This community is archived" in ben.get("/c/open").text
        ada.post("/c/open/archiving", on="0")
        assert ben.post("/p", kind="discussion", community="open", body="In time").status_code == 303

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/archiving").status_code == 404

    def test_it_needs_the_right(self, ben):
        assert ben.post("/c/open/archiving").status_code == 403

    def test_it_refuses_bad_input(self, ada):
        assert ada.post("/c/open/archiving", on="perhaps").status_code == 422

    def test_it_records_the_fact(self, ada):
        ada.post("/c/open/archiving")
        assert newest_fact().kind == "spaces.space_edited"


class TestLettingIn:
    def test_it_works(self, ada):
        answer = ada.post("/c/private/members", handle="@cleo", role="moderator")
        assert answer.location == "/c/private/people"
        assert role_of("cleo", "private") == SpaceRole.MODERATOR
        ada.post("/c/private/members", handle="cleo", role="guest")
        assert role_of("cleo", "private") == SpaceRole.GUEST

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/members", handle="cleo").status_code == 404

    def test_it_needs_the_right(self, ben):
        assert ben.post("/c/private/members", handle="cleo").status_code == 403
        assert role_of("cleo", "private") is None

    @pytest.mark.parametrize(
        "wrong", [{"handle": ""}, {"handle": "who"}, {"handle": "eli"}, {"handle": "cleo", "role": "king"}]
    )
    def test_it_refuses_bad_input(self, ada, wrong):
        assert ada.post("/c/private/members", **wrong).status_code == 422

    def test_it_records_the_fact(self, ada):
        ada.post("/c/private/members", handle="cleo", role="member")
        assert newest_fact().kind == "spaces.member_joined"

    def test_the_count_follows(self, ada):
        before = cast.space("private").member_count
        ada.post("/c/private/members", handle="cleo", role="member")
        ada.post("/c/private/members", handle="cleo", role="admin")
        session.remove()
        assert cast.space("private").member_count == before + 1


class TestOwning:
    def test_the_last_owner_cannot_be_made_less(self, ada):
        refused = ada.post("/c/private/members", handle="ada", role="member")
        assert refused.status_code == 422
        assert "A space needs an owner" in refused.text
        assert role_of("ada", "private") == SpaceRole.OWNER

    def test_admins_make_no_owners_and_unmake_none(self, gwen):
        assert "Only an owner" in gwen.post("/c/open/members", handle="gwen", role="owner").text
        assert gwen.post("/c/open/members", handle="ada", role="guest").status_code == 422
        assert gwen.post("/c/open/members/ada/removal").status_code == 403
        assert (role_of("gwen", "open"), role_of("ada", "open")) == (SpaceRole.ADMIN, SpaceRole.OWNER)

    def test_an_owner_hands_it_on(self, ada, gwen):
        ada.post("/c/open/members", handle="gwen", role="owner")
        gwen.post("/c/open/members", handle="ada", role="member")
        assert (role_of("gwen", "open"), role_of("ada", "open")) == (SpaceRole.OWNER, SpaceRole.MEMBER)


class TestOpeningADesk:
    DESK: ClassVar = {"name": "Claims", "kind": "desk", "visibility": "hidden", "joining": "invitation"}

    def test_it_works(self, dora):
        shown = dora.get("/c/new?kind=desk").text
        assert "See and work on the cases" in shown
        assert 'value="everyone"' not in shown
        assert dora.post("/c", **self.DESK).location == "/c/claims"
        session.remove()
        assert cast.space("claims").kind == SpaceKind.DESK
        assert "Claims</option>" in dora.get("/admin/channels/new?kind=form").text

    def test_it_is_never_open_to_everybody(self, dora, hugo):
        refused = dora.post("/c", **{**self.DESK, "visibility": "everyone"})
        assert refused.status_code == 422
        assert "only members read what is on a desk" in refused.text
        opened = {"name": "Social Care", "visibility": "everyone", "joining": "open"}
        assert hugo.post("/c/desk/edit", **opened).status_code == 422
        assert cast.space("desk").visibility == Visibility.HIDDEN


class TestTheCommunityOfEverybody:
    def test_it_is_opened_once_with_everybody_in_it(self, ctx):
        made = actions.open_for_everybody()
        assert made is not None
        assert actions.open_for_everybody() is None
        assert role_of("cleo", "everybody") == SpaceRole.MEMBER
        assert role_of("dora", "everybody") == SpaceRole.OWNER
        assert role_of("eli", "everybody") is None

    def test_who_comes_later_is_in_it(self, ctx):
        actions.open_for_everybody()
        actions.welcome(SYSTEM, "Zoe New", "zoe@hub.test", "zoe")
        assert role_of("zoe", "everybody") == SpaceRole.MEMBER


class TestTakingOut:
    def test_it_works(self, ada):
        ada.post("/c/private/members/ben/removal")
        assert role_of("ben", "private") is None

    def test_nobody_is_taken_out_of_the_community_of_everybody(self, ctx, dora):
        everybody = actions.open_for_everybody()
        session.remove()
        refused = dora.post("/c/everybody/members/ben/removal")
        assert refused.status_code == 422
        assert everybody is not None
        assert role_of("ben", "everybody") == SpaceRole.MEMBER

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/members/ben/removal").status_code == 404

    def test_it_needs_the_right(self, ben):
        assert ben.post("/c/open/members/ada/removal").status_code == 403
        assert role_of("ada", "open") == SpaceRole.OWNER

    def test_it_records_the_fact(self, ada):
        ada.post("/c/private/members/ben/removal")
        assert newest_fact().kind == "spaces.member_left"


class TestDeclining:
    @pytest.fixture
    def waiting(self, ctx) -> Space:
        press = actions.create_space(
            SYSTEM, "Press", owner=cast.person("gwen"),
            visibility=Visibility.MEMBERS, joining=Joining.REQUEST,
        )  # fmt: skip
        actions.join(cast.person("cleo"), press)
        return press

    def test_it_works(self, gwen, waiting):
        assert gwen.post("/c/press/requests/cleo/refusal").status_code == 303
        assert session().scalar(select(JoinRequest.id)) is None
        assert role_of("cleo", "press") is None

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/requests/cleo/refusal").status_code == 404

    def test_it_needs_the_right(self, cleo, waiting):
        assert cleo.post("/c/press/requests/cleo/refusal").status_code == 403

    def test_nobody_waiting_is_404(self, gwen, waiting):
        assert gwen.post("/c/press/requests/ben/refusal").status_code == 404

    def test_a_request_is_heard_by_those_who_decide(self, waiting):
        from hub.core.features import registry

        event = newest_fact()
        heard = registry.features["spaces"].notify[type(event.fact)](event, event.fact)
        assert [(each.person_id, each.action) for each in heard] == [(cast.person("gwen").id, "decide")]
