"""Suggesting a change to a page, talking about it, taking it over or not (WK15)."""

from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.files.actions import attach
from hub.people.models import Person
from hub.threads.actions import post_comment
from hub.threads.watching import watch
from hub.wiki.actions.merging import revision_of
from hub.wiki.actions.writing import edit_page
from hub.wiki.change_models import ChangeState, PageChange
from hub.wiki.events import ChangeAsked, ChangeMerged, ChangeRejected, ChangeWanted
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE, REVIEW_CHANGE, REVISE_CHANGE, SUGGEST_CHANGE


def suggest_change(
    actor: Person, page: Page, *, title: str, body: str, base: int, note: str = "", ask: bool = True
) -> PageChange:
    """Write down how a page should be. `base`: the revision it began from; `ask`: it is ready."""
    require(actor, SUGGEST_CHANGE, page)
    revision_of(page, base)
    moment = clock.now()
    with transaction() as db:
        change = PageChange(
            page_id=page.id, page=page, space_id=page.space_id, space=page.space, base=base, title=title,
            body=body, note=note, state=ChangeState.DRAFT, author_id=actor.id, author=actor, revision=1,
            comment_count=0, created_at=moment, edited_at=moment,
        )  # fmt: skip
        db.add(change)
        db.flush()
        watch(actor, change.ref)
        if ask:
            _ask(actor, change)
    return change


def revise_change(
    actor: Person, change: PageChange, *, title: str, body: str, base: int, note: str, seen: int,
    ask: bool = True,
) -> None:  # fmt: skip
    """Write on. `seen`: the revision of the suggestion that was opened; `base`: that of the page.

    Raises Conflict when it was changed elsewhere or decided meanwhile.
    """
    require(actor, REVISE_CHANGE, change)
    revision_of(change.page, base)
    with transaction():
        locked(change)
        _check_undecided(change)
        if change.revision != seen:
            raise Conflict(_("You changed this suggestion in another window. Your text is still here."))
        change.title, change.body, change.note, change.base = title, body, note, base
        change.revision += 1
        change.edited_at = clock.now()
        if ask:
            _ask(actor, change)


def want_changes(actor: Person, change: PageChange, words: str) -> None:
    """Ask its author for changes; the words stand in the discussion below it."""
    require(actor, REVIEW_CHANGE, change)
    if not words:
        raise Invalid(_("Say what should change."), field="words")
    with transaction():
        locked(change)
        _check_undecided(change)
        post_comment(actor, change, words)
        change.state = ChangeState.WANTED
        watch(actor, change.ref)
        record(ChangeWanted(change.id, words[:200]), actor, change)


def merge_change(
    actor: Person, change: PageChange, *, title: str, body: str, base: int, seen: int, verified: bool = False,
    meaning: str = "", because: str = "",
) -> None:  # fmt: skip
    """Take a change over into the page as `title` and `body`, on top of its revision `base`.

    `seen`: the revision of the suggestion that was judged; `verified`: the page is right with it; `meaning`,
    `because`: for customers who were given the page, as reuse.recalls.judge_change(). The new revision is its
    author's. Raises Stale when the page was changed since it was looked at, Conflict when the suggestion was.
    """
    require(actor, REVIEW_CHANGE, change)
    require(actor, EDIT_PAGE, change.page)
    page, author = change.page, change.author
    with transaction():
        locked(change)
        _check_undecided(change)
        if change.revision != seen:
            raise Conflict(_("Its author changed the suggestion meanwhile. Look at it again; then decide."))
        note = change.note or _("Suggested by %(name)s", name=author.name)
        before = page.revision
        edit_page(
            actor, page, title=title, body=body, base=base, note=note, verified=verified, change=meaning,
            because=because,
        )  # fmt: skip
        if page.revision == before:
            raise Invalid(_("The page says this already. Close the suggestion instead."), field="body")
        kept = revision_of(page, page.revision)
        kept.author_id, kept.author = author.id, author
        page.editor_id, page.editor = author.id, author
        attach(author, page, body)
        watch(author, page.ref)
        if author.id not in (page.author_id, *page.credits):
            page.credits = [*page.credits, author.id]
        _decide(actor, change, ChangeState.MERGED)
        change.merged_revision = page.revision
        record(ChangeMerged(change.id, page.revision), actor, change)


def reject_change(actor: Person, change: PageChange, reason: str) -> None:
    """Do not take it over; its author reads why."""
    require(actor, REVIEW_CHANGE, change)
    if not reason:
        raise Invalid(_("Say why it is not taken over; its author reads it."), field="words")
    with transaction():
        locked(change)
        _check_undecided(change)
        _decide(actor, change, ChangeState.REJECTED, reason)
        record(ChangeRejected(change.id, reason[:200]), actor, change)


def withdraw_change(actor: Person, change: PageChange) -> None:
    """Its author does not want it any more."""
    require(actor, REVISE_CHANGE, change)
    with transaction():
        locked(change)
        _check_undecided(change)
        _decide(actor, change, ChangeState.REJECTED, _("Taken back by its author"))
        record(ChangeRejected(change.id), actor, change)


def _ask(actor: Person, change: PageChange) -> None:
    before = change.page
    if (change.title, change.body) == (before.title, before.body):
        raise Invalid(_("Nothing is different from the page yet."), field="body")
    again = change.state != ChangeState.DRAFT
    change.state = ChangeState.REVIEW
    record(ChangeAsked(change.id, again), actor, change)


def _check_undecided(change: PageChange) -> None:
    if not change.is_undecided:
        raise Conflict(_("This suggestion is decided already: %(state)s.", state=change.state.label))


def _decide(actor: Person, change: PageChange, state: ChangeState, reason: str = "") -> None:
    change.state, change.reason = state, reason[:500]
    change.decided_by_id, change.decided_by, change.decided_at = actor.id, actor, clock.now()
