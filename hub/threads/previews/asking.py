"""Which addresses are looked at, and what is shown of them.

Asked for is what colleagues write to each other, and nothing of customers: neither their messages, nor
replies and notes about them, nor what the hub quotes of them by itself.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.events import Event
from hub.core.features import resolve_many
from hub.core.keys import derived_key
from hub.core.markup import lone_links
from hub.core.permissions import SYSTEM
from hub.threads.previews.models import LinkPreview, PreviewState
from hub.web.guard import is_writing

KINDS = ("post", "question", "answer", "comment", "page")
OF_CUSTOMERS = ("case:", "message:", "note:")
RECENT = timedelta(hours=6)  # a log that is read late, or again, asks for nothing
FRESH = timedelta(days=30)
SOON = timedelta(minutes=5)  # what takes longer is seen when the page is opened again
MOST_TURNS = 6
FAILED_FOR = timedelta(days=1)  # and is asked again only when somebody writes the address anew


@dataclass(frozen=True)
class Preview:
    """What a page shows of an address. waits_at: where the page asks for one that is still being read."""

    url: str
    title: str = ""
    site: str = ""
    words: str = ""
    picture: str = ""  # its address in the hub, "" without one
    waits_at: str = ""


class PreviewConsumer:
    """Asks for what stands in the texts that were just written."""

    name = "previews"

    def handle(self, events: Sequence[Event]) -> None:
        """Look at every touched text once, as it is now."""
        since = clock.now() - RECENT
        recent = [event for event in events if event.at > since] if is_on() else []
        refs = dict.fromkeys(ref for event in recent for ref in event.refs())
        things = resolve_many(SYSTEM, [ref for ref in refs if ref.partition(":")[0] in KINDS])
        urls = {url for thing in things.values() if _is_talk(thing) for url in lone_links(thing.html)}
        if urls:
            ask_for(urls)


def is_on() -> bool:
    """Whether this hub looks at addresses elsewhere."""
    return bool(current_app.config["HUB"].link_previews)


def ask_for(urls: Collection[str]) -> None:
    """Put those that are new, old or failed long ago on the list of what to read, inside a transaction."""
    db, now = session(), clock.now()
    by_digest = {digest_of(url): url for url in urls if len(url) <= 2_000}
    there = db.scalars(select(LinkPreview).where(LinkPreview.digest.in_(by_digest))).all()
    for row in there:
        lasts = FAILED_FOR if row.state == PreviewState.FAILED else FRESH
        if row.state != PreviewState.WAITING and row.asked_at < now - lasts:
            row.state, row.tries, row.asked_at = PreviewState.WAITING, 0, now
    for digest in sorted(set(by_digest) - {row.digest for row in there}):
        db.add(LinkPreview(digest=digest, url=by_digest[digest], asked_at=now))
    db.flush()


def previews_in(htmls: Iterable[str]) -> dict[str, Preview]:
    """address → preview for the links alone on their line in these texts: one statement, if there are any.

    Also what is being read just now: the page asks for it a few times, so that it comes without reloading.
    """
    urls = {url for html in htmls for url in lone_links(html)} if is_on() else set()
    if not urls:
        return {}
    wanted = [digest_of(url) for url in urls]
    rows = session().scalars(select(LinkPreview).where(LinkPreview.digest.in_(wanted))).all()
    found = {row.url: _shown(row) for row in rows if row.title}
    # Right after something was written, its addresses may not have been put on the list yet.
    known = {row.url for row in rows}
    new = urls - known if is_writing() else set()
    waiting = new | {row.url for row in rows if not row.title and _is_awaited(row)}
    return {**found, **{url: Preview(url, waits_at=waiting_at(url, 0)) for url in waiting}}


def preview_of(url: str, key: str, turn: int) -> Preview | None:
    """What a page shows that asks the `turn`th time; None when there is nothing, or nothing to expect.

    Raises NotFound where the key does not prove that the hub itself showed the address: else anybody could
    try out which ones somebody wrote.
    """
    if not hmac.compare_digest(key.encode(), _key(url).encode()):
        raise NotFound
    row = session().scalar(select(LinkPreview).where(LinkPreview.digest == digest_of(url)))
    if row is not None and row.title:
        return _shown(row)
    is_awaited = turn < 1 if row is None else _is_awaited(row)
    return Preview(url, waits_at=waiting_at(url, turn + 1)) if is_awaited and turn < MOST_TURNS else None


def waiting_at(url: str, turn: int) -> str:
    """Where to ask for it."""
    return f"/link-previews/waiting?{urlencode({'url': url, 'key': _key(url), 'turn': turn})}"


def _key(url: str) -> str:
    return hmac.new(derived_key(b"link previews"), url.encode(), hashlib.sha256).hexdigest()[:32]


def _is_awaited(row: LinkPreview) -> bool:
    return row.state == PreviewState.WAITING and row.asked_at > clock.now() - SOON


def still_needed(digests: Collection[str]) -> Collection[str]:
    """Those of `digests` whose bytes a preview shows."""
    used = select(LinkPreview.picture_sha256).where(LinkPreview.picture_sha256.in_(digests))
    return [digest for digest in session().scalars(used) if digest]


def digest_of(url: str) -> str:
    """By what an address is found."""
    return hashlib.sha256(url.encode()).hexdigest()


def _is_talk(thing: Any) -> bool:
    """Whether a colleague said it to colleagues. What is quoted from a customer has no author here."""
    gone = getattr(thing, "removed_at", None) is not None
    about = getattr(thing, "about", "") if thing.ref_kind == "comment" else ""
    has_author = getattr(thing, "author_id", True) is not None
    return not gone and has_author and not about.startswith(OF_CUSTOMERS)


def _shown(row: LinkPreview) -> Preview:
    picture = f"/link-previews/{row.picture_key}" if row.picture_key else ""
    return Preview(row.url, row.title, row.site, row.words, picture)
