"""News feeds for other programs: the feed, what waits for an answer, a community, a topic.

The address is personal and is the proof; what it shows is what its person may see at that moment, without
anything about customers, for it may be read by a machine of somebody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Response, current_app

from hub.core.errors import NotFound
from hub.core.features import card_of, resolve_many
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.core.words import speaking
from hub.feed import queries
from hub.feed.routes.pages import bp
from hub.people.feed_tokens import reader_of
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.queries import refs_filed
from hub.spaces.topics import topic_at
from hub.web.guard import anyone
from hub.web.pages import page

TALK = ("question", "post", "page")


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. at: when it was written; html: of a post."""

    ref: str
    title: str
    url: str
    by: str
    at: datetime
    html: str = ""

    @property
    def written(self) -> str:
        """The time as mails and feeds write it."""
        return format_datetime(self.at)


@bp.get("/feeds/<token>/home.xml")
@anyone
def home_rss(token: str) -> Response:
    reader = _reader(token)
    return _rss(reader, "", "/", _of_stream(queries.feed(reader, "following")))


@bp.get("/feeds/<token>/questions.xml")
@anyone
def questions_rss(token: str) -> Response:
    reader = _reader(token)
    with speaking(reader.language):
        title = _("Unanswered")
    return _rss(reader, title, "/?tab=unanswered", _of_stream(queries.feed(reader, "unanswered")))


@bp.get("/feeds/<token>/c/<slug>.xml")
@anyone
def community_rss(token: str, slug: str) -> Response:
    reader = _reader(token)
    space = load(reader, Space, slug, by=Space.slug)
    return _rss(reader, space.name, f"/c/{space.slug}", _of_stream(queries.feed(reader, "", space=space)))


@bp.get("/feeds/<token>/topics/<slug>.xml")
@anyone
def topic_rss(token: str, slug: str) -> Response:
    reader = _reader(token)
    topic = topic_at(reader, slug)
    refs = [ref for ref in refs_filed(topic).items if ref.partition(":")[0] in TALK]
    things = resolve_many(reader, refs)
    found = [things[ref] for ref in refs if ref in things and not getattr(things[ref], "waiting_count", 0)]
    return _rss(reader, f"#{topic.name}", topic.url, [_entry(each) for each in found])


def _reader(token: str) -> Person:
    reader = reader_of(token)
    if reader is None:
        raise NotFound
    return reader


def _of_stream(stream: queries.Stream) -> list[Entry]:
    return [
        Entry(
            item.ref, item.title or item.words, item.url, item.author_name or "", item.at,
            item.html if item.face in ("discussion", "announcement") else "",
        )
        for item in stream.items
        if item.is_own_talk
    ]  # fmt: skip


def _entry(thing: Any) -> Entry:
    card = card_of(thing)
    return Entry(card.ref, card.title, card.url, card.by or thing.author.name, thing.created_at)


def _rss(reader: Person, title: str, place: str, entries: Iterable[Entry]) -> Response:
    config = current_app.config["HUB"]
    name = f"{title} · {config.product}" if title else config.product
    root = config.public_url
    text = page("feed/rss.xml", name=name, root=root, place=place, entries=list(entries))
    return Response(f'<?xml version="1.0" encoding="utf-8"?>\n{text}', mimetype="application/rss+xml")
