"""Sending a file: what is taken, what it is called, how much is too much."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.files import actions, storage
from hub.files.models import StoredFile
from tests.factories import make_post
from tests.files.conftest import address_in, drawn, newest, upload

pytestmark = pytest.mark.usefixtures("kept_in")


def test_it_works(ada, send):
    line = send(ada, "Café bill.pdf", b"%PDF-1.7 x")
    assert line == f"[Café bill.pdf](/files/{newest().key}/Café-bill.pdf)"
    assert ada.get(address_in(line)).data == b"%PDF-1.7 x"


def test_a_picture_is_shown(ada, send):
    line = send(ada, "gate.png", drawn("PNG"))
    assert line.startswith("![gate.png](/files/")
    shown = ada.get(address_in(line))
    assert shown.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(shown.data)).size == (12, 8)


def test_it_needs_a_sign_in(nobody, ctx):
    assert upload(nobody, "a.txt", b"a").status_code == 401
    assert session().query(StoredFile).count() == 0


def test_several_at_once_without_a_script(ada, ctx):
    files = [(BytesIO(b"one"), "one.txt"), (BytesIO(b"two"), "two.txt")]
    assert ada.post("/files", file=files, once="x").status_code == 303
    assert ada.post("/files", file=[(BytesIO(b"one"), "one.txt")], once="x").status_code == 303
    page = ada.get("/files/new").text
    assert page.count("/removal") == 2
    assert "[one.txt](/files/" in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("invoice.pdf.exe", b"hello"),
        ("photo.jpg", b"MZ\x90\0\x03\0\0\0 this program cannot be run"),
        ("tool", b"\x7fELF\x02\x01"),
        ("note.txt.JS", b"WScript.Shell"),
        ("broken.png", drawn("PNG")[:40]),
        ("tail.gif", b"GIF89a<script>alert(1)</script>"),
        ("poly.jpg", b"\xff\xd8\xff\xfe/*" + b"*/alert(1)//"),
    ],
)
def test_it_refuses_bad_input(ada, ctx, name, content):
    refused = upload(ada, name, content)
    assert refused.status_code == 422
    assert refused.headers["Content-Type"].startswith("text/plain")
    assert session().query(StoredFile).count() == 0


def test_a_refusal_is_said_on_the_page(ada, ctx):
    refused = ada.post("/files", file=(BytesIO(b""), "empty.txt"))
    assert refused.status_code == 422
    assert "This file is empty" in refused.text
    assert ada.post("/files").status_code == 422


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\bill.txt", "bill.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie- x=1.txt"),
        ("\u202egpj.exe\u202c.txt", "gpj.exe.txt"),
        ("...", "file"),
        ('x"><img src=1>.txt', "x-img src=1-.txt"),
        ("n" * 400 + ".txt", "n" * 116 + ".txt"),
    ],
)
def test_a_name_is_only_words(ctx, sent, kept):
    from_names = actions.clean_name(sent)
    assert from_names.replace("  ", " ") == kept


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1.txt", "a](http://evil.example).txt", "日本.txt", '";.txt'])
def test_a_name_stays_out_of_headers_and_markdown(ada, send, name):
    line = send(ada, name)
    assert line.count("](") == 1
    answer = ada.get(address_in(line))
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")


def test_one_that_is_too_large_is_refused(ada, ctx):
    assert upload(ada, "a.bin", b"\0" * LIMITS.upload_bytes).status_code == 201
    assert upload(ada, "a.bin", b"\0" * (LIMITS.upload_bytes + 1)).status_code == 422
    assert upload(ada, "a.bin", b"\0" * (LIMITS.upload_bytes + LIMITS.request_bytes)).status_code == 413


def test_other_addresses_and_visitors_have_no_more_room(ada, nobody, ctx):
    large = b"\0" * (LIMITS.request_bytes + 1)
    assert upload(ada, "a.bin", large, url="/drafts").status_code == 413
    assert upload(nobody, "a.bin", large).status_code == 401


def test_nobody_hoards(ada, send, monkeypatch):
    monkeypatch.setattr(actions, "waiting_sum", lambda _actor: (LIMITS.uploads_waiting, 0))
    assert upload(ada, "a.txt", b"a").status_code == 429
    monkeypatch.setattr(actions, "waiting_sum", lambda _actor: (1, LIMITS.uploads_waiting_bytes))
    assert upload(ada, "a.txt", b"a").status_code == 429


@pytest.mark.parametrize("kept_in", ["folder"], indirect=True)
def test_a_full_disk_is_said_and_leaves_nothing(ada, ctx, app, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    refused = upload(ada, "a.txt", b"bytes that nobody has sent before")
    assert refused.status_code == 507
    assert session().query(StoredFile).count() == 0
    assert list(Path(app.config["HUB"].files_dir).rglob("partial-*")) == []


def test_what_stands_nowhere_is_forgotten_after_a_day(ada, send, at):
    address = address_in(send(ada, content=b"soon gone"))
    at(timedelta(hours=23))
    assert actions.forget_unused() == 0
    assert ada.get(address).status_code == 200
    at(timedelta(hours=2))
    assert actions.forget_unused() > 0
    assert ada.get(address).status_code == 404


def test_bytes_that_somebody_else_uses_stay(ada, ben, send, at):
    send(ada, content=b"the same")
    make_post("ben", "open", send(ben, content=b"the same"))
    at(timedelta(days=2))
    actions.forget_unused()
    with storage.store().open(newest().sha256) as kept:
        assert kept.read() == b"the same"
