"""Two people saved one page: their changes put together, or kept side by side until somebody decides."""

from dataclasses import dataclass

from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import Conflict, NotFound
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.threads.merge import Merged, merge
from hub.wiki.models import Page, PageRevision


class Stale(Conflict):
    """Somebody saved the page since the editor had opened it. Nothing was overwritten.

    `merged`: what could be put together and what clashes; None when that was not asked for. A program
    gets both texts, and the revision on top of which it can save what it made of them.
    """

    def __init__(self, page: Page, merged: Merged | None = None, *, mine: str = "") -> None:
        super().__init__(
            _("Somebody saved this page while you were writing. Your text is kept; look at both and decide.")
        )
        if merged is not None:
            self.details = {"revision": page.revision, "title": page.title, "theirs": page.body, "mine": mine}
        self.page = page
        self.merged = merged


@dataclass(frozen=True)
class Together:
    """A page with the changes of several people. `others`: who else saved, the last one first."""

    title: str
    body: str
    others: tuple[Person, ...]
    revision: int  # the one that the change was put on top of

    @property
    def names(self) -> str:
        """Who else saved, for people."""
        return ", ".join(person.name for person in self.others)

    def noted(self, note: str) -> str:
        """What the history says of the revision."""
        said = _("merged with %(name)s’s change", name=self.names)
        return f"{note} ({said})" if note else said[0].upper() + said[1:]


def put_together(page: Page, base: int, *, title: str, body: str) -> Together:
    """The page as it stands with what was changed since `base`. Inside a transaction, the page locked.

    Raises Stale when both changed the same words, or when `base` is no revision of the page.
    """
    try:
        opened = revision_of(page, base)
    except NotFound:
        raise Stale(page, merge("", page.body, body), mine=body) from None
    merged = merge(opened.body, page.body, body)
    titles = {opened.title, page.title, title}
    if not merged.is_clean or len(titles) > 2:
        raise Stale(page, merged, mine=body)
    kept = page.title if title == opened.title else title
    return Together(kept, merged.text(), _savers(page, base), page.revision)


def revision_of(page: Page, number: int) -> PageRevision:
    """One revision of a page that the caller has loaded. Raises NotFound."""
    statement = select(PageRevision).where(PageRevision.page_id == page.id, PageRevision.number == number)
    found = session().scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def _savers(page: Page, base: int) -> tuple[Person, ...]:
    later = (PageRevision.page_id == page.id, PageRevision.number > base)
    statement = select(PageRevision).where(*later).order_by(PageRevision.number.desc()).limit(20)
    return tuple(dict.fromkeys(each.author for each in session().scalars(statement)))
