"""Arranging for a page: who alone may change it, when it goes out and ends, who works on the problem."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.rules import ANSWER_IN
from hub.wiki.actions.verification import mark_verified
from hub.wiki.care import care_of, editors_of
from hub.wiki.care_models import PageCare, PageKeeper
from hub.wiki.events import PageArchived, PagePublished, PageSettled, PageTaken, PageVerified
from hub.wiki.models import Page, PageState
from hub.wiki.rules import ARCHIVE_PAGE, EDIT_PAGE, RELEASE_IN, SETTLE_PAGE, VERIFY_PAGE

MOST_EDITORS = 20
MOST = 200  # pages that go out or end in one round


def guard_page(actor: Person, page: Page, guarded: bool, editors: Collection[Person] = ()) -> None:
    """Let only its owner and these people change a page; everybody else suggests. It is audited."""
    require(actor, SETTLE_PAGE, page)
    if len(editors) > MOST_EDITORS:
        raise Invalid(_("Name at most %(most)s people.", most=MOST_EDITORS), field="editors")
    for person in editors:
        if not can(person, ANSWER_IN, page.space):
            words = _("%(name)s cannot change this page: they may not write here.", name=person.name)
            raise Invalid(words, field="editors")
    with transaction() as db:
        locked(page)
        before = {"guarded": page.is_guarded, "editors": [person.id for person in editors_of(page)]}
        page.is_guarded = guarded
        db.execute(delete(PageKeeper).where(PageKeeper.page_id == page.id))
        ids = sorted({person.id for person in editors}) if guarded else []
        db.add_all(PageKeeper(page_id=page.id, person_id=id) for id in ids)
        audit(actor, "wiki.guard", page.ref, before=before, after={"guarded": guarded, "editors": ids})
        record(PageSettled(page.id, page.audience), actor, page)


def plan_page(actor: Person, page: Page, publish_at: datetime | None, archive_at: datetime | None) -> None:
    """Say when a page that is being written goes out, and when a page is archived by itself."""
    require(actor, ARCHIVE_PAGE, page)
    if publish_at is not None:
        require(actor, RELEASE_IN, page.space)
    moment = clock.now()
    if publish_at is not None and page.state != PageState.WIP:
        raise Invalid(_("It is out already. Only work in progress can go out later."), field="publish_at")
    for name, at in (("publish_at", publish_at), ("archive_at", archive_at)):
        if at is not None and at <= moment:
            raise Invalid(_("Choose a moment that is still to come."), field=name)
    if publish_at is not None and archive_at is not None and archive_at <= publish_at:
        raise Invalid(_("It would end before it goes out. Choose a later moment."), field="archive_at")
    with transaction():
        care = _care(page)
        care.publish_at, care.archive_at = publish_at, archive_at
        care.publish_by_id = actor.id if publish_at else None
        care.publish_revision = page.revision if publish_at else None
        care.archive_by_id = actor.id if archive_at else None
        record(PageSettled(page.id, page.audience), actor, page)


def take_on(actor: Person, page: Page) -> None:
    """Say that one works on the problem that a page holds, so that two do not."""
    require(actor, EDIT_PAGE, page)
    if page.state != PageState.WIP:
        raise Invalid(_("This is no work in progress: there is nothing to take on."))
    with transaction():
        locked(page)
        care = _care(page)
        if care.solver_id not in (None, actor.id):
            raise Conflict(_("Somebody else works on it already. Talk to them."))
        care.solver_id, care.solver, care.solver_since = actor.id, actor, clock.now()
        record(PageTaken(page.id), actor, page)


def leave_to_others(actor: Person, page: Page) -> None:
    """Say that one does not work on it any more; a curator may say so of somebody else."""
    care = care_of(page)
    mine = care is not None and care.solver_id == actor.id
    require(actor, EDIT_PAGE if mine else SETTLE_PAGE, page)
    with transaction():
        if care is not None:
            care.solver_id = care.solver = care.solver_since = None
        record(PageTaken(page.id, taken=False), actor, page)


def keep_dates() -> int:
    """Publish and archive what is due by now. Returns how many pages."""
    now = clock.now()
    out = select(PageCare).where(PageCare.publish_at <= now).order_by(PageCare.publish_at).limit(MOST)
    count = sum(_publish(care) for care in session().scalars(out).all())
    over = select(PageCare).where(PageCare.archive_at <= now).order_by(PageCare.archive_at).limit(MOST)
    return count + sum(_end(care) for care in session().scalars(over).all())


def _publish(care: PageCare) -> bool:
    """Verified, if whoever planned it may verify it and read it as it stands now."""
    with transaction() as db:
        page = db.get(Page, care.page_id)
        planner = db.get(Person, care.publish_by_id) if care.publish_by_id else None
        same = page is not None and care.publish_revision == page.revision
        care.publish_at = care.publish_by_id = care.publish_revision = None
        if page is None or page.removed_at is not None or page.state != PageState.WIP:
            return False
        page.state = PageState.UNVALIDATED
        verified = planner is not None and same and can(planner, VERIFY_PAGE, page)
        if verified and planner is not None:
            mark_verified(page, planner)
            record(PageVerified(page.id, page.revision), SYSTEM, page)
        record(PagePublished(page.id, verified), SYSTEM, page)
    return True


def _end(care: PageCare) -> bool:
    with transaction() as db:
        page = db.get(Page, care.page_id)
        care.archive_at = care.archive_by_id = None
        if page is None or page.removed_at is not None or page.state == PageState.ARCHIVED:
            return False
        page.state = PageState.ARCHIVED
        record(PageArchived(page.id), SYSTEM, page)
    return True


def _care(page: Page) -> PageCare:
    found = care_of(page)
    if found is None:
        found = PageCare(page_id=page.id)
        session().add(found)
    return found
