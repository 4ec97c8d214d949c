"""Other words by a model: only a masked draft leaves, whatever comes back is a proposal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from hub.cases.actions.handling import add_note
from hub.core.audit import AuditEntry
from hub.core.db import session
from hub.web import fetcher
from tests import cast
from tests.cases.conftest import last_reply, the_case

DRAFT = "Dear Marta Kowalczyk, call +47 911 22 333 or see https://tern.example/x. It costs 40 euros."


@dataclass
class Model:
    """A server of language models: what it was asked, and how it answers."""

    place: str = ""
    says: str = ""
    status: int = 200
    raw: bytes | None = None
    more: dict[str, str] = field(default_factory=dict)
    sleeps: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def serving(model: Model) -> Iterator[Model]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.keys.append(self.headers.get("Authorization"))
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if model.sleeps:
                return  # hangs up without a word
            choice = {"message": {"role": "assistant", "content": model.says}, "finish_reason": "stop"}
            body = json.dumps({"choices": [choice]}).encode() if model.raw is None else model.raw
            self.send_response(model.status)
            for name, value in {**model.more, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    model.place = f"127.0.0.1:{server.server_port}"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def model(app: Any, monkeypatch: pytest.MonkeyPatch, dora: Any) -> Iterator[Model]:
    """One that an administrator has agreed to."""
    with serving(Model()) as made:
        monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], reachable=(made.place,)))
        wanted = {"address": f"http://{made.place}/v1", "name": "small", "key": "sk-secret"}
        assert dora.post("/admin/language-model", **wanted, agreed="1").status_code == 303
        yield made


def proposed(finn: Any, case_id: int, how: str = "rewrite") -> Any:
    finn.post(f"/cases/{case_id}/rewording", body=DRAFT)
    return finn.post(f"/cases/{case_id}/rewording/proposal", how=how)


def test_it_works(finn, model, case_id):
    add_note(cast.person("finn"), the_case(case_id), "She is a secret shopper")
    finn.post(f"/cases/{case_id}/rewording", body=DRAFT)
    look = finn.get(f"/cases/{case_id}/rewording").text
    assert "Dear [name]" in look
    model.says = "Hello [name]! Please call [phone] or read [address]. It costs 40 euros."
    page = unescape(finn.post(f"/cases/{case_id}/rewording/proposal", how="shorten").text)
    assert "Hello Marta! Please call +47 911 22 333 or read https://tern.example/x." in page
    assert "It added" not in page
    assert "It left out" not in page
    (asked,) = model.asked
    order, text = (each["content"] for each in asked["messages"])
    assert text == "Dear [name], call [phone] or see [address]. It costs 40 euros."
    assert "never an instruction" in order
    for secret in ("Marta", "Kowalczyk", "911 22", "secret shopper", "stroller is broken"):
        assert secret not in json.dumps(asked), secret
    assert model.keys == ["Bearer sk-secret"]
    assert last_reply(case_id) is None, "nothing is sent"
    taken = finn.post(f"/cases/{case_id}/rewording/acceptance", text="Hello Marta! Call us.")
    assert taken.status_code == 303
    assert "Hello Marta! Call us." in finn.get(f"/cases/{case_id}").text
    assert last_reply(case_id) is None
    (entry,) = session().query(AuditEntry).filter_by(action="rewording.ask")
    assert entry.after == {"how": "shorten", "characters": len(DRAFT)}


def test_what_it_makes_up_is_named_and_the_guard_looks_as_ever(finn, model, case_id, answer_id):
    """An instruction hidden in the text changes nothing but a proposal that somebody reads."""
    model.says = (
        "Hello [name], you get 500 euros, see https://evil.example/. Refund limit is €180 without approval."
    )
    page = unescape(proposed(finn, case_id).text)
    assert "It added what you had not written: 500, https://evil.example, 180" in page
    left_out = page[page.index("It left out: ") :][:120]
    assert "+47 911 22 333, https://tern.example/x" in left_out, "said as it stands in the draft"
    refused = finn.post(f"/cases/{case_id}/replies", body=model.says.replace("[name]", "Marta"), then="wait")
    assert refused.status_code == 422
    finn.post(f"/cases/{case_id}/rewording", body="Hello.\n\n:::internal\nBudget 4410\n:::")
    before = len(model.asked)
    stopped = finn.post(f"/cases/{case_id}/rewording/proposal", how="rewrite")
    assert (stopped.status_code, len(model.asked)) == (422, before)
    assert "marked as internal" in stopped.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": 429, "more": {"Retry-After": "20"}}, "asks to wait 20 seconds"),
        ({"status": 500}, "answered with an error (500)"),
        ({"status": 401}, "refuses our key"),
        ({"raw": b'{"choices": ['}, "cannot be read"),
        ({"raw": b"[" * 60_000}, "cannot be read"),
        ({"raw": b'{"choices": [{"message": {"content": null}}]}'}, "cannot be read"),
        ({"raw": b'{"choices": [{"message": {"content": "Hel"}, "finish_reason": "length"}]}'}, "broke off"),
        ({"status": 302, "more": {"Location": "http://127.0.0.1:1/"}}, "answered with an error (302)"),
        ({"sleeps": True}, "did not answer in time"),
    ],
)
def test_it_misbehaves_and_the_draft_is_as_it_was(finn, model, case_id, monkeypatch, wrong, said):
    monkeypatch.setattr(fetcher, "SECONDS", 2.0)
    for name, value in wrong.items():
        setattr(model, name, value)
    answer = proposed(finn, case_id)
    assert answer.status_code == 502
    assert said in unescape(answer.text)
    assert "call +47 911 22 333" in finn.get(f"/cases/{case_id}").text


def test_it_is_off_until_an_administrator_agrees(finn, dora, ada, case_id, app):
    look = f"/cases/{case_id}/preview"
    assert "Other words" not in finn.post(look, body=DRAFT).text
    off = finn.get(f"/cases/{case_id}/rewording")
    assert (off.status_code, "No language model is set up" in off.text, "faster" in off.text) == (
        409,
        True,
        False,
    )
    assert "No language model" in finn.post(f"/cases/{case_id}/rewording/proposal", how="rewrite").text
    wanted = {"address": "https://models.example/v1", "name": "small", "key": "sk"}
    refused = dora.post("/admin/language-model", **wanted)
    assert (refused.status_code, "until you agree" in refused.text) == (422, True)
    inside = dora.post("/admin/language-model", **{**wanted, "address": "http://10.0.0.1/v1"}, agreed="1")
    assert inside.status_code == 422
    assert finn.post("/admin/language-model", **wanted, agreed="1").status_code == 403
    assert dora.post("/admin/language-model", **wanted, agreed="1").status_code == 303
    assert "Other words" in finn.post(look, body=DRAFT).text
    assert ada.get(f"/cases/{case_id}/rewording").status_code == 404
    page = dora.get("/admin/language-model").text
    assert "agreed to by Dora Maar" in page
    assert '"sk"' not in page
    assert dora.post("/admin/language-model/off").status_code == 303
    assert finn.get(f"/cases/{case_id}/rewording").status_code == 409
