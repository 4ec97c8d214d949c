"""The queue of what is to be looked at again: why, its flags, and what changed since the last check."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, or_, select

from hub.core.db import session
from hub.core.permissions import can
from hub.flags.models import Flag
from hub.flags.queries import open_flags
from hub.people.models import Person
from hub.spaces.models import Space
from hub.threads.diff import Row, compare
from hub.wiki.addresses import page_url
from hub.wiki.due import Due, due_pages
from hub.wiki.models import Page, PageRevision
from hub.wiki.rules import EDIT_PAGE, VERIFY_PAGE

ROWS = 60  # of a difference that are shown in the queue


@dataclass(frozen=True)
class Waiting:
    """A row of the queue. `changes`: since the revision that was verified last, if there is one."""

    due: Due
    flags: Sequence[Flag]
    may_verify: bool
    may_edit: bool
    changes: Sequence[Row] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """What waits."""
        return self.due.page

    @property
    def url(self) -> str:
        """Where it stands."""
        return page_url(self.page)


def queue(actor: Person, spaces: Sequence[Space], *, sort: str, start: int, size: int) -> list[Waiting]:
    """What waits in the curated communities: three statements."""
    found = due_pages(actor, spaces=[space.id for space in spaces], sort=sort, start=start, size=size)
    flags = open_flags([due.page.ref for due in found if due.flags])
    checked = _checked([due.page for due in found])
    return [
        Waiting(
            due, flags.get(due.page.ref, ()), bool(can(actor, VERIFY_PAGE, due.page)),
            bool(can(actor, EDIT_PAGE, due.page)),
            compare(checked[due.page.id], due.page.body)[:ROWS] if due.page.id in checked else [],
        )
        for due in found
    ]  # fmt: skip


def _checked(pages: Sequence[Page]) -> dict[int, str]:
    """Page → its text as it was verified last, where it was changed since."""
    wanted = [
        and_(PageRevision.page_id == page.id, PageRevision.number == page.verified_revision)
        for page in pages
        if page.verified_revision is not None and page.verified_revision != page.revision
    ]
    if not wanted:
        return {}
    statement = select(PageRevision.page_id, PageRevision.body).where(or_(*wanted))
    return {row[0]: row[1] for row in session().execute(statement)}
