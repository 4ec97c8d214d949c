"""One page in several languages: the original, its translations, and whether they are still up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import Actor, readable, require
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.people.models import Person
from hub.reuse.languages import COMMON, language_of
from hub.wiki.actions.writing import create_page
from hub.wiki.events import PageSettled
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE

OFFERED = tuple(COMMON)


@dataclass(frozen=True)
class Version:
    """A page in one language. `behind`: how many versions of the original are newer than what it says."""

    page: Page
    language: str
    label: str
    is_original: bool
    behind: int = 0


def versions_of(actor: Actor, page: Page) -> Sequence[Version]:
    """The page in all languages in which the actor may read it, the original first; one statement."""
    root = page.translation_of_id or page.id
    statement = readable(actor, select(Page)).where(or_(Page.id == root, Page.translation_of_id == root))
    pages = session().scalars(statement.options(joinedload(Page.space))).all()
    original = next((each for each in pages if each.id == root), None)
    found = [
        Version(
            each, each.language, language_name(each.language), each.id == root,
            _behind(original, each) if original is not None and each.id != root else 0,
        )
        for each in pages
    ]  # fmt: skip
    return sorted(found, key=lambda version: (not version.is_original, version.label))


def translate_page(actor: Person, page: Page, language: str, title: str, body: str, base: int) -> Page:
    """Write a page in another language. `base`: the revision of the original that was translated.

    It stands beside the original and is for the same people. Raises Conflict when there is one already.
    """
    original = session().get_one(Page, page.translation_of_id) if page.translation_of_id else page
    if language not in OFFERED or language == original_language(original):
        raise Invalid(_("Choose another language than that of the original."), field="language")
    with transaction() as db:
        locked(original)
        there = select(Page).where(Page.translation_of_id == original.id, Page.language == language)
        if db.scalars(there.where(Page.removed_at.is_(None))).first() is not None:
            raise Conflict(_("There is a version in this language already."), field="language")
        parent = db.get(Page, original.parent_id) if original.parent_id else None
        made = create_page(actor, original.space, title, body, parent=parent, kind=original.kind)
        made.language, made.translation_of_id, made.source_revision = language, original.id, base
        original.language = original_language(original)
    return made


def mark_current(actor: Person, page: Page, revision: int) -> None:
    """Say that a translation says what the original says in this revision."""
    require(actor, EDIT_PAGE, page)
    with transaction():
        locked(page)
        if page.translation_of_id is None:
            raise Invalid(_("This is the original itself."))
        page.source_revision = revision
        record(PageSettled(page.id, page.audience), actor, page)


def original_language(page: Page) -> str:
    """The language of a page: as it was said, else as its words tell, else that of the hub."""
    return page.language or language_of(page.text) or "en"


def choices(page: Page, there: Sequence[Version]) -> list[tuple[str, Any]]:
    """The languages in which a page is not written yet."""
    taken = {version.language for version in there} | {original_language(page)}
    return [(code, language_name(code)) for code in OFFERED if code not in taken]


def _behind(original: Page, page: Page) -> int:
    return max(0, original.revision - (page.source_revision or 0))
