"""Writing pages: making one, changing it, bringing back an earlier text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.files.actions import attach
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.reuse.recalls import judge_change
from hub.spaces.models import Space
from hub.spaces.topics import file_under
from hub.threads.watching import watch
from hub.threads.writing import Written, tell_mentioned
from hub.wiki.actions.merging import Stale, Together, put_together, revision_of
from hub.wiki.actions.moving import forget_addresses, rename
from hub.wiki.actions.text import put_text, write_page
from hub.wiki.actions.verification import mark_verified
from hub.wiki.addresses import DEEPEST, path_below, siblings, slug_for, slugs_beside, title_key
from hub.wiki.events import PageCreated, PageEdited, PageUnverified, PageVerified
from hub.wiki.models import Page, PageAudience, PageKind, PageRevision, PageState
from hub.wiki.rules import CREATE_PAGE, EDIT_PAGE, PUBLISH_IN, VALIDATE_IN, VERIFY_PAGE, released


def create_page(
    actor: Person, space: Space, title: str, body: str, *,
    parent: Page | None = None, state: PageState = PageState.UNVALIDATED,
    audience: PageAudience = PageAudience.INTERNAL, topics: Sequence[str] = (), note: str = "",
    sources: Sequence[str] = (), credits: Sequence[int] = (), **values: Any,
) -> Page:  # fmt: skip
    """Write a new page. values: kind, owner, verifier, review_days.

    `sources`: refs it was made from; `credits`: ids of those who wrote them. A page that is
    validated from the start, or meant for others than ourselves, needs somebody who may decide that.
    Whom the ladder of licences holds back makes work in progress.
    """
    require(actor, CREATE_PAGE, space)
    if state == PageState.VALIDATED:
        require(actor, VALIDATE_IN, space)
    if audience != PageAudience.INTERNAL:
        require(actor, PUBLISH_IN, space)
    _check_place(space, parent)
    written = write_page(actor, space, body)
    with transaction() as db:
        page = _new(actor, space, title, parent, **values)
        page.state = PageState.WIP if state == PageState.WIP else released(actor, space)
        page.audience, page.credits = audience, list(dict.fromkeys(credits))
        db.add(page)
        if state == PageState.VALIDATED:
            mark_verified(page, actor)
        # A page is stronger than the memory of one that stood here before.
        forget_addresses(space.id, [page.path])
        put_text(page, written)
        _keep(page, actor, note)
        file_under(page.ref, topics, page.space_id)
        for source in sources:
            link(actor, source, page.ref, LinkKind.CREATED)
        watch(actor, page.ref)
        attach(actor, page, body)
        tell_mentioned(actor, page, written)
        record(PageCreated(page.id, tuple(sources)), actor, page)
    return page


def edit_page(
    actor: Person, page: Page, *, title: str, body: str, base: int, note: str = "",
    topics: Sequence[str] | None = None, verified: bool = False, wip: bool = False, change: str = "",
    because: str = "", merging: bool = False,
) -> Together | None:  # fmt: skip
    """Save a page as a new revision. `base`: the revision that the editor had opened.

    `change`: what it means for customers who were given it, as reuse.recalls.judge_change().
    `verified` says that it counts as validated with this change; else it has to be verified again.
    When somebody has saved since, `merging` puts both changes together and returns what came of it;
    Stale is raised where that cannot be done.
    """
    require(actor, EDIT_PAGE, page)
    if verified:
        require(actor, VERIFY_PAGE, page)
    written = write_page(actor, page.space, body)
    with transaction():
        locked(page)
        if together := _with_others(page, base, title, body, merging=merging):
            title, written = together.title, write_page(actor, page.space, together.body)
            body, note = together.body, together.noted(note)
            verified = verified and page.is_validated  # what was never seen is not vouched for
        if topics is not None:
            file_under(page.ref, topics, page.space_id)
        was_validated = page.is_validated
        if changed := (page.title, page.body) != (title, body):
            judge_change(actor, page, change, because)
            _put_revision(actor, page, title, written)
        if verified:
            mark_verified(page, actor)
        else:
            page.state = _state_after(actor, page, changed=changed, wip=wip)
        if changed:
            _keep(page, actor, note)
            record(PageEdited(page.id, page.revision, note), actor, page)
        if verified:
            record(PageVerified(page.id, page.revision), actor, page)
        elif was_validated and not page.is_validated:
            record(PageUnverified(page.id), actor, page)
    return together


def bring_back(
    actor: Person, page: Page, number: int, *, base: int, change: str = "", because: str = ""
) -> None:
    """Make an earlier text the present one, as a new revision; nothing in between is lost."""
    require(actor, EDIT_PAGE, page)
    earlier = revision_of(page, number)
    note = _("Brought back version %(number)s", number=number)
    edit_page(
        actor, page, title=earlier.title, body=earlier.body, base=base, note=note, change=change,
        because=because,
    )  # fmt: skip


def _with_others(page: Page, base: int, title: str, body: str, *, merging: bool) -> Together | None:
    if page.revision == base:
        return None
    if not merging:
        raise Stale(page)
    return put_together(page, base, title=title, body=body)


def _new(
    actor: Person, space: Space, title: str, parent: Page | None, *, kind: PageKind = PageKind.HOWTO,
    owner: Person | None = None, verifier: Person | None = None, review_days: int | None = None,
) -> Page:  # fmt: skip
    """A page without a text, as the last one at its place."""
    there = siblings(space.id, parent)
    slug = slug_for(title, slugs_beside(space.id, parent))
    moment = clock.now()
    return Page(
        space_id=space.id, space=space, parent_id=parent.id if parent else None, slug=slug,
        path=path_below(space.id, parent, slug),
        position=max((page.position for page in there), default=-1) + 1,
        title=title, title_key=title_key(title), kind=kind, body="", html="", text="", revision=1,
        author_id=actor.id, author=actor, editor_id=actor.id, editor=actor,
        owner_id=(owner or actor).id, owner=owner or actor,
        verifier_id=verifier.id if verifier else None, verifier=verifier, review_days=review_days,
        created_at=moment, edited_at=moment,
    )  # fmt: skip


def _put_revision(actor: Person, page: Page, title: str, written: Written) -> None:
    page.revision += 1
    if page.title != title:
        rename(actor, page, title)
    page.editor_id, page.editor, page.edited_at = actor.id, actor, clock.now()
    put_text(page, written)
    watch(actor, page.ref)
    attach(actor, page, written.source)
    tell_mentioned(actor, page, replace(written, groups=()))  # an edit calls no whole group again


def _state_after(actor: Person, page: Page, *, changed: bool, wip: bool) -> PageState:
    if wip:
        return PageState.WIP
    if changed or page.state != PageState.VALIDATED:
        return released(actor, page.space)
    return PageState.VALIDATED


def _keep(page: Page, actor: Person, note: str) -> None:
    """The page as it stands now, for ever."""
    kept: Any = PageRevision(
        page_id=page.id, space_id=page.space_id, number=page.revision, title=page.title, body=page.body,
        html=page.html, state=page.state, author_id=actor.id, author=actor, note=note[:500],
        at=page.edited_at,
    )  # fmt: skip
    session().add(kept)
    session().flush()


def _check_place(space: Space, parent: Page | None) -> None:
    if parent is None:
        return
    if parent.space_id not in (space.id, space.within_id):
        raise Invalid(_("A page lives in the community of the page above it."), field="parent")
    if parent.path.count("/") + 2 > DEEPEST:
        raise Invalid(_("Pages nest eight deep at most. Choose a place further up."), field="parent")
