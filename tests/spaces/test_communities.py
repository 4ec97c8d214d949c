"""Communities: who knows of them, who sees inside, how one comes in and goes."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.spaces import actions
from hub.spaces.models import Joining, JoinRequest, Membership, Space, SpaceRole, Visibility
from tests import cast
from tests.factories import make_post, make_question


def newest_fact() -> Event:
    return session().scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def role_of(handle: str, slug: str) -> SpaceRole | None:
    session.remove()
    row = session().get(Membership, (cast.person(handle).id, cast.space(slug).id))
    return row.role if row else None


@pytest.fixture
def press(ctx) -> Space:
    return actions.create_space(
        SYSTEM, "Press", owner=cast.person("gwen"), about="What we say to newspapers.",
        visibility=Visibility.MEMBERS, joining=Joining.REQUEST,
    )  # fmt: skip


class TestReading:
    def test_the_list_shows_what_one_knows_of(self, cleo, ada, press):
        assert "Press" in cleo.get("/c").text
        assert "Private Room" not in cleo.get("/c").text
        assert "Private Room" in ada.get("/c").text
        assert "Social Care" not in cleo.get("/c").text
        assert "Press" in cleo.get("/c?q=newspapers").text
        assert "Open House" not in cleo.get("/c?q=newspapers").text

    @pytest.mark.parametrize("tab", ["", "/questions", "/wiki", "/people", "/about", "/edit"])
    def test_a_hidden_one_does_not_exist_for_others(self, cleo, ada, tab):
        assert cleo.get(f"/c/private{tab}").status_code == 404
        assert ada.get(f"/c/private{tab}").status_code == 200

    @pytest.mark.parametrize("tab", ["", "/questions", "/wiki", "/people", "/about"])
    def test_a_members_only_one_shows_its_name_and_nothing_inside(self, cleo, press, tab):
        make_post(by="gwen", space="press", title="Embargoed words")
        page = cleo.get(f"/c/press{tab}")
        assert page.status_code == 200
        assert "What we say to newspapers." in page.text
        assert "Gwen Curator can let you in" in page.text
        assert "Embargoed words" not in page.text
        part = cleo.get(f"/c/press{tab}", headers={"HX-Request": "true"})
        assert "Embargoed words" not in part.text

    def test_an_unknown_tab_is_not_there(self, ada):
        assert ada.get("/c/open/secrets").status_code == 404

    def test_questions_with_a_waiting_customer_stand_beside_the_posts(self, ada, ctx, drain):
        make_question(by="ben", title="Who knows this?")
        drain()
        page = ada.get("/c/open").text
        assert "Waiting for an answer" in page
        assert "Who knows this?" in page

    def test_what_is_new_is_counted_until_one_looks(self, ada, ctx):
        ada.get("/c/open")
        make_post(by="ben", title="One")
        make_post(by="ben", title="Two")
        assert '<span class="count">2<span class="vh"> new' in ada.get("/people").text
        ada.get("/c/open")
        assert '<span class="count">2' not in ada.get("/people").text

    def test_ones_own_post_is_not_new(self, ada, ctx):
        ada.get("/c/open")
        make_post(by="ada")
        assert '<span class="vh"> new' not in ada.get("/people").text

    def test_it_is_affordable(self, ada, ctx, count_queries):
        for number in range(25):
            make_post(title=f"Post {number}")
        ada.get("/c/open")
        for url in ("/c/open", "/c/open/people", "/c/open/about", "/c"):
            with count_queries() as seen:
                assert ada.get(url).status_code == 200
            assert len(seen) <= 12, "\n".join(seen)


class TestJoining:
    def test_it_works(self, cleo):
        assert cleo.post("/c/open/membership").status_code == 303
        assert role_of("cleo", "open") == SpaceRole.MEMBER

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/membership").status_code == 404
        assert role_of("cleo", "private") is None

    def test_it_needs_the_right(self, ada, ctx):
        actions.archive_space(SYSTEM, cast.space("open"))
        assert role_of("cleo", "open") is None
        assert ada.post("/c/open/membership").status_code == 403

    def test_it_refuses_bad_input(self, cleo, press):
        assert cleo.post("/c/press/membership", words="x" * 501).status_code == 422

    def test_it_records_the_fact(self, cleo):
        cleo.post("/c/open/membership")
        assert newest_fact().kind == "spaces.member_joined"

    def test_asking_waits_for_those_who_decide(self, cleo, gwen, press):
        cleo.post("/c/press/membership", words="I write the press releases")
        assert role_of("cleo", "press") is None
        assert "You have asked to join" in cleo.get("/c/press").text
        assert "I write the press releases" in gwen.get("/c/press/people").text
        gwen.post("/c/press/members", handle="cleo", role="member")
        assert role_of("cleo", "press") == SpaceRole.MEMBER
        assert session().scalar(select(JoinRequest.id)) is None

    def test_asking_twice_is_one_request(self, cleo, press):
        cleo.post("/c/press/membership")
        cleo.post("/c/press/membership")
        assert len(session().scalars(select(JoinRequest)).all()) == 1

    def test_by_invitation_nobody_joins_alone(self, cleo, press):
        actions.edit_space(SYSTEM, press, joining=Joining.INVITATION)
        assert cleo.post("/c/press/membership").status_code == 422
        assert role_of("cleo", "press") is None


class TestLeaving:
    def test_it_works(self, ben):
        answer = ben.post("/c/private/departure", sure="true")
        assert (answer.status_code, answer.location) == (303, "/c")
        assert role_of("ben", "private") is None
        assert ben.get("/c/private").status_code == 404

    def test_a_stranger_gets_404(self, cleo):
        assert cleo.post("/c/private/departure").status_code == 404
        assert cleo.get("/c/private/departure").status_code == 404
        assert cleo.get("/c/open/departure").status_code == 404

    def test_where_one_cannot_simply_come_back_it_says_so_first(self, ben):
        menu = ben.get("/c/private").text
        assert 'href="/c/private/departure"' in menu
        for asked in (ben.get("/c/private/departure"), ben.post("/c/private/departure")):
            assert "You will not read or find any more what is written here" in asked.text
            assert "One comes back by invitation only. Ada Lovelace can invite you." in asked.text
        assert asked.status_code == 422
        assert role_of("ben", "private") == SpaceRole.MEMBER

    def test_who_must_ask_to_come_back_is_told_so(self, gwen, cleo, press):
        gwen.post("/c/press/members", handle="cleo", role="moderator")
        page = cleo.get("/c/press/departure").text
        assert "To come back you ask. Gwen" in page
        assert "You are a moderator here" in page

    def test_an_archived_one_cannot_be_joined_again(self, ben, ctx):
        actions.archive_space(SYSTEM, cast.space("open"))
        assert "It is archived: nobody can join it" in ben.post("/c/open/departure").text
        assert role_of("ben", "open") == SpaceRole.MEMBER

    def test_an_open_one_is_left_and_joined_again_in_one_press(self, ben):
        left = ben.post("/c/open/departure")
        assert 'action="/c/open/membership"' in ben.get(left.location).text
        assert role_of("ben", "open") is None
        ben.post("/c/open/membership")
        assert role_of("ben", "open") == SpaceRole.MEMBER

    def test_the_last_owner_stays(self, ada):
        answer = ada.post("/c/open/departure", sure="true")
        assert answer.status_code == 422
        assert "Make somebody else the owner first" in answer.text
        assert role_of("ada", "open") == SpaceRole.OWNER

    def test_the_all_staff_community_cannot_be_left(self, ben, ctx):
        from hub.core.db import transaction

        with transaction():
            cast.space("open").is_all_staff = True
        assert ben.post("/c/open/departure").status_code == 422
        assert role_of("ben", "open") == SpaceRole.MEMBER

    def test_it_records_the_fact(self, ben):
        ben.post("/c/open/departure")
        assert newest_fact().kind == "spaces.member_left"
