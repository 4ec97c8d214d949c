"""Mail pushed by a mail server: signed or refused; no secret, no door."""

import hashlib
import hmac

import pytest
from sqlalchemy import func, select

from hub.channels.models import InboxItem
from hub.core import clock
from hub.core.db import session
from tests.channels import lines

URL = "/in/mail/mail"
SECRET = "a long secret of the mail server"


@pytest.fixture
def channel(ctx):
    return lines.mailbox(secrets={"push_secret": SECRET})


def push(nobody, raw: bytes, *, secret: str = SECRET, age: int = 0, signed: bytes | None = None, url=URL):
    sent_at = str(int(clock.now().timestamp()) - age)
    body = sent_at.encode() + b"." + (raw if signed is None else signed)
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Backchannel-Timestamp": sent_at, "X-Backchannel-Signature": signature}
    return nobody.client.post(url, data=raw, headers=headers)


def count() -> int:
    return session().scalar(select(func.count(InboxItem.id)))


def test_it_works(nobody, channel):
    assert push(nobody, lines.letter()).status_code == 202
    assert push(nobody, lines.letter()).get_json() == {"taken": True, "known_already": True}
    lines.work()
    assert len(lines.cases()) == 1


def test_large_mail_comes_in(nobody, channel):
    assert push(nobody, lines.letter("x" * 3_000_000)).status_code == 202


@pytest.mark.parametrize(
    "how",
    [{"secret": "wrong"}, {"secret": ""}, {"age": 400}, {"age": -400}, {"signed": b"another mail"}],
)
def test_it_needs_the_right(nobody, channel, how):
    assert push(nobody, lines.letter(), **how).status_code == 401
    assert count() == 0


def test_it_refuses_bad_input(nobody, channel):
    for headers in ({}, {"X-Backchannel-Timestamp": "now", "X-Backchannel-Signature": "é"}):
        assert nobody.client.post(URL, data=b"x", headers=headers).status_code == 401
    assert count() == 0


def test_a_stranger_gets_404(nobody, ctx):
    lines.mailbox()  # without a secret
    assert push(nobody, lines.letter(), secret="").status_code == 404
    assert push(nobody, lines.letter(), url="/in/mail/nowhere").status_code == 404


def test_a_new_key_ends_the_old_one(nobody, dora, channel):
    shown = dora.post(f"/admin/channels/{channel.id}/push-secret")
    assert shown.status_code == 200
    assert push(nobody, lines.letter()).status_code == 401
    assert SECRET not in dora.get(f"/admin/channels/{channel.id}/settings").text
