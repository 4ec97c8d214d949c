"""A Zendesk on this machine: it speaks the real wire format and misbehaves as the real one does."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.played import Answering, played

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / name).read_text())
    return found


@dataclass
class Account:
    """A Zendesk on this machine: what it holds, how it misbehaves, what it was asked."""

    site: str = ""
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)  # cursor → page
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    users: list[dict[str, Any]] = field(default_factory=list)
    refuses: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # the next answers
    asked: list[str] = field(default_factory=list)
    put: list[dict[str, Any]] = field(default_factory=list)
    loses_answers: bool = False
    files: dict[str, bytes] = field(default_factory=dict)  # where the files are kept, and what is in them
    strangers: list[str] = field(default_factory=list)  # keys that were brought to where the files are kept
    me: dict[str, Any] = field(default_factory=lambda: {"id": 501, "name": "Ada Osei", "role": "admin"})

    def answer(self, target: str) -> Any:
        url, query = urlsplit(target), parse_qs(urlsplit(target).query)
        if url.path == "/api/v2/incremental/tickets/cursor.json":
            return self.pages.get(query.get("cursor", [""])[0], self.empty())
        if url.path.endswith("/comments.json"):
            return self.page_of(url.path.split("/")[4], int(query.get("page[after]", ["0"])[0]))
        if url.path == "/api/v2/users/show_many.json":
            wanted = query["ids"][0].split(",")
            return {"users": [each for each in self.users if str(each["id"]) in wanted]}
        return {"user": self.me}

    def page_of(self, ticket: str, start: int) -> dict[str, Any]:
        """Two comments a page: following the cursor is not optional."""
        all, end = self.comments.get(ticket, []), start + 2
        meta = {"has_more": end < len(all), "after_cursor": str(end)}
        return {"comments": all[start:end], "meta": meta, "links": {}}

    def empty(self) -> dict[str, Any]:
        return {"tickets": [], "after_cursor": "END", "end_of_stream": True}


class Handler(Answering, BaseHTTPRequestHandler):
    """Answers as the account does: Basic credentials, JSON, numbers of what was self.account."""

    account: Account

    def do_GET(self) -> None:
        self.account.asked.append(self.path)
        if self.path.startswith("/kept/"):  # another host, where the account sends us for its files
            self.account.strangers += [self.headers["Authorization"]] if self.headers["Authorization"] else []
            self._bytes(200, {}, self.account.files[self.path])
            return
        login = base64.b64decode(self.headers["Authorization"].split()[1]).decode()
        status, headers = self.account.refuses.pop(0) if self.account.refuses else (200, {})
        if login != "ada@acme.example/token:t0k3n":
            status, headers = 401, {}
        if status == 200 and self.path.startswith("/attachments/"):
            place = self.account.site.replace("127.0.0.1", "localhost")
            name = self.path.rpartition("=")[2]
            self._bytes(302, {"Location": f"{place}/kept/{name}"}, b"")
            return
        said = self.account.answer(self.path) if status == 200 else {"error": "Couldn't authenticate you"}
        self._bytes(status, headers, json.dumps(said).encode())

    def _bytes(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.account.asked.append(self.path)
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.account.put.append(sent)
        comment = {"id": 7000 + len(self.account.put), "author_id": 501, "created_at": "2024-01-04T10:00:00Z"}
        self.account.comments.setdefault("3", []).append({**comment, **sent["ticket"]["comment"]})
        if self.account.loses_answers:
            self.close_connection = True
            return
        events = [{"id": comment["id"], "type": "Comment", "public": False}]
        self._bytes(200, {}, json.dumps({"ticket": {"id": 3}, "audit": {"events": events}}).encode())


@pytest.fixture
def zendesk(ctx) -> Iterator[Account]:
    made = Account()
    made.pages = {
        "": sample("incremental-tickets-cursor-1.json"),
        "MTU3": sample("incremental-tickets-cursor-2.json"),
    }
    made.comments = {"1": sample("ticket-1-comments.json")["comments"]}
    made.users = sample("users.json")["users"]

    with played(Handler, account=made) as place:
        made.site = f"http://{place}"
        file = {"content_url": f"{made.site}/attachments/token/x/?name=a.txt"}
        made.comments["1"][0]["attachments"][0] |= file
        made.files = {"/kept/a.txt": b"a blue button"}
        yield made
