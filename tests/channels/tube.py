"""A YouTube account for the tests: an HTTP server with its wire format, which misbehaves when told to."""

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

OURS = "UCours"
VIDEO = "D-lhorsDlUQ"
SECRETS = {"token": "refresh-1", "client_secret": "s3cret"}


def stamp(at: Any = None) -> str:
    return (at or clock.now()).isoformat().replace("+00:00", "Z")


@dataclass
class Tube:
    """What stands there, what it was asked, and what it does wrong next: (status, reason)."""

    site: str = ""
    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    refuses: list[tuple[int, str]] = field(default_factory=list)  # each only of replies
    reads_refused: list[tuple[int, str]] = field(default_factory=list)
    loses_answers: bool = False
    loses_replies: bool = False
    token_works: bool = True
    grants: dict[str, Any] = field(default_factory=dict)  # code → what is given for it, once
    exchanged: list[dict[str, list[str]]] = field(default_factory=list)
    page: int = 100

    def write(self, id: str, text: str, author: str = "UCmarta", name: str = "Marta", **more: Any) -> None:
        """Somebody comments, or changes what they wrote."""
        before = self.comments.get(id, {}).get("snippet", {})
        self.comments[id] = {"id": id, "kind": "youtube#comment", "snippet": {
            "authorDisplayName": name, "authorChannelId": {"value": author}, "textDisplay": text,
            "textOriginal": text, "publishedAt": before.get("publishedAt") or stamp(), "updatedAt": stamp(),
            "canRate": True, "viewerRating": "none", "likeCount": 0,
            **({"parentId": id.split(".", maxsplit=1)[0]} if "." in id else {"videoId": VIDEO}), **more,
        }}  # fmt: skip

    def take_away(self, id: str) -> None:
        """It was deleted, with everything below it."""
        for each in [each for each in self.comments if each == id or each.startswith(f"{id}.")]:
            del self.comments[each]

    def ours(self) -> list[str]:
        """The texts of our replies that customers can read."""
        mine = [each["snippet"] for each in self.comments.values()]
        return [each["textOriginal"] for each in mine if each["authorChannelId"]["value"] == OURS]

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        start = int(query.get("pageToken", ["0"])[0])
        if path.endswith("/commentThreads"):
            wanted = query.get("moderationStatus", ["published"])[0]
            tops = [each for id, each in self.comments.items() if "." not in id]
            tops = [each for each in tops if each["snippet"].get("moderationStatus", "published") == wanted]
            tops.sort(key=lambda each: each["snippet"]["publishedAt"], reverse=True)
            return self._paged([self._thread(each) for each in tops], start)
        if path.endswith("/comments") and "parentId" in query:
            parent = f"{query['parentId'][0]}."
            return self._paged([each for id, each in self.comments.items() if id.startswith(parent)], start)
        if path.endswith("/comments"):
            wanted = query["id"][0].split(",")
            return self._paged([self.comments[id] for id in wanted if id in self.comments], 0)
        if path.endswith("/videos"):
            snippet = {"title": "How to wash the bag", "description": "Step by step.", "publishedAt": stamp()}
            return {"items": [{"id": id, "snippet": snippet} for id in query["id"][0].split(",")]}
        return {"items": [{"id": OURS, "snippet": {"title": "House"}}]}

    def _thread(self, top: dict[str, Any]) -> dict[str, Any]:
        """With one reply at most: the rest has to be asked for."""
        under = [each for id, each in self.comments.items() if id.startswith(f"{top['id']}.")]
        return {"id": top["id"], "kind": "youtube#commentThread", "snippet": {
            "videoId": VIDEO, "topLevelComment": top, "totalReplyCount": len(under), "canReply": True,
        }, "replies": {"comments": under[:1]}}  # fmt: skip

    def _paged(self, items: list[dict[str, Any]], start: int) -> dict[str, Any]:
        end = start + self.page
        more = {"nextPageToken": str(end)} if end < len(items) else {}
        return {"items": items[start:end], **more}


def refusal(status: int, reason: str) -> dict[str, Any]:
    """As the samples have it."""
    errors = [{"domain": "youtube.comment", "reason": reason, "message": reason}]
    return {"error": {"code": status, "message": f"No: {reason}", "errors": errors}}


class Handler(Answering, BaseHTTPRequestHandler):
    """Speaks for self.tube."""

    tube: Tube
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.tube.asked.append(self.path)
        if self.headers["Authorization"] != "Bearer access-1" or not self.tube.token_works:
            return self._say(401, refusal(401, "authError"))
        if self.tube.reads_refused:
            status, reason = self.tube.reads_refused.pop(0)
            return self._say(status, refusal(status, reason))
        return self._say(200, self.tube.answer(parts.path, parse_qs(parts.query)))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token" and "code" in parse_qs(raw):
            self.tube.exchanged.append(parse_qs(raw))
            given = self.tube.grants.pop(parse_qs(raw)["code"][0], None)
            status = 400 if given is None or "error" in given else 200
            return self._say(status, given or {"error": "invalid_grant"})
        if self.path == "/token":
            works = self.tube.token_works and parse_qs(raw)["refresh_token"] == ["refresh-1"]
            token = {"access_token": "access-1", "expires_in": 3599, "token_type": "Bearer"}
            return self._say(200 if works else 400, token if works else {"error": "invalid_grant"})
        self.tube.asked.append(self.path)
        self.tube.bodies.append(json.loads(raw))
        if not self.tube.token_works:
            return self._say(401, refusal(401, "authError"))
        if self.tube.refuses:
            status, reason = self.tube.refuses.pop(0)
            return self._say(status, refusal(status, reason))
        made = None if self.tube.loses_replies else self._take(json.loads(raw)["snippet"])
        if self.tube.loses_answers or made is None:
            self.close_connection = True
            return None
        return self._say(200, made)

    def _take(self, snippet: dict[str, Any]) -> dict[str, Any]:
        id = f"{snippet['parentId']}.ours{len(self.tube.comments)}"
        self.tube.write(id, snippet["textOriginal"], OURS, "House")
        return self.tube.comments[id]


@contextmanager
def serving_tube() -> Iterator[Tube]:
    """The account, as long as it is needed; the hub may reach it."""
    made = Tube()
    with played(Handler, tube=made) as place:
        made.site = f"http://{place}"
        yield made


def connect(tube: Tube, **settings: Any) -> Channel:
    """The account is connected by the administrator."""
    known = {"site": tube.site, "account": OURS, "login": "client-1", **settings}
    return lines.open_channel(ChannelKind.YOUTUBE, "tube", secrets=SECRETS, **known)
