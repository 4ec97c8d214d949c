"""What became of answers by mail that were not posted: for their writers, and for administrators.

A writer finds the text, so that nothing they wrote is lost. To everybody else a line says when, who and
why: what was meant for a discussion is nobody's who may not read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.features import kind_of, resolve_many, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import readable
from hub.core.words import lazy
from hub.inbox.models import MailReply, ReplyBox, ReplyState
from hub.people.models import Person
from hub.web.paging import Page, cut

KEPT = timedelta(days=30)
SHOWN = (ReplyState.RETURNED, ReplyState.IGNORED)
WHY = {
    "strange": lazy("It did not come from the address that the hub knows its person by."),
    "over": lazy("The address it answered had expired."),
    "empty": lazy("There was no text in it above what it quotes."),
    "not_found": lazy("What it answered is not there any more, or not for this person."),
    "denied": lazy("Its person may not write there."),
    "confirm": lazy("It would have called many people, which needs a yes that nobody can give by mail."),
    "nobody": lazy("It was sent to no address of a notice, or to one that was ended."),
    "unreadable": lazy("It cannot be read."),
    "loop": lazy("It is our own mail coming back."),
    "machine": lazy("A machine wrote it: an out-of-office note, a newsletter, a mail server."),
    "flood": lazy("One person sent more than 20 in ten minutes: two machines may be answering each other."),
}
REFUSED = lazy("The hub could not take it as it was.")


@dataclass(frozen=True)
class Line:
    """One mail. `text`, `url` and `title` (of what it answered) only where the reader may have them."""

    row: MailReply
    why: str
    text: str = ""
    url: str = ""
    title: str = ""


def not_posted(actor: Person, *, own: bool, state: ReplyState | None = None, after: int | None) -> Page[Line]:
    """What came and was not posted, the newest first; `own`: only the actor's."""
    statement = readable(actor, select(MailReply)).options(joinedload(MailReply.person))
    statement = statement.where(MailReply.state.in_([state] if state else SHOWN))
    if own:
        statement = statement.where(MailReply.person_id == actor.id)
    if after is not None:
        statement = statement.where(MailReply.id < after)
    newest = statement.order_by(MailReply.id.desc()).limit(LIMITS.default_page + 1)
    rows = cut(session().scalars(newest).all(), LIMITS.default_page)
    return Page(_lines(actor, rows.items), rows.next)


def reply_box(address: str) -> ReplyBox | None:
    """How the mailbox is: when it was read last, and what is wrong with it."""
    return session().get(ReplyBox, address)


def forget() -> None:
    """After a month neither the text nor the address it came from is needed."""
    old = (MailReply.received_at < clock.now() - KEPT, or_(MailReply.sender != "", MailReply.text != ""))
    if session().scalar(select(MailReply.id).where(*old).limit(1)) is None:
        return
    with transaction() as db:
        db.execute(update(MailReply).where(*old).values(text="", sender=""))


def _lines(actor: Person, rows: Sequence[MailReply]) -> list[Line]:
    things = resolve_many(actor, [row.about for row in rows if row.about and row.person_id == actor.id])
    return [_line(actor, row, things.get(row.about)) for row in rows]


def _line(actor: Person, row: MailReply, thing: Any) -> Line:
    why = str(WHY.get(row.reason, REFUSED))
    if row.person_id != actor.id:
        return Line(row, why)
    if thing is None:
        return Line(row, why, row.text)
    return Line(row, why, row.text, url_of(thing), kind_of(thing.ref).title(thing))
