"""No page without an owner: pages of people who leave, giving pages to others; archiving many at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import case, select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, can, require
from hub.core.words import gettext as _
from hub.people.models import Person, Role
from hub.spaces.models import Membership, Space, SpaceRole
from hub.spaces.rules import ANSWER_IN
from hub.wiki.actions.keeping import archive_page
from hub.wiki.events import PagesHandedOver
from hub.wiki.models import Page, PageState
from hub.wiki.rules import ARCHIVE_PAGE, HAND_OVER_PAGE

FRESH_DAYS = 7  # how exactly the hub knows when a page was last opened


def take_from(leaver: Person) -> int:
    """Give the pages of somebody who left to those who run their communities. Returns how many pages.

    Inside a transaction. Whoever verified for them is named no more: the new owner is asked.
    """
    db = session()
    db.execute(update(Page).where(Page.verifier_id == leaver.id).values(verifier_id=None))
    pages = db.scalars(select(Page).where(Page.owner_id == leaver.id, Page.purged_at.is_(None))).all()
    by_space: dict[int, list[Page]] = {}
    for page in pages:
        by_space.setdefault(page.space_id, []).append(page)
    for space_id, theirs in by_space.items():
        space = db.get_one(Space, space_id)
        keeper = _runs(space, leaver)
        if keeper is None:
            continue
        for page in theirs:
            page.owner_id, page.owner = keeper.id, keeper
            page.left_by_id = leaver.id
        record(PagesHandedOver(keeper.id, tuple(page.id for page in theirs)), SYSTEM, space)
    return len(pages)


def hand_over(actor: Person, pages: Sequence[Page], to: Person) -> None:
    """Let somebody look after pages from now on; to themselves, and the pages wait for nobody any more."""
    for page in pages:
        require(actor, HAND_OVER_PAGE, page)
        if not can(to, ANSWER_IN, page.space):
            raise Invalid(
                _("%(name)s cannot look after “%(title)s”: they may not write there.",
                  name=to.name, title=page.title), field="to",
            )  # fmt: skip
    with transaction():
        by_space: dict[int, list[Page]] = {}
        for page in pages:
            locked(page)
            page.owner_id, page.owner, page.left_by_id = to.id, to, None
            by_space.setdefault(page.space_id, []).append(page)
        for theirs in by_space.values():
            record(PagesHandedOver(to.id, tuple(page.id for page in theirs)), actor, theirs[0].space)


def archive_pages(actor: Person, pages: Sequence[Page]) -> dict[int, PageState]:
    """Archive many pages, all or none. Returns page → the state it had, for `bring_pages_back`."""
    before = {page.id: PageState(page.state) for page in pages if page.state != PageState.ARCHIVED}
    with transaction():
        for page in pages:
            archive_page(actor, page)
    return before


def bring_pages_back(actor: Person, states: Mapping[Page, PageState]) -> None:
    """Take `archive_pages` back: each as it was, but what was verified has to be verified again."""
    with transaction():
        for page, state in states.items():
            require(actor, ARCHIVE_PAGE, page)
            if page.state == PageState.ARCHIVED:
                archive_page(actor, page, False)
                page.state = PageState.WIP if state == PageState.WIP else PageState.UNVALIDATED


def note_opened(page: Page) -> None:
    """Remember that somebody read a page, once a week at most: enough to tell what nobody reads."""
    now = clock.now()
    if page.opened_at is not None and (now - page.opened_at).days < FRESH_DAYS:
        return
    with transaction():
        session().execute(update(Page).where(Page.id == page.id).values(opened_at=now))


def _runs(space: Space, leaver: Actor) -> Person | None:
    """An owner of the space, else one of its admins, else a knowledge manager or administrator inside it."""
    ranks = case((Membership.role == SpaceRole.OWNER, 0), (Membership.role == SpaceRole.ADMIN, 1), else_=2)
    members = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.space_id == space.id, Person.deactivated_at.is_(None), Person.id != leaver.id)
        .order_by(ranks, Membership.person_id)
    )
    for person in session().scalars(members.limit(200)):
        if can(person, ANSWER_IN, space):
            return person
    if not space.is_open:
        return None
    others = select(Person).where(Person.deactivated_at.is_(None), Person.id != leaver.id).order_by(Person.id)
    kept = [person for person in session().scalars(others) if person.has(Role.KNOWLEDGE_MANAGER)]
    return kept[0] if kept else None
