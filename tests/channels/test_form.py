"""The public form: open to all, hard on machines, and never losing what somebody wrote."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.channels.contract import ChannelKind
from hub.channels.form import KEPT_PER_ADDRESS, MOST_PER_ADDRESS, new_token
from hub.channels.models import InboxItem, InboxState
from hub.core.db import session
from tests.channels import lines

URL = "/contact/help"
LETTER = {
    "name": "Ida Berg", "email": "Ida@Example.net", "subject": "Lost hat",
    "message": "My hat is gone.\n<script>alert(1)</script>",
}  # fmt: skip


@pytest.fixture
def channel(ctx):
    return lines.form()


@pytest.fixture
def token(channel, at):
    made = new_token()
    at(timedelta(seconds=5))
    return made


def items() -> list[InboxItem]:
    return list(session().scalars(select(InboxItem).order_by(InboxItem.id)))


def test_it_works(nobody, token, finn):
    shown = nobody.get(URL)
    assert shown.status_code == 200
    assert "Set-Cookie" not in shown.headers
    answer = nobody.post(URL, token=token, **LETTER)
    assert answer.status_code == 303
    word = answer.headers["Location"].rsplit("/")[-1]
    assert word in nobody.get(answer.headers["Location"]).text
    lines.work()
    (case,) = lines.cases()
    assert (case.subject, case.address, case.customer.name) == ("Lost hat", "Ida@Example.net", "Ida Berg")
    (message,) = lines.messages(case)
    assert message.extra["reference"] == word
    assert "<script>alert" not in finn.get(f"/cases/{case.id}").text


def test_sent_twice_it_is_one_message(nobody, token):
    first = nobody.post(URL, token=token, **LETTER)
    second = nobody.post(URL, token=token, **LETTER)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(items()) == 1
    nobody.post(URL, token=token, **{**LETTER, "message": "And my coat."})
    assert len(items()) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "ida"}, {"email": "a@b.c\r\nBcc: x@y.z"}, {"message": " "}, {"more": "x"}],
)
def test_it_refuses_bad_input(nobody, token, wrong):
    answer = nobody.post(URL, token=token, **{**LETTER, **wrong})
    assert answer.status_code == 422
    assert "Lost hat" in answer.text
    assert token in answer.text
    assert items() == []


@pytest.mark.parametrize("kind", ["quick", "old", "forged", "none"])
def test_machines_must_take_their_time(nobody, channel, at, kind):
    token = {"forged": "abc.def.ghi", "none": ""}.get(kind) or new_token()
    at(timedelta(days=3) if kind == "old" else timedelta(seconds=1))
    answer = nobody.post(URL, token=token, **LETTER)
    assert answer.status_code == 422
    assert "My hat is gone." in answer.text
    assert "press Send once more" in answer.text
    assert items() == []


def test_a_trapped_letter_is_kept_for_a_person(nobody, token, finn):
    assert nobody.post(URL, token=token, website="http://spam", **LETTER).status_code == 303
    (item,) = items()
    assert item.state == InboxState.QUARANTINED
    finn.post(f"/admin/channels/items/{item.id}/admission")
    lines.work()
    assert len(lines.cases()) == 1


def test_many_from_one_place_wait_and_a_flood_is_sent_back(nobody, token):
    for n in range(MOST_PER_ADDRESS):
        assert nobody.post(URL, token=token, **{**LETTER, "message": f"No {n}"}).status_code == 303
    answer = nobody.post(URL, token=token, **LETTER)
    assert answer.status_code == 429
    assert "My hat is gone." in answer.text
    states = [item.state for item in items()]
    assert states.count(InboxState.WAITING) == KEPT_PER_ADDRESS
    assert states.count(InboxState.QUARANTINED) == MOST_PER_ADDRESS - KEPT_PER_ADDRESS
    assert "127.0.0.1" not in "".join(item.origin for item in items())


def test_above_the_days_ceiling_nothing_is_dropped(nobody, ctx, at):
    lines.form(per_day=2)
    token = new_token()
    at(timedelta(seconds=5))
    for n in range(4):
        answer = nobody.post(
            URL, token=token, **{**LETTER, "message": f"No {n}"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )  # fmt: skip
        assert answer.status_code == 303
    kept = [(item.state, json.loads(item.raw)["text"]) for item in items()]
    assert [state for state, _ in kept] == [InboxState.WAITING] * 2 + [InboxState.QUARANTINED] * 2
    assert [text for _, text in kept] == ["No 0", "No 1", "No 2", "No 3"]


def test_the_same_customer_by_mail_and_by_form(nobody, token):
    mail = lines.mailbox()
    lines.arrive(mail, lines.letter(sender="Ida <ida@example.net>"))
    nobody.post(URL, token=token, **LETTER)
    lines.work()
    first, second = lines.cases()
    assert first.customer_id == second.customer_id


@pytest.mark.parametrize("way", ["/contact/nowhere", "/contact/mail", "/contact/help/sent/<b>x</b>"])
def test_a_stranger_gets_404(nobody, channel, way):
    lines.mailbox()
    assert nobody.get(way).status_code == 404


def test_a_paused_form_is_closed(nobody, channel, dora):
    dora.post(f"/admin/channels/{channel.id}/pause")
    assert nobody.get(URL).status_code == 404


def test_only_forms_are_forms(ctx, nobody):
    lines.open_channel(ChannelKind.API, "app")
    assert nobody.get("/contact/app").status_code == 404
