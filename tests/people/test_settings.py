"""One's own settings and keys for programs."""

from sqlalchemy import select

from hub.core.db import session
from hub.people import tokens
from hub.people.models import ApiToken
from tests import cast


def test_the_profile_is_saved_and_shown(ada):
    answer = ada.post(
        "/settings/profile", name="Ada King", title="Analyst", about="I *count*.", skills="looms, cards"
    )
    assert answer.status_code == 303
    page = ada.get("/people/ada").text
    assert "<em>count</em>" in page
    assert "looms" in page


def test_the_profile_refuses_a_missing_name_and_keeps_the_rest(ada):
    answer = ada.post("/settings/profile", name="", about="A long story about looms")
    assert answer.status_code == 422
    assert "A long story about looms" in answer.text


def test_an_unknown_field_is_refused(ada):
    assert ada.post("/settings/profile", name="Ada", roles="administrator").status_code == 422
    assert not ada.person.has("administrator")


def test_a_key_is_shown_once_and_works(ada):
    page = ada.post("/settings/tokens", name="Script", scopes="read", days="30").text
    text = page.split(tokens.PREFIX)[1].split("<")[0].strip()
    assert tokens.actor_of(tokens.PREFIX + text).handle == "ada"
    assert text not in ada.get("/settings/tokens").text


def test_an_ended_key_works_no_more(ada):
    ada.post("/settings/tokens", name="Script", scopes="read", days="30")
    row = session().scalars(select(ApiToken).order_by(ApiToken.id.desc())).first()
    assert ada.post(f"/settings/tokens/{row.id}/end").status_code == 303
    assert session().get_one(ApiToken, row.id, populate_existing=True).revoked_at is not None


def test_another_persons_key_cannot_be_ended(ada, ben):
    ben.post("/settings/tokens", name="Script", scopes="read", days="30")
    row = session().scalars(select(ApiToken).order_by(ApiToken.id.desc())).first()
    assert ada.post(f"/settings/tokens/{row.id}/end").status_code == 404


def test_every_settings_page_opens(ada):
    for name in ("profile", "keyboard", "appearance", "sessions", "tokens"):
        assert ada.get(f"/settings/{name}").status_code == 200, name


def test_the_directory_finds_by_name(ada):
    page = ada.get("/people?q=okri").text
    assert "Ben Okri" in page
    assert "Finn Agent" not in page


def test_who_has_left_is_not_in_the_directory(ada):
    assert "Eli Gone" not in ada.get("/people").text
    assert cast.person("eli") is not None


def test_the_short_address_leads_to_the_profile(ada):
    answer = ada.get("/settings")
    assert (answer.status_code, answer.location) == (302, "/settings/profile")
