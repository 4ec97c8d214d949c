"""Taking pages away as a file: allowed by rights, written down in the audit log."""

from hub.core.audit import audit
from hub.core.db import transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.wiki.export.gathering import Wish, gather, wanted_pages
from hub.wiki.export.making import Format, Made, make
from hub.wiki.rules import EXPORT_PAGES


def export_pages(actor: Person, wish: Wish, format: Format) -> Made:
    """Make the file at once. Raises Denied, Invalid when nothing of it may go in, NoPdf."""
    check_export(actor, wish)
    book = gather(actor, wish)
    made = make(book, format)
    with transaction():
        audit(
            actor, "wiki.export", (wish.page or wish.space).ref,
            after={
                "format": format, "for": wish.reader, "internal": wish.internal, "pages": len(book.chapters),
            },
        )  # fmt: skip
    return made


def check_export(actor: Person, wish: Wish) -> int:
    """How many pages would go in. Raises Denied, and Invalid when there is none."""
    require(actor, EXPORT_PAGES, wish.space)
    count = len(wanted_pages(actor, wish))
    if not count:
        raise Invalid(
            _(
                "No page would be in it. For customers, only validated pages go in that may be told to them, "
                "and of these only the passages marked for customers."
            )
        )
    return count
