"""Taking pages away as a file: allowed by rights, written down in the audit log.

What is small is made while one waits; what is large by a background worker, and kept for a week.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.errors import HubError, Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.core.words import speaking
from hub.files.storage import store
from hub.people.models import Person
from hub.wiki.events import ExportFailed, ExportReady
from hub.wiki.export.gathering import Reader, Scope, Wish, gather, wanted_pages
from hub.wiki.export.making import Format, Made, make
from hub.wiki.export.models import PageExport
from hub.wiki.export.told import Alone
from hub.wiki.rules import EXPORT_PAGES

QUEUE = "wiki.exports"
KEPT = timedelta(days=7)
AT_ONCE = {Format.PDF: 25}  # pages that are made while one waits…
AT_ONCE_ELSE = 150  # …in all other formats


def export_pages(actor: Person, wish: Wish, format: Format) -> Made | PageExport:
    """The file, or what will become of it. Raises Denied, Invalid when nothing of it may go in, NoPdf."""
    require(actor, EXPORT_PAGES, wish.space)
    count = len(wanted_pages(actor, wish))
    if not count:
        raise Invalid(
            _(
                "No page would be in it. For customers, only validated pages go in that may be told to them, "
                "and of these only the passages marked for customers."
            )
        )
    at_once = count <= AT_ONCE.get(format, AT_ONCE_ELSE)
    made = make(gather(actor, wish), format) if at_once else None
    with transaction() as db:
        about = {"format": format, "for": wish.reader, "internal": wish.internal, "pages": count}
        audit(actor, "wiki.export", (wish.page or wish.space).ref, after=about)
        if made is not None:
            return made
        asked = PageExport(
            person_id=actor.id, space_id=wish.space.id, page_id=wish.page.id if wish.page else None,
            scope=wish.scope, format=format, reader=wish.reader, internal=wish.internal, asked_at=clock.now(),
        )  # fmt: skip
        db.add(asked)
        db.flush()
        enqueue(QUEUE, f"export:{asked.id}", {"id": asked.id})
    return asked


def make_waiting(delivery: Delivery) -> None:
    """Do one of the large ones, with the rights that whoever asked has now."""
    asked = session().get(PageExport, delivery.payload["id"])
    if asked is None or asked.state != "waiting":
        return
    made = _made(asked)
    digest = store().put(made.content) if made is not None else None
    with transaction():
        asked.state, asked.sha256 = ("ready", digest) if digest else ("failed", None)
        asked.name, asked.done_at = made.name if made is not None else "", clock.now()
        fact = ExportReady(asked.person_id) if digest else ExportFailed(asked.person_id)
        record(fact, SYSTEM, Alone(asked.ref))


def exports_of(person: Person, size: int = 10) -> Sequence[PageExport]:
    """What they asked for in the last week, the latest first."""
    statement = select(PageExport).where(
        PageExport.person_id == person.id, PageExport.asked_at > clock.now() - KEPT
    )
    return session().scalars(statement.order_by(PageExport.id.desc()).limit(size)).all()


def forget_exports() -> None:
    """Those older than a week; their bytes go with what else nobody needs."""
    with transaction() as db:
        db.execute(delete(PageExport).where(PageExport.asked_at <= clock.now() - KEPT))


def still_needed(digests: Collection[str]) -> Collection[str]:
    """Of these bytes, the ones that are an export."""
    statement = select(PageExport.sha256).where(PageExport.sha256.in_(digests))
    return [digest for digest in session().scalars(statement) if digest]


def _made(asked: PageExport) -> Made | None:
    """None when there is nothing any more that may go in, or it cannot be made here."""
    wish = Wish(asked.space, asked.page, Scope(asked.scope), Reader(asked.reader), asked.internal)
    try:
        with speaking(asked.person.language):
            book = gather(asked.person, wish)
            return make(book, Format(asked.format)) if book.chapters and asked.person.is_active else None
    except HubError:
        return None
