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
from hub.wiki.care_models import PageCare
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


def dates_of(person: Person, since: datetime) -> Iterator[Dated]:
    """When pages that they own go out or are archived."""
    planned = (
        readable(person, select(Page))
        .join(PageCare, PageCare.page_id == Page.id)
        .where(Page.owner_id == person.id)
        .add_columns(PageCare.publish_at, PageCare.archive_at)
        .order_by(Page.id)
        .limit(MOST)
    )
    for page, goes_out, ends in session().execute(planned).unique():
        if goes_out is not None and goes_out > since:
            words = _("Goes out: %(title)s", title=page.title)
            yield Dated(f"goes-out-{page.id}", words, page_url(page), goes_out)
        if ends is not None and ends > since:
            yield Dated(
                f"ends-{page.id}", _("Is archived: %(title)s", title=page.title), page_url(page), ends
            )
