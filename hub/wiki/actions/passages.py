"""Talking about a passage of a page: beginning, settling, and going along with the page."""

from collections.abc import Sequence

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.threads.rules import COMMENT
from hub.wiki.events import PassageSettled
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage
from hub.wiki.passages import LONGEST, find, smooth
from hub.wiki.rules import SETTLE_PASSAGE


def comment_on_passage(
    actor: Person, page: Page, quote: str, body: str, *, before: str = "", after: str = ""
) -> Passage:
    """Say something about words of the page. Raises Invalid when they do not stand in it (any more)."""
    require(actor, COMMENT, page)
    if len(smooth(quote)) > LONGEST:
        raise Invalid(_("Choose a shorter passage: %(most)s letters at most.", most=LONGEST), field="quote")
    found = find(page.text, quote, before, after)
    if found is None:
        raise Invalid(
            _("These words do not stand in the page as it is now. Choose the passage again."), field="quote"
        )
    with transaction() as db:
        passage = Passage(
            page_id=page.id, page=page, space_id=page.space_id, space=page.space, revision=page.revision,
            quote=found.quote, before=found.before, after=found.after, author_id=actor.id, author=actor,
            created_at=clock.now(), comment_count=0,
        )  # fmt: skip
        db.add(passage)
        db.flush()
        post_comment(actor, passage, body)
    return passage


def settle_passage(actor: Person, passage: Passage, *, settled: bool = True) -> None:
    """Say that nothing is open about it any more, or that something is again."""
    require(actor, SETTLE_PASSAGE, passage)
    with transaction():
        locked(passage)
        if (passage.resolved_at is not None) == settled:
            return
        passage.resolved_at = clock.now() if settled else None
        passage.resolved_by_id, passage.resolved_by = (actor.id, actor) if settled else (None, None)
        record(PassageSettled(passage.id, settled), actor, passage.page)


def carry_passages(source: Page, target: Page) -> list[int]:
    """For a merge, inside its transaction: they belong to the other page, with what was said."""
    ids = list(session().scalars(select(Passage.id).where(Passage.page_id == source.id)))
    _carry(ids, target)
    return ids


def return_passages(source: Page, _target: Page, ids: Sequence[int]) -> None:
    """And back."""
    _carry(ids, source)


def _carry(ids: Sequence[int], page: Page) -> None:
    refs = [f"passage:{id}" for id in ids]
    values = {"page_id": page.id, "space_id": page.space_id}
    session().execute(update(Passage).where(Passage.id.in_(ids)).values(**values))
    session().execute(update(Comment).where(Comment.about.in_(refs)).values(space_id=page.space_id))
