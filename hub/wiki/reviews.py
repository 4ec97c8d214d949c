"""Telling that the time of a page's review has come: once for each time it was verified."""

from sqlalchemy import exists, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.wiki.events import ReviewFellDue
from hub.wiki.models import Page, PageState

MOST = 200  # told in one run


def tell_due_reviews() -> int:
    """Record what fell due since the last look. Returns how many pages."""
    told = exists().where(
        Event.subject == "page:" + Page.id.cast(Event.subject.type), Event.kind == ReviewFellDue.kind,
        Event.at >= Page.verified_at,
    )  # fmt: skip
    waiting = select(Page).where(
        Page.review_due_at <= clock.now(), Page.verified_at.is_not(None), Page.removed_at.is_(None),
        Page.state != PageState.ARCHIVED, ~told,
    )  # fmt: skip
    found = session().scalars(waiting.order_by(Page.review_due_at, Page.id).limit(MOST)).all()
    for page in found:
        with transaction():
            record(ReviewFellDue(page.id), SYSTEM, page)
    return len(found)
