"""Reading what was asked for, one after the other, in a thread of its own, through the guarded way out.

What cannot be shown is kept as that and asked for again by nobody but people: no retries, no word about it.
"""

import secrets
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import HubError
from hub.files.kinds import picture_kind
from hub.files.pictures import TYPES, thumbnail
from hub.files.storage import store
from hub.threads.previews.asking import is_on
from hub.threads.previews.models import LinkPreview, PreviewState
from hub.threads.previews.reading import Told, told_by
from hub.web import fetcher

log = structlog.get_logger()

PAGES = ("text/html", "application/xhtml+xml")
MOST_PAGE = 512 * 1024  # a head ends long before
MOST_PICTURE = 4 * 1024**2
AT_ONCE = 10  # of one turn
TRIES = 2  # a second one only where the first ended with the process
SIZE = (192, 144)  # twice as large as it is shown


def read_waiting() -> int:
    """Read what is waiting. Returns how many addresses were looked at."""
    if not is_on():
        return 0
    wanted = select(LinkPreview.id).where(LinkPreview.state == PreviewState.WAITING)
    ids = list(session().scalars(wanted.order_by(LinkPreview.id).limit(AT_ONCE)))
    session.remove()
    for id in ids:
        _read(id)
    return len(ids)


def _read(id: int) -> None:
    with transaction() as db:
        row = db.get_one(LinkPreview, id)
        row.tries += 1
        url, tries = row.url, row.tries
    session.remove()  # nothing is held while we wait for a stranger
    values: dict[str, Any] = {"state": PreviewState.FAILED}
    if tries <= TRIES:
        try:
            values = _found(url)
        except (fetcher.NotAllowed, fetcher.Unreachable) as error:
            log.info("no_preview", error=str(error)[:200])
        except Exception as error:  # a parser may stumble over anything; it is the page's fault
            log.warning("no_preview", error=repr(error)[:200])
    with transaction() as db:
        db.execute(update(LinkPreview).where(LinkPreview.id == id).values(read_at=clock.now(), **values))
    session.remove()


def _found(url: str) -> dict[str, Any]:
    told = told_by(fetcher.get(url, PAGES, MOST_PAGE, _agent()))
    if not told.title:
        return {"state": PreviewState.FAILED}
    digest = _picture(told)
    key = secrets.token_hex(16) if digest else None
    return {
        "state": PreviewState.READY, "title": told.title, "site": told.site, "words": told.words,
        "picture_sha256": digest, "picture_key": key,
    }  # fmt: skip


def _picture(told: Told) -> str | None:
    """The hash of a small picture of our own drawing. Without one the preview is words alone."""
    if not told.picture:
        return None
    types = [type for type, _ending in TYPES.values()]
    try:
        page = fetcher.get(told.picture, types, MOST_PICTURE, _agent())
        kind = picture_kind(page.body) if page.is_whole else None
        return store().put(thumbnail(kind, page.body, SIZE)) if kind else None
    except (fetcher.NotAllowed, fetcher.Unreachable, HubError) as error:
        log.info("no_preview_picture", error=str(error)[:200])
        return None


def _agent() -> str:
    return f"Backchannel link preview (+{current_app.config['HUB'].public_url})"
