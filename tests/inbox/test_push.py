"""Notices on devices: what a provider is handed, and what becomes of a device."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from hub.conversations.actions import leave, start
from hub.conversations.models import Conversation
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.core.permissions import SYSTEM
from hub.inbox.actions import choose_quiet, see_all
from hub.inbox.consumer import PUSH_QUEUE
from hub.inbox.groups import MAIL
from hub.inbox.models import Notice
from hub.inbox.news import still_new
from hub.inbox.push import crypto
from hub.inbox.push.models import PushDevice, PushKey
from hub.inbox.push.sending import DEVICE_QUEUE, fan_out, push
from hub.people.rhythm import Quiet
from hub.people.sessions import end_sessions
from hub.spaces.actions import let_in, remove_member
from hub.spaces.models import SpaceRole
from tests import cast
from tests.factories import make_answer, make_question

URL = "/settings/notifications/devices"
HANDLERS = {PUSH_QUEUE: fan_out, DEVICE_QUEUE: push}
SECRET = b"sixteen bytes ok"
WRITTEN = "The kiln has 1,200 degrees."


@dataclass
class Provider:
    """A push service on this machine: what it got, and how it answers next."""

    url: str = ""
    status: int = 201
    retry_after: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def provider(app, monkeypatch) -> Iterator[Provider]:
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            if made.retry_after:
                self.send_header("Retry-After", made.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    made.url = f"http://{place}/push/abc"
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], reachable=(place,)))
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    """The private half stays in the browser."""
    return crypto.new_key()


@pytest.fixture
def told(ctx, ada, provider, key, drain):
    """Ada has a device, and Ben has answered her in a private room."""
    point = crypto.b64(crypto.public_bytes(key))
    assert ada.post(URL, endpoint=provider.url, p256dh=point, auth=crypto.b64(SECRET)).status_code == 303
    make_answer(make_question(by="ada", space="private", title="How hot?"), by="ben", body=WRITTEN)
    drain()
    return provider


def work(minutes: float = 1) -> None:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        while work_once(HANDLERS):
            pass


def opened(key: ec.EllipticCurvePrivateKey, body: bytes) -> dict[str, str]:
    """As the browser reads it, by the steps of the standard."""

    def derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

    salt, theirs, sealed = body[:16], body[21:86], body[86:]
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    own = crypto.public_bytes(key)
    base = derived(SECRET, shared, b"WebPush: info\0" + own + theirs, 32)
    secret = derived(salt, base, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(salt, base, b"Content-Encoding: nonce\0", 12)
    text = AESGCM(secret).decrypt(nonce, sealed, None)
    assert text[-1:] == b"\x02"
    return json.loads(text[:-1])


def test_it_encrypts_as_the_standard_says():
    """The example of RFC 8291, section 5."""
    own = crypto.unpacked("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    device = crypto.unb64(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    body = crypto.encrypt(
        b"When I grow up, I want to be a watermelon", device, crypto.unb64("BTBZMqHH6r4Tts7J_aSIgg"),
        own=own, salt=crypto.unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )  # fmt: skip
    assert crypto.b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl"
        "zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_it_works(told, key):
    work(0)
    assert told.got == []  # whoever is looking at the page is spared
    work()
    headers, body = told.got[0]
    said = opened(key, body)
    assert said["body"] == "Ben Okri answered “How hot?”"
    assert said["url"].startswith("/notifications/")
    assert WRITTEN not in json.dumps(said)
    assert not any(word in body for word in (b"Ben", b"hot"))
    assert headers["content-encoding"] == "aes128gcm"
    token, public = (part.split("=", 1)[1] for part in headers["authorization"][6:].split(", "))
    signed, _, mark = token.rpartition(".")
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert claims["aud"] == told.url.removesuffix("/push/abc")
    raw = crypto.unb64(mark)
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), crypto.unb64(public))
    pair = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    known.verify(encode_dss_signature(*pair), signed.encode(), ec.ECDSA(hashes.SHA256()))
    work(5)
    assert len(told.got) == 1  # once


@pytest.mark.parametrize("why", ["seen", "left the room", "signed out"])
def test_what_it_may_not_say_any_more_is_not_said(told, why):
    ada = cast.person("ada")
    with transaction():
        if why == "seen":
            see_all(ada)
        elif why == "signed out":
            end_sessions(ada)
        else:
            let_in(SYSTEM, cast.space("private"), cast.person("ben"), SpaceRole.OWNER)
            remove_member(SYSTEM, cast.space("private"), ada)
    work()
    assert told.got == []
    if why == "signed out":
        assert session().scalars(select(PushDevice)).all() == []


def test_whoever_left_a_conversation_hears_nothing_more_of_it(ctx, drain):
    """Not even that there was something."""
    made = start(cast.person("ada"), [cast.person("ben"), cast.person("gwen")], "Is the kiln on?")
    drain()
    ben = cast.person("ben")
    notice = session().scalars(select(Notice).where(Notice.person_id == ben.id)).one()
    assert still_new(notice.id, notice.wave, MAIL) is not None
    leave(ben, session().get_one(Conversation, made.id))
    assert still_new(notice.id, notice.wave, MAIL) is None


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(told, status):
    told.status = status
    work()
    assert session().scalars(select(PushDevice)).all() == []


@pytest.mark.parametrize(("status", "wait", "minutes"), [(429, "600", 10), (503, "", 0)])
def test_a_busy_provider_is_asked_again(told, status, wait, minutes):
    told.status, told.retry_after = status, wait
    with clock.at(clock.now() + timedelta(minutes=1)):
        while work_once(HANDLERS):
            pass
        row = session().scalars(select(Delivery).where(Delivery.queue == DEVICE_QUEUE)).one()
        assert row.state == "waiting"
        assert row.run_at >= clock.now() + timedelta(minutes=minutes)
    told.status = 201
    work(20)
    assert len(told.got) == 2
    assert session().scalars(select(Delivery.state).where(Delivery.queue == DEVICE_QUEUE)).one() == "done"


def test_quiet_hours_hold_it_back(ctx, ada, provider, key, drain, at):
    ada.post(URL, endpoint=provider.url, p256dh=crypto.b64(crypto.public_bytes(key)), auth=crypto.b64(SECRET))
    choose_quiet(cast.person("ada"), Quiet(0, 23, tuple(range(7))))
    make_answer(make_question(by="ada"), by="ben")
    drain()
    row = session().scalars(select(Delivery).where(Delivery.queue == PUSH_QUEUE)).one()
    assert row.run_at.hour == 23


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x", "https://127.0.0.1/x", "https://10.0.0.7/x", "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x", "https://[64:ff9b::a00:1]/x", "https://169.254.169.254/latest",
        "https://push.example.org:8443/x", "https://me@push.example.org/x", "https://intranet/x",
        "javascript:alert(1)//", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(ada, ctx, key, endpoint):
    point = crypto.b64(crypto.public_bytes(key))
    assert ada.post(URL, endpoint=endpoint, p256dh=point, auth=crypto.b64(SECRET)).status_code == 422
    assert session().scalars(select(PushDevice)).all() == []


def test_a_name_that_leads_inside_is_never_asked(app, ada, ctx, key, provider, drain, monkeypatch):
    """It was public when it was given, and another machine answers to it by now."""
    point = crypto.b64(crypto.public_bytes(key))
    ada.post(URL, endpoint="https://push.example.org/x", p256dh=point, auth=crypto.b64(SECRET))
    inside = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr("hub.web.fetcher.socket.getaddrinfo", lambda *_a, **_b: inside)
    monkeypatch.setattr("hub.web.fetcher.socket.create_connection", lambda *_a: pytest.fail("connected"))
    make_answer(make_question(by="ada"), by="ben")
    drain()
    work()
    assert session().scalars(select(PushDevice)).all() == []


def test_one_sees_and_removes_only_ones_own(ctx, ada, ben, told):
    assert "Your devices" in ada.get("/settings/notifications").text
    id = session().scalars(select(PushDevice.id)).one()
    assert ben.post(f"{URL}/{id}/removal").status_code == 404
    assert session().scalars(select(PushDevice.id)).all() == [id]
    ada.post(f"{URL}/{id}/removal")
    assert session().scalars(select(PushDevice)).all() == []


def test_wishes_decide(ctx, ada, told, drain):
    form = {f"{name}.{way}": "1" for name, way in chain([("answers", "app"), ("answers", "mail")])}
    ada.post("/settings/notifications", **form)
    work()
    assert told.got == []


def test_the_settings_open_when_the_secret_of_the_hub_has_changed(ada, ctx):
    ada.get("/settings/notifications")
    with transaction() as db:
        kept = db.scalars(select(PushKey)).one()
        kept.sealed, public = "sealed with another secret", kept.public
    answer = ada.get("/settings/notifications")
    assert answer.status_code == 200
    assert public in answer.text
