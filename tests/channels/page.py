"""A Facebook Page for the tests: the Graph API on a local server, and deliveries signed as real ones are."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock
from tests.channels import lines
from tests.played import Answering, played

PAGE, POST = "1234567890321", "1234567890321_901"
APP_SECRET, TOKEN = "app-secret", "page-token"
SECRETS = {"token": TOKEN, "client_secret": APP_SECRET, "verify_token": "a word of ours"}
NAMES = {"psid-marta": "Marta", "psid-nora": "Nora", PAGE: "House"}
Refusal = tuple[int, dict[str, Any]]


@dataclass
class Page:
    """What stands there, what it was sent, and what it does wrong next."""

    site: str = ""
    public: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → under what, text
    private: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)  # mid → to whom, text
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    refuses: list[Refusal] = field(default_factory=list)
    loses_answers: bool = False
    loses_replies: bool = False
    token_works: bool = True
    headers: dict[str, str] = field(default_factory=dict)  # of each answer
    files: dict[str, bytes] = field(default_factory=dict)  # path → what lies there
    names: dict[str, dict[str, str]] = field(default_factory=dict)  # profiles

    said: dict[str, dict[str, Any]] = field(default_factory=dict)  # comments of others, by id
    may_read: bool = True  # what customers wrote
    hidden: set[str] = field(default_factory=set)  # in no list, and still there

    def write(self, id: str, text: str, who: str = "psid-marta", under: str = "") -> None:
        """Somebody comments, and no delivery tells of it."""
        at = clock.now().strftime("%Y-%m-%dT%H:%M:%S+0000")
        self.said[id] = {
            "id": id,
            "message": text,
            "created_time": at,
            "from": {"id": who, "name": NAMES[who]},
        }
        if under:
            self.said[id]["parent"] = {"id": under}

    def take(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A comment or a message of ours."""
        number = len(self.public) + len(self.private)
        if path.endswith("/messages"):
            mid = f"mid.ours{number}"
            self.private[mid] = (body["recipient"], body["message"]["text"])
            return {"recipient_id": "psid-marta", "message_id": mid}
        id = f"901_ours{number}"
        self.public[id] = (path.split("/")[2], body["message"])
        return {"id": id}

    def answer(self, path: str) -> dict[str, Any]:
        """What is read: ourselves, comments below one, a post."""
        if (profile := self.names.get(path.rpartition("/")[2])) is not None:
            return profile
        if path.endswith("/me"):
            return {"id": PAGE, "name": "House"}
        id = path.split("/")[2]
        if path.endswith("/comments"):
            return {"data": self._below(id)}
        if path.endswith("/feed"):
            count = {"summary": {"total_count": len(self._below(POST))}}
            return {"data": [self._post() | {"from": {"id": PAGE}, "comments": count}]}
        if id.startswith("901_"):
            return self.said[id]
        return self._post()

    def _post(self) -> dict[str, Any]:
        return {
            "id": POST, "message": "New bags are here.\nCome and see.",
            "created_time": "2026-11-01T10:00:00+0000", "permalink_url": "https://www.facebook.com/901",
        }  # fmt: skip

    def _below(self, id: str) -> list[dict[str, Any]]:
        """As a stream: answers to comments beside the comments."""
        ours = [
            {"id": each, "from": {"id": PAGE}, "message": text, "parent": {"id": under}}
            for each, (under, text) in self.public.items()
        ]
        shown = [each for each in (*self.said.values(), *ours) if each["id"] not in self.hidden]
        return shown if id == POST else [each for each in shown if each.get("parent") == {"id": id}]


def error(code: int, subcode: int = 0, **more: Any) -> dict[str, Any]:
    """As the samples have it."""
    said = {"message": f"No ({code}).", "type": "OAuthException", "code": code, "fbtrace_id": "E", **more}
    return {"error": said | ({"error_subcode": subcode} if subcode else {})}


class Handler(Answering, BaseHTTPRequestHandler):
    """Speaks for self.page."""

    page: Page
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.page.asked.append(self.path)
        if (file := self.page.files.get(urlsplit(self.path).path)) is not None:
            self._hand_over(file)
            return
        if self.path.startswith("/v/"):
            self._say(404, {})
            return
        if not self._is_let_in():
            return
        if not self.page.may_read and urlsplit(self.path).path.endswith("/feed"):
            self._say(403, error(10))
            return
        try:
            self._say(200, self.page.answer(urlsplit(self.path).path))
        except LookupError:
            self._say(400, error(100, 33))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.page.asked.append(self.path)
        self.page.bodies.append(body)
        if not self._is_let_in():
            return
        if self.page.refuses:
            self._say(*self.page.refuses.pop(0))
            return
        made = None if self.page.loses_replies else self.page.take(urlsplit(self.path).path, body)
        if self.page.loses_answers or made is None:
            self.close_connection = True
            return
        self._say(200, made)

    def _hand_over(self, file: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(file)))
        self.end_headers()
        self.wfile.write(file)

    def end_headers(self) -> None:
        for name, said in self.page.headers.items():
            self.send_header(name, said)
        super().end_headers()

    def _is_let_in(self) -> bool:
        sent = parse_qs(urlsplit(self.path).query)
        proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        known = sent["access_token"] == [TOKEN] and sent["appsecret_proof"] == [proof]
        if not known or not self.page.token_works:
            self._say(401, error(190, 463))
        return known and self.page.token_works


@contextmanager
def serving_page(made: Page | None = None) -> Iterator[Page]:
    """The Graph API, as long as it is needed; the hub may reach it."""
    made = made or Page()
    with played(Handler, page=made) as place:
        made.site = f"http://{place}"
        yield made


def connect(page: Page, **settings: Any) -> Channel:
    """The Page is connected by the administrator."""
    known = {"site": page.site, "account": PAGE, "version": "v26.0", **settings}
    return lines.open_channel(ChannelKind.FACEBOOK, "page", secrets=SECRETS, **known)


def delivery(*changes: dict[str, Any], messaging: Any = (), at: Any = None) -> bytes:
    """What Facebook posts, with what is not ASCII escaped, as it signs it."""
    time = int((at or clock.now()).timestamp())
    told: dict[str, Any] = {"id": PAGE, "time": time}
    if changes:
        told["changes"] = [{"field": "feed", "value": each} for each in changes]
    if messaging:
        told["messaging"] = list(messaging)
    return json.dumps({"object": "page", "entry": [told]}).encode()


def signed(raw: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}


def comment(
    id: str, text: str = "", verb: str = "add", who: str = "psid-marta", **more: Any
) -> dict[str, Any]:
    """A change about a comment below the post, the name as its id says it."""
    name = NAMES.get(who, who)
    said = {"message": text} if verb != "remove" else {}
    return {
        "item": "comment", "verb": verb, "comment_id": id, "post_id": POST, "parent_id": POST,
        "from": {"id": who, "name": name}, "created_time": int(clock.now().timestamp()), **said, **more,
    }  # fmt: skip


def message(mid: str, text: str, who: str = "psid-marta", **more: Any) -> dict[str, Any]:
    """An item of a talk."""
    stamp = int(clock.now().timestamp() * 1000)
    return {"sender": {"id": who}, "recipient": {"id": PAGE}, "timestamp": stamp,
            "message": {"mid": mid, "text": text, **more}}  # fmt: skip
