"""An account on Instagram for the tests: its part of the Graph API, on the server that plays a Page."""

import json
from dataclasses import dataclass, field
from typing import Any

from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock
from tests.channels import lines
from tests.channels.page import SECRETS, Page

ACCOUNT, MEDIA = "17841405822304914", "17895695668004550"
NAMES = {"igsid-marta": "Marta", "igsid-nora": "Nora", ACCOUNT: "house"}


def stamp() -> str:
    return clock.now().strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class Gram(Page):
    """What stands below its one post, beside what a Page does wrong."""

    comments: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # in no list, and still there
    beside: int = 50  # answers that a list of comments gives along

    def write(self, id: str, text: str, who: str = "igsid-marta", under: str = "") -> None:
        """Somebody comments."""
        said = {"id": id, "text": text, "timestamp": stamp(), "username": NAMES[who]}
        self.comments[id] = said | {"from": {"id": who, "username": NAMES[who]}, "media": {"id": MEDIA}}
        if under:
            self.comments[id]["parent_id"] = under

    def take_away(self, id: str) -> None:
        """It is deleted, with everything below it."""
        for each in [each for each, said in self.comments.items() if id in (each, said.get("parent_id"))]:
            del self.comments[each]

    def take(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path.endswith("/messages"):
            return super().take(path, body)
        under = path.split("/")[2]
        id = f"1780000000000{len(self.public):04}"
        self.public[id] = (under, body["message"])
        self.write(id, body["message"], ACCOUNT, under)
        return {"id": id}

    def answer(self, path: str) -> dict[str, Any]:
        id, edge = [*path.split("/")[2:], ""][:2]
        if id == ACCOUNT and edge == "media":
            return {"data": [self._post() | {"comments_count": len(self.comments)}]}
        if id == ACCOUNT:
            return {"id": ACCOUNT, "username": "house"}
        if id == MEDIA and edge == "comments":
            tops = [each for each in self.comments.values() if "parent_id" not in each]
            return {"data": [self._with_answers(each) for each in tops]}
        if id == MEDIA:
            return self._post()
        if edge == "replies":
            return {"data": self._below(id)}
        return self.comments[id]

    def _post(self) -> dict[str, Any]:
        return {"id": MEDIA, "caption": "New bags are here.\nCome and see.", "timestamp": stamp(),
                "permalink": "https://www.instagram.com/p/B/"}  # fmt: skip

    def _with_answers(self, top: dict[str, Any]) -> dict[str, Any]:
        below = self._below(top["id"])
        if not below:
            return top
        paging = {"next": "https://graph.facebook.com/?access_token=x"} if len(below) > self.beside else {}
        return top | {"replies": {"data": below[: self.beside], "paging": paging}}

    def _below(self, id: str) -> list[dict[str, Any]]:
        if id not in self.comments:
            raise LookupError(id)
        below = [each for each in self.comments.values() if each.get("parent_id") == id]
        return [each for each in below if each["id"] not in self.hidden]


def connect(gram: Gram, **settings: Any) -> Channel:
    """The account is connected by the administrator."""
    known = {"site": gram.site, "account": ACCOUNT, "version": "v26.0", **settings}
    return lines.open_channel(ChannelKind.INSTAGRAM, "gram", secrets=SECRETS, **known)


def delivery(*values: dict[str, Any], messaging: Any = (), field: str = "comments") -> bytes:
    """What is pushed."""
    told: dict[str, Any] = {"id": ACCOUNT, "time": int(clock.now().timestamp())}
    if values:
        told["changes"] = [{"field": field, "value": each} for each in values]
    if messaging:
        told["messaging"] = list(messaging)
    return json.dumps({"object": "instagram", "entry": [told]}).encode()


def comment(id: str, text: str, who: str = "igsid-marta", under: str = "") -> dict[str, Any]:
    """A comment as it is pushed."""
    said = {"id": id, "text": text, "from": {"id": who, "username": NAMES[who]}}
    return (
        said
        | {"media": {"id": MEDIA, "media_product_type": "FEED"}}
        | ({"parent_id": under} if under else {})
    )


def message(mid: str, text: str, who: str = "igsid-marta", **more: Any) -> dict[str, Any]:
    """An item of a talk."""
    stamp = int(clock.now().timestamp() * 1000)
    return {"sender": {"id": who}, "recipient": {"id": ACCOUNT}, "timestamp": stamp,
            "message": {"mid": mid, "text": text, **more}}  # fmt: skip
