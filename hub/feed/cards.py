"""A card of the feed as it is kept drawn (hub/web/keeping.py), and the lines of its menu."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.feed.items import stands_on_top
from hub.feed.rules import PIN
from hub.people.models import Attention, Person
from hub.threads.marks import marks_on
from hub.web.faces import Who
from hub.web.filters import stored
from hub.web.saving import save_item

if TYPE_CHECKING:
    from hub.feed.items import Item
    from hub.feed.models import StreamItem
    from hub.feed.queries import Stream

SAME = (
    "ref", "face", "url", "title", "quote", "at", "is_cut", "rating", "answer_count", "comment_count",
    "vote_count", "helped_count", "thanks_count", "new_count", "space_name", "space_slug",
)  # fmt: skip


class Credit(NamedTuple):
    """Somebody whom a card names: who helped, who answered."""

    id: int
    name: str


class FeedCard(NamedTuple):
    """Everything that feed/_kept_*.html show of one thing, for one reader."""

    ref: str  # the names of SAME, as the statement has them
    face: str
    url: str
    title: str
    quote: str
    at: datetime
    is_cut: bool
    rating: int | None
    answer_count: int
    comment_count: int
    vote_count: int
    helped_count: int
    thanks_count: int
    new_count: int
    space_name: str
    space_slug: str
    number: str
    author: Who | None
    html: Markup
    people: tuple[Credit, ...]
    names: str
    words: str
    why: str
    why_icon: str
    pin: str
    is_placed: bool
    is_own: bool
    is_followed: bool
    is_thanked: bool
    back: str

    @property
    def id(self) -> str:
        """Its anchor."""
        return self.ref.replace(":", "-")

    @property
    def is_question(self) -> bool:
        """Whether it is there to be answered."""
        return self.face in ("question", "answered")


def feed_card(stream: "Stream", item: "Item", back: str, *, is_placed: bool) -> FeedCard:
    """The card of an item. back: where its forms lead; is_placed: whether it says where it stands."""
    row = item.row
    author = row.author_id and Who(row.author_id, row.author_name, row.author_handle, row.author_title)
    return FeedCard(
        **{name: getattr(row, name) for name in SAME},
        number=item.number, author=author or None, html=stored(row.html, stream.cards),
        people=tuple(Credit(each["id"], each["name"]) for each in row.people),
        names=item.names if row.face == "loop" else "", words="" if row.title else item.words,
        why=item.why, why_icon=item.why_icon,
        pin=item.pinned_words if item.is_pinned and not is_placed else "",
        is_placed=is_placed, is_own=row.author_id == item.reader_id,
        is_followed=row.watched == Attention.WATCHING, is_thanked=row.thanked_at is not None, back=back,
    )  # fmt: skip


def menu_of(actor: Person, item: "StreamItem", back: str) -> list[dict[str, Any]]:
    """For `ui.menu_items`: what can be done with a thing from its card."""
    is_question = item.ref.startswith("question:")
    return [
        *[{"label": _("History"), "url": f"/q/{item.ref[9:]}/history", "icon": "history"}] * is_question,
        *[_follow(actor, item.ref, back)] * (not is_question),
        save_item(item.ref),
        {
            "label": _("React") if is_question else _("Other reactions"),
            "url": f"/t/{item.ref}/reactions", "icon": "smile",
        },
        *[_pin(item)] * bool(can(actor, PIN, item.space)),
    ]  # fmt: skip


def _follow(actor: Person, ref: str, back: str) -> dict[str, Any]:
    follows = marks_on(actor, [ref]).level(ref) == Attention.WATCHING
    return {
        "label": _("Stop following") if follows else _("Follow"), "url": "/watch", "icon": "bell",
        "post": True, "attrs": {"data-key": "f"},
        "fields": {"ref": ref, "level": "none" if follows else Attention.WATCHING.value, "back": back},
    }  # fmt: skip


def _pin(item: "StreamItem") -> dict[str, Any]:
    if stands_on_top(item):
        return {
            "label": _("Take from the top"),
            "url": f"/feed/{item.ref}/unpin",
            "icon": "pin",
            "post": True,
        }
    return {"label": _("Pin to the top"), "url": f"/feed/{item.ref}/pin", "icon": "pin"}
