"""One's own impact to take along, for a talk about one's work: to print, and as a table for programs.

Customers helped, thanks received and articles improved stand together: none of them says enough alone.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from flask import Response, g
from sqlalchemy import func, select

from hub.cases.search import CHANNEL_ICONS
from hub.core.db import pairs, session
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.expertise.routes.shown import bp
from hub.expertise.sent import sent_words
from hub.feed.praise import Received, thanks_for
from hub.feed.search import post_title
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.reuse.queries import Helped, Impact, helped, impact_of
from hub.web.pages import page
from hub.web.paging import after
from hub.wiki.models import Page, PageRevision

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins like this
MOST = 1_000


@dataclass(frozen=True)
class Mended:
    """An article that others had written, and when the person changed it last."""

    page: Page
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """Everything on the sheet, of that which the person may open now; the newest first."""

    found: Impact
    lines: Sequence[Helped] = ()
    thanks: Sequence[Received] = ()
    mended: Sequence[Mended] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not (self.found.customers or self.thanks or self.mended)


@bp.get("/impact")
def impact() -> str:
    """Everything on one sheet; nobody but the person can open it."""
    sheet = sheet_of(g.actor)
    months = sheet.found.by_month if sheet else ()
    sentence = ", ".join(f"{month} {sum(parts)}" for month, parts in months)
    return page("expertise/impact.html", sheet=sheet, sentence=sentence)


@bp.get("/impact/replies")
def replies() -> str:
    """What customers were told, beside one's own words; nobody but the person can open it."""
    return page("expertise/replies.html", found=sent_words(g.actor, after()), icons=CHANNEL_ICONS)


@bp.get("/impact.csv")
def table() -> Response:
    """A line for each customer's reply that the person's words went into, each thanks, each article."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow((_("Day"), _("What"), _("Title"), _("Rating")))
    for at, what, title, rating in _rows(sheet_of(g.actor)):
        rows.writerow((at.date().isoformat(), what, _plain(title), rating))
    headers = {"Content-Disposition": "attachment; filename=impact.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def sheet_of(person: Person) -> Sheet | None:
    """None of who is not recognised."""
    if not is_recognised(person):
        return None
    return Sheet(impact_of(person), helped(person), thanks_for(person, person, MOST), mended_by(person))


def mended_by(person: Person) -> list[Mended]:
    """Articles of others that the person changed, each once."""
    last = func.max(PageRevision.at)
    changed = (
        select(PageRevision.page_id, last.label("at"))
        .join(Page, Page.id == PageRevision.page_id)
        .where(
            PageRevision.author_id == person.id, PageRevision.number > 1, Page.author_id != person.id
        )
        .group_by(PageRevision.page_id)
        .order_by(last.desc())
        .limit(MOST)
    )  # fmt: skip
    moments = pairs(changed)
    pages = session().scalars(readable(person, select(Page)).where(Page.id.in_(moments)))
    found = [Mended(each, moments[each.id]) for each in pages if each.removed_at is None]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _rows(sheet: Sheet | None) -> Iterable[tuple[datetime, str, str, object]]:
    if sheet is None:
        return
    for line in sheet.lines:
        yield line.at, _("Customer helped"), line.title, line.rating or ""
    for each in sheet.thanks:
        yield each.post.created_at, _("Thanks"), post_title(each.post), ""
    for one in sheet.mended:
        yield one.at, _("Article improved"), one.page.title, ""


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
