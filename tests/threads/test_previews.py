"""Previews of links: read once by the hub itself, never inside our network, never of customers' words."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import select

from hub.conversations.actions import start
from hub.core.db import session
from hub.core.markup import lone_links, render
from hub.files.actions import forget_unused
from hub.threads.actions import post_comment
from hub.threads.previews.models import LinkPreview, PreviewState
from hub.threads.previews.working import read_waiting
from hub.web import fetcher
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_post, make_question

HEAD = (
    '<title>Own title</title><meta property="og:title" content="Kilns &amp; \u202eheat <b>">'
    '<meta property="og:site_name" content="The Potter"><meta name="description" content="How hot it gets.">'
    '<meta property="og:image" content="/picture.png">'
)


@dataclass
class Elsewhere:
    """A machine of a stranger: what it was asked for, and how it answers at each path."""

    place: str = ""
    asked: list[str] = field(default_factory=list)
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"


def serve() -> tuple[Elsewhere, ThreadingHTTPServer]:
    made = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            with suppress(OSError):  # we hung up
                made.answers.get(self.path, lambda it: it.send_error(404))(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.place = f"127.0.0.1:{server.server_port}"
    return made, server


def says(body: bytes | str, type: str = "text/html; charset=utf-8", **headers: str) -> Callable[[Any], None]:
    content = body.encode() if isinstance(body, str) else body

    def answer(it: BaseHTTPRequestHandler) -> None:
        it.send_response(200)
        it.send_header("Content-Type", type)
        for name, value in headers.items():
            it.send_header(name.replace("_", "-"), value)
        it.end_headers()
        it.wfile.write(content)

    return answer


def leads_to(url: str) -> Callable[[Any], None]:
    def answer(it: BaseHTTPRequestHandler) -> None:
        it.send_response(302)
        it.send_header("Location", url)
        it.end_headers()

    return answer


def drips(begin: bytes, drop: bytes, pause: float) -> Callable[[Any], None]:
    """Without an end of its own; the test ends it by hanging up."""

    def answer(it: BaseHTTPRequestHandler) -> None:
        it.wfile.write(begin)
        for _ in range(100_000):
            it.wfile.write(drop)
            it.wfile.flush()
            time.sleep(pause)

    return answer


def drawn() -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 480), "red").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def elsewhere(app, ctx, monkeypatch) -> Iterator[Elsewhere]:
    made, server = serve()
    made.answers = {"/kilns": says(HEAD), "/picture.png": says(drawn(), "image/png")}
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], reachable=(made.place,)))
    yield made
    server.shutdown()
    server.server_close()


def rows() -> dict[str, PreviewState]:
    session().expire_all()
    return {row.url: row.state for row in session().scalars(select(LinkPreview))}


def test_it_works_in_every_text_and_asks_once(elsewhere, ada, ben, drain):
    url = elsewhere.url("/kilns")
    post = make_post(body=f"Look:\n\n{url}")
    post_comment(cast.person("ben"), post, url)
    question = make_question(body=url)
    make_answer(question, body=f"See\n{url}\nfor more.")
    page = create_page(cast.person("ada"), cast.space("open"), "Kilns", url)
    talk = start(cast.person("ada"), [cast.person("ben")], url)
    drain()
    assert read_waiting() == 1
    assert elsewhere.asked == ["/kilns", "/picture.png"]
    shown = {}
    for place, count in ((f"/p/{post.id}", 2), (f"/q/{question.id}", 2), (f"/wiki/open/{page.path}", 1),
                         (f"/messages/{talk.id}", 1), ("/?tab=all", 2)):  # fmt: skip
        answer = ben.get(place, follow_redirects=True)
        shown[place] = len(BeautifulSoup(answer.text, "html.parser").select(f'a.quoted[href="{url}"]'))
        assert shown[place] >= count, (place, shown)
    card = BeautifulSoup(ben.get(f"/p/{post.id}").text, "html.parser").select_one("a.quoted")
    assert card.select_one("b").text == "Kilns & heat <b>"
    assert "The Potter" in card.text
    assert "How hot it gets." in card.text
    picture = card.select_one("img")["src"]
    assert picture.startswith("/link-previews/")
    answer = ben.get(picture)
    assert (answer.content_type, Image.open(BytesIO(answer.data)).size) == ("image/webp", (192, 144))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_that_was_there_before_it_asks_for_it(elsewhere, ada, ben, drain):
    url, odd = elsewhere.url("/kilns"), elsewhere.url("/odd")

    def expected(page: str) -> list[str]:
        return [each["hx-get"] for each in BeautifulSoup(page, "html.parser").select("span[hx-get]")]

    post = make_post(body="Where?")
    said = ben.post(f"/t/{post.ref}/comments", body=f"{url}\n\n{odd}", headers={"HX-Request": "true"}).text
    places = expected(said)  # nobody had looked at the new addresses yet
    assert len(places) == 2
    drain()
    assert expected(ada.get(f"/p/{post.id}").text) == places
    assert ada.get(places[0]).text.startswith("<span hx-get=")
    read_waiting()
    shown = BeautifulSoup(ada.get(places[0]).text, "html.parser")
    assert shown.select_one(f'a.quoted[href="{url}"] b').text == "Kilns & heat <b>"
    assert ada.get(places[1]).text == ""  # nothing to show, so nothing more is asked
    assert expected(ada.get(f"/p/{post.id}").text) == []
    assert ada.get(places[0].replace("kilns", "odd")).status_code == 404  # not to be tried out
    assert ada.get("/link-previews/waiting").status_code == 404


def test_its_picture_is_kept_as_long_as_it_is_shown(elsewhere, ben, drain, at):
    post = make_post(body=elsewhere.url("/kilns"))
    drain()
    read_waiting()
    src = BeautifulSoup(ben.get(f"/p/{post.id}").text, "html.parser").select_one("a.quoted img")["src"]
    at(timedelta(days=3))
    forget_unused()
    assert ben.get(src).status_code == 200


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("slow", drips(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>x", b" ", 0.05)),
        ("slow head", drips(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n", 0.05)),
        ("wrong type", says("<title>A page</title>", "application/pdf")),
        ("packed", says("<title>A page</title>", Content_Encoding="gzip")),
        ("nothing to say", says("<p>Hello</p>")),
        ("no page", says(b"\x00\xff" * 500, "text/html; charset=nonsense")),
        ("round in circles", leads_to("/odd")),
    ],
)
def test_what_cannot_be_shown_is_asked_once_and_never_again(elsewhere, ben, drain, monkeypatch, name, answer):
    monkeypatch.setattr(fetcher, "SECONDS", 0.4)
    elsewhere.answers["/odd"] = answer
    post = make_post(body=elsewhere.url("/odd"))
    drain()
    began = time.monotonic()
    read_waiting()
    assert time.monotonic() - began < 20  # far from the time that the stranger would take
    assert rows() == {elsewhere.url("/odd"): PreviewState.FAILED}
    count = len(elsewhere.asked)
    assert count == (fetcher.HOPS + 1 if name == "round in circles" else 1)
    make_post(body=elsewhere.url("/odd"))
    drain()
    assert (read_waiting(), len(elsewhere.asked)) == (0, count)
    assert "a.quoted" not in ben.get(f"/p/{post.id}").text


def test_of_an_endless_page_only_the_beginning_is_read(elsewhere, drain):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Endless</title>"
    elsewhere.answers["/odd"] = drips(head, b"<p>" * 20_000, 0)
    make_post(body=elsewhere.url("/odd"))
    drain()
    read_waiting()
    assert rows() == {elsewhere.url("/odd"): PreviewState.READY}


def test_nothing_inside_is_asked_by_no_way(elsewhere, drain, monkeypatch):
    inside, server = serve()
    inside.answers["/secret"] = says("<title>Secret</title>")
    elsewhere.answers["/odd"] = leads_to(inside.url("/secret"))
    elsewhere.answers["/pictured"] = says(
        f'<title>Pictured</title><meta property="og:image" content="{inside.url("/secret")}">'
    )
    names = {"rebound.example": ["93.184.216.34", "127.0.0.1"]}

    def known(host: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in names.get(host, [host])]

    monkeypatch.setattr(socket, "getaddrinfo", known)
    strange = [inside.url("/secret"), "https://rebound.example/", "https://10.0.0.1/", "https://localhost/"]
    for url in [elsewhere.url("/odd"), *strange]:
        make_post(body=url)
    make_post(body=elsewhere.url("/pictured"))
    drain()
    read_waiting()
    assert inside.asked == []
    found = rows()
    assert found.pop(elsewhere.url("/pictured")) == PreviewState.READY
    assert set(found.values()) == {PreviewState.FAILED}
    server.shutdown()
    server.server_close()


def test_of_customers_nothing_is_asked(elsewhere, finn, drain, monkeypatch):
    url = elsewhere.url("/kilns")
    _recorder, channel = record_channel(monkeypatch)
    case = customer_writes(channel, f"Look:\n\n{url}")
    finn.post(f"/cases/{case.id}/notes", body=url)
    finn.post(f"/cases/{case.id}/question")  # quotes the customer
    drain()
    assert (read_waiting(), elsewhere.asked, rows()) == (0, [], {})


def test_administrators_switch_it_off(elsewhere, app, ben, drain, monkeypatch):
    post = make_post(body=elsewhere.url("/kilns"))
    drain()
    read_waiting()
    assert 'a class="quoted"' in ben.get(f"/p/{post.id}").text
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], link_previews=False))
    assert 'a class="quoted"' not in ben.get(f"/p/{post.id}").text
    make_post(body=elsewhere.url("/other"))
    drain()
    assert (read_waiting(), set(rows())) == (0, {elsewhere.url("/kilns")})


def test_three_at_most_and_only_those_that_stand_alone():
    text = (
        "https://a.example\n\nSee https://no.example there\nhttps://b.example/?x=1&y=2\n\n> https://no.example\n\n"
        ":::internal\nhttps://no.example\n:::\n\n[words](https://no.example)\n\n`https://no.example`\n\n"
        "https://a.example\n\n<https://c.example>\n\nhttps://d.example"
    )
    assert lone_links(render(text).html) == [
        "https://a.example", "https://b.example/?x=1&y=2", "https://c.example",
    ]  # fmt: skip
