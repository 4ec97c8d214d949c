"""Coming in, going out, and what guessing meets."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.people import actions, passwords, sign_in
from hub.people.models import PersonToken, WebSession
from tests import cast


@pytest.fixture
def enter(app):
    def go(email, password, client=None, **more):
        client = client or app.test_client()
        return client, client.post("/sign-in", data={"email": email, "password": password, **more})

    return go


@pytest.fixture
def reset_link(nobody):
    nobody.post("/sign-in/forgot", email="ada@hub.test")
    mail = (
        session()
        .scalars(select(Delivery).where(Delivery.queue == "mail").order_by(Delivery.id.desc()))
        .first()
    )
    return "/sign-in/reset/" + mail.payload["text"].split("/sign-in/reset/")[1].split()[0]


def test_it_works(enter):
    client, answer = enter("ada@hub.test", cast.PASSWORD)
    assert answer.status_code == 303
    assert client.get("/people/ada").status_code == 200


def test_a_wrong_password_says_no_more_than_a_wrong_address(enter):
    _, wrong = enter("ada@hub.test", "not her password")
    _, unknown = enter("nobody@hub.test", "not her password")
    assert wrong.status_code == unknown.status_code == 422
    strip = lambda page: page.text.replace("ada@hub.test", "").replace("nobody@hub.test", "")  # noqa: E731
    assert sign_in.REFUSED.split(".")[0] in wrong.text
    assert len(strip(wrong)) == pytest.approx(len(strip(unknown)), abs=40)


def test_an_account_that_is_not_there_takes_the_same_work():
    assert not passwords.is_outdated(passwords._DUMMY), "as costly as the hashes of today"
    assert not passwords.matches(None, "a password that nobody has")


def test_who_has_left_stays_out(enter):
    _, answer = enter("eli@hub.test", cast.PASSWORD)
    assert answer.status_code == 422


def test_guessing_is_slowed_down_for_the_account(enter):
    for _ in range(sign_in.TRIES_PER_ACCOUNT):
        enter("ada@hub.test", "guess")
    _, answer = enter("ada@hub.test", cast.PASSWORD)
    assert answer.status_code == 429


def test_guessing_the_old_password_is_slowed_down_too(ada):
    tries = [
        ada.post("/settings/password", old_password="guess", new_password="five words in a long row")
        for _ in range(sign_in.TRIES_PER_ACCOUNT + 1)
    ]
    assert [each.status_code for each in tries] == [422] * sign_in.TRIES_PER_ACCOUNT + [429]


def test_guessing_is_slowed_down_for_an_account_that_is_not_there(enter):
    for _ in range(sign_in.TRIES_PER_ACCOUNT):
        enter("ghost@hub.test", "guess")
    _, answer = enter("ghost@hub.test", "guess")
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/people", "/people"), ("https://evil.test/", "/"), ("//evil.test", "/"), ("/\\evil.test", "/")],
)
def test_it_leads_on_inside_only(enter, asked, given):
    _, answer = enter("ada@hub.test", cast.PASSWORD, next=asked)
    assert answer.headers["Location"] == given


def test_the_key_changes_with_the_sign_in(enter, app):
    client = app.test_client()
    client.get("/sign-in")
    before = client.get_cookie("backchannel")
    enter("ada@hub.test", cast.PASSWORD, client=client)
    after = client.get_cookie("backchannel")
    assert after is not None
    assert before is None or before.value != after.value


def test_signing_out_ends_the_session_itself(ada, app):
    key = ada.client.get_cookie("backchannel").value
    assert ada.post("/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("backchannel", key)
    assert thief.get("/people").status_code == 302


def test_a_deactivated_person_is_out_at_once(ada, ctx):
    actions.deactivate(cast.person("dora"), ada.person)
    assert ada.get("/people").status_code == 302


def test_one_session_can_be_ended(ada, sign_in):
    other = sign_in("ada")
    row = (
        session()
        .scalars(
            select(WebSession)
            .where(WebSession.person_id == ada.person.id)
            .order_by(WebSession.created_at.desc())
        )
        .first()
    )
    assert ada.post(f"/settings/sessions/{row.public_id}/end").status_code == 303
    assert {other.get("/people").status_code, ada.get("/people").status_code} == {302, 200}


def test_another_persons_session_cannot_be_ended(ada, ben):
    row = session().scalars(select(WebSession).where(WebSession.person_id == ben.person.id)).first()
    assert ada.post(f"/settings/sessions/{row.public_id}/end").status_code == 404
    assert ben.get("/people").status_code == 200


def test_changing_the_password_ends_the_others(ada, sign_in):
    other = sign_in("ada")
    answer = ada.post(
        "/settings/password", old_password=cast.PASSWORD, new_password="five words in a long row"
    )
    assert answer.status_code == 303
    assert other.get("/people").status_code == 302
    assert ada.get("/people").status_code == 200


def test_a_short_password_is_refused_with_a_reason(ada):
    answer = ada.post("/settings/password", old_password=cast.PASSWORD, new_password="short")
    assert answer.status_code == 422
    assert "at least 12" in answer.text


def test_a_reset_link_works_once(nobody, reset_link, enter):
    assert nobody.get(reset_link).status_code == 200
    assert nobody.post(reset_link, password="five words in a long row").status_code == 303
    assert nobody.post(reset_link, password="another five words in a row").status_code == 422
    _, answer = enter("ada@hub.test", "five words in a long row")
    assert answer.status_code == 303


def test_a_reset_link_ends_after_an_hour(nobody, reset_link, at):
    at(timedelta(minutes=61))
    assert nobody.post(reset_link, password="five words in a long row").status_code == 422


def test_a_reset_link_dies_with_the_address(nobody, reset_link):
    with transaction():
        cast.person("ada").email = "ada.new@hub.test"
    assert nobody.get(reset_link).status_code == 404


def test_forgetting_says_the_same_for_everybody(nobody):
    texts = {nobody.post("/sign-in/forgot", email=email).text.replace(email, "")
             for email in ("ada@hub.test", "eli@hub.test", "ghost@hub.test")}  # fmt: skip
    assert len({len(text) for text in texts}) == 1


def test_who_has_left_gets_no_link(nobody):
    before = len(session().scalars(select(PersonToken)).all())
    nobody.post("/sign-in/forgot", email="eli@hub.test")
    assert len(session().scalars(select(PersonToken)).all()) == before


def test_a_visitor_is_led_to_the_sign_in(nobody):
    answer = nobody.get("/people?q=ada")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/people%3Fq%3Dada"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("feed-reader/2.1", "feed-reader/2.1"),
        ("", "A program"),
    ],
)
def test_browsers_are_called_as_people_call_them(agent, device):
    assert WebSession(agent=agent).device == device


def test_a_link_is_forgotten_once_it_was_sent(reset_link):
    sent = []
    assert work_once({"mail": lambda row: sent.append(row.payload["text"])}) == 1
    assert reset_link in sent[0]
    row = session().scalars(select(Delivery).where(Delivery.queue == "mail")).one()
    assert (row.state, row.payload) == ("done", {})
