"""From the text of a page to what is stored of it: HTML, contents, and the pages it names."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, func, or_, select

from hub.core.db import session
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor
from hub.spaces.models import Space
from hub.threads.writing import Written, write
from hub.wiki.addresses import find_by_titles, title_key, wanted_url
from hub.wiki.events import LinksRenewed
from hub.wiki.models import Page, WikiLink
from hub.wiki.shared import marks

_TOP_HEADING = re.compile(r"^ {0,3}# +\S", re.M)
MOST_LINKED = 200  # pages that are rendered anew when a page appears that they have waited for


def write_page(actor: Actor, space: Space, body: str) -> Written:
    """Render the text of a page. Its highest heading comes right below the title of the page."""
    return write(
        actor,
        body,
        space_id=space.id,
        wanted=lambda title: wanted_url(space, title),
        blocks=marks(space),
        top_heading=2 if _TOP_HEADING.search(body) else 1,
        id_prefix="p",
    )


def put_text(page: Page, written: Written) -> None:
    """Store what was rendered on the page, and which pages it names. Inside a transaction."""
    page.body, page.html, page.text = written.source, written.html, written.text
    page.headings = [[heading.level, heading.id, heading.text] for heading in written.headings]
    session().flush()
    _put_links(page, written.titles, written.shown)


def renew_links(page: Page) -> int:
    """Render anew the pages that name this one, when it has come, gone or got another title.

    Inside a transaction. Returns how many there were.
    """
    naming = (
        select(Page)
        .join(WikiLink, WikiLink.page_id == Page.id)
        .where(or_(WikiLink.title_key == page.title_key, WikiLink.target_id == page.id))
        .where(Page.removed_at.is_(None), Page.id != page.id)
        .limit(MOST_LINKED)
    )
    found = session().scalars(naming).unique().all()
    for each in found:
        before = each.html
        put_text(each, write_page(each.editor, each.space, each.body))
        if each.html != before:  # what the feed shows of it is told
            record(LinksRenewed(each.id), SYSTEM, each)
    return len(found)


def count_of(space: Space) -> int:
    """How many pages stand in a space."""
    statement = select(func.count(Page.id)).where(Page.space_id == space.id, Page.removed_at.is_(None))
    return session().scalar(statement) or 0


def _put_links(page: Page, titles: Iterable[str], shown: Iterable[str]) -> None:
    db = session()
    named: dict[str, str] = {}
    blocks = {title_key(title) for title in shown}
    for title in (*titles, *shown):
        named.setdefault(title_key(title), title)
    found = find_by_titles(named.values(), page.space_id) if named else {}
    db.execute(delete(WikiLink).where(WikiLink.page_id == page.id))
    db.add_all(
        WikiLink(page_id=page.id, title_key=key, title=title[:250],
                 target_id=found[title].id if title in found else None, is_shown=key in blocks)
        for key, title in named.items()
    )  # fmt: skip
    db.flush()
