"""What the wiki adds to a person's calendar: when pages they look after are to be reviewed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select

from hub.core.db import session
from hub.core.features import Dated
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.wiki.addresses import page_url
from hub.wiki.models import Page

MOST = 200


def reviews_of(person: Person, since: datetime) -> Iterator[Dated]:
    """Of pages that they own or verify."""
    theirs = or_(Page.owner_id == person.id, Page.verifier_id == person.id)
    pages = (
        readable(person, select(Page))
        .where(theirs, Page.removed_at.is_(None), Page.verified_at.is_not(None))
        .where(Page.review_due_at > since)
        .order_by(Page.id)
        .limit(MOST)
    )
    for page in session().scalars(pages).unique():
        due = page.review_due_at
        if due is not None and due > since:
            yield Dated(f"review-{page.id}", _("Review: %(title)s", title=page.title), page_url(page), due)
