"""Keeping the index true: each batch of facts, and all of it anew when it cannot be used.

The stamp in the index is the last event that is in it. The index is written before the cursor
moves, so the stamp is never behind; when it is, an older index was put in place.
"""

from collections.abc import Sequence

import structlog

from hub.core.db import session, transaction
from hub.core.dispatch import Cursor, NotNow, cursor_of, newest_event_id
from hub.core.events import Event
from hub.core.index import SearchIndex, index
from hub.indexing.documents import documents_of, every_document
from hub.threads.events import CommentEdited, CommentPosted, PeopleMentioned, ReactionChanged
from search.engine import IndexUnusable

log = structlog.get_logger()

NAME = "index"
# What is said beneath a thing changes nothing that others repeat of it.
BENEATH = frozenset(fact.kind for fact in (CommentPosted, CommentEdited, ReactionChanged, PeopleMentioned))


class IndexConsumer:
    """Reads the log and writes documents. Seeing an event twice writes the same document twice."""

    name = NAME
    is_outside = True

    def handle(self, events: Sequence[Event]) -> None:
        """Bring the documents of everything that was touched up to date, in one commit."""
        found = index()
        if not found.is_ready or not found.writing.acquire(blocking=False):
            raise NotNow
        try:
            _check_order(found)
            touched = [ref for event in events for ref in event.refs()]
            changed = [ref for event in events if event.kind not in BENEATH for ref in event.refs()]
            documents, gone = documents_of(touched, changed)
            found.engine.apply(documents, delete=gone, stamp=events[-1].id if events else None)
        except IndexUnusable as error:
            log.warning("index_unusable", error=str(error)[:300])
            found.doubt()
            raise NotNow from error
        finally:
            found.writing.release()


def keep() -> None:
    """Build the index anew if it has to be, else tidy it a little. Runs every few seconds."""
    found = index()
    stamp = found.stamp() if found.is_ready else None
    if stamp is None or stamp > newest_event_id():  # the second: a backup of the database came back
        rebuild()
    elif found.writing.acquire(blocking=False):
        try:
            found.engine.tidy()
        finally:
            found.writing.release()


def rebuild() -> int:
    """Everything anew, beside what is there, then the switch. Returns the number of documents.

    The cursor goes back to where the log ended before the build began: what happened meanwhile is
    written again.
    """
    found = index()
    with found.writing:
        found.is_rebuilding = True
        try:
            position = newest_event_id()
            count = found.engine.rebuild(every_document(), position)
            found.trust()
            _move_cursor(position)
        finally:
            found.is_rebuilding = False
    log.info("index_rebuilt", documents=count)
    return count


def _check_order(found: SearchIndex) -> None:
    cursor = session().get(Cursor, NAME)
    stamp = found.engine.stamp()
    if cursor is not None and stamp < cursor.position:
        _move_cursor(stamp)
        raise NotNow


def _move_cursor(position: int) -> None:
    with transaction():
        cursor = cursor_of(NAME)
        cursor.position, cursor.attempts, cursor.retry_at = position, 0, None
    session.remove()
