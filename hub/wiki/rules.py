"""Who may write, verify, move and remove pages; and which confidence each audience needs."""

from sqlalchemy import ColumnElement, and_, or_, select

from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, verdict, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.spaces.models import Space
from hub.spaces.rules import (
    ANSWER_IN,
    ARCHIVED,
    CURATE_IN,
    EDIT_SPACE,
    in_readable_space,
    role_in,
    switched_off,
)
from hub.wiki.care import is_named
from hub.wiki.change_models import ChangeState, PageChange
from hub.wiki.export.models import PageExport
from hub.wiki.licence_models import Licence, LicenceGrant
from hub.wiki.licences import is_ladder_on, lacks_licence, licence_of
from hub.wiki.models import Page, PageAudience, PageRevision, PageState
from hub.wiki.passage_models import Passage
from hub.wiki.policy import policy_in_force

CREATE_PAGE = permission("wiki.page.create", lazy("Write a new page"))
EDIT_PAGE = permission("wiki.page.edit", lazy("Change a page"))
VERIFY_PAGE = permission("wiki.page.verify", lazy("Verify that a page is right"))
VALIDATE_IN = permission("wiki.space.validate", lazy("Verify pages that stay inside"))
PUBLISH_IN = permission("wiki.space.publish", lazy("Decide what customers may be told"))
RELEASE_IN = permission("wiki.space.release", lazy("Let a page be more than work in progress"))
SETTLE_PAGE = permission("wiki.page.settle", lazy("Set who a page is for and who looks after it"))
MOVE_PAGE = permission("wiki.page.move", lazy("Move a page to another place"))
ARCHIVE_PAGE = permission("wiki.page.archive", lazy("Archive a page or bring it back"))
REMOVE_PAGE = permission("wiki.page.remove", lazy("Remove a page or restore it"))
MERGE_PAGE = permission("wiki.page.merge", lazy("Merge a page into another one, or take that back"))
RESTRICT_PAGE = permission(
    "wiki.page.restrict", lazy("Decide who reads a page, beside the rest of its space")
)
HAND_OVER_PAGE = permission("wiki.page.hand_over", lazy("Say who looks after a page from now on"))
PURGE_PAGE = permission("wiki.page.purge", lazy("Forget a removed page for good"))
SUGGEST_CHANGE = permission("wiki.change.suggest", lazy("Suggest a change to a page"))
REVISE_CHANGE = permission("wiki.change.revise", lazy("Change what one suggests for a page, or take it back"))
REVIEW_CHANGE = permission("wiki.change.review", lazy("Take over a suggested change, or turn it down"))
SETTLE_PASSAGE = permission("wiki.passage.settle", lazy("Settle comments on a passage, or open them again"))
EDIT_TEMPLATE = permission("wiki.template.edit", lazy("Change what new pages begin with"))
JUDGE_PAGE = permission("wiki.page.judge", lazy("Say whether a page is right"))
SET_POLICY = permission("wiki.policy.set", lazy("Decide what holds for all pages: confidence, reviews"))

COACH = permission("wiki.licence.coach", lazy("Sample what others write, and give licences for pages"))
SAMPLE = permission("wiki.links.sample", lazy("Look at a sample of links, and at what is measured of them"))

EXPORT_PAGES = permission("wiki.page.export", lazy("Take pages away as a file"))

TOLD_TO_CUSTOMERS = frozenset({PageAudience.CUSTOMER, PageAudience.PUBLIC})
GUARDED = lazy("Deciding what customers may be told is for knowledge managers and the community's curators.")


def may_reach_customers(page: Page) -> bool:
    """Whether its customer passages may be sent as the page stands now."""
    audience = PageAudience(page.audience)
    return audience in TOLD_TO_CUSTOMERS and PageState(page.state) in policy_in_force().needed[audience]


@visible(Page)
def readable_pages(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter, unless removed."""
    return and_(in_readable_space(actor, Page, "wiki"), Page.removed_at.is_(None))


@visible(PageRevision)
def readable_revisions(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter, unless their page was removed, or the one that it was merged into."""
    standing = select(Page.id).where(Page.removed_at.is_(None))
    merged = select(Page.id).where(Page.merged_into_id.in_(standing))
    there = or_(PageRevision.page_id.in_(standing), PageRevision.page_id.in_(merged))
    return and_(in_readable_space(actor, PageRevision, "wiki"), there)


@visible(PageChange)
def readable_changes(actor: Actor) -> ColumnElement[bool]:
    """Those to pages one may read; a draft is its author's alone."""
    pages = select(Page.id).where(readable_pages(actor))
    shown = or_(PageChange.state != ChangeState.DRAFT, PageChange.author_id == actor.id)
    return and_(in_readable_space(actor, PageChange, "wiki"), PageChange.page_id.in_(pages), shown)


@visible(Passage)
def readable_passages(actor: Actor) -> ColumnElement[bool]:
    """Those of pages one may read."""
    pages = select(Page.id).where(readable_pages(actor))
    return and_(in_readable_space(actor, Passage, "wiki"), Passage.page_id.in_(pages))


@rule(SETTLE_PASSAGE)
def may_settle_passage(actor: Person, passage: Passage) -> Verdict:
    if actor.id == passage.author_id:
        return True
    return verdict(actor, ANSWER_IN, passage.space)  # a wiki: whoever mends the text settles what was said


@rule(CREATE_PAGE)
def may_create(actor: Person, space: Space) -> Verdict:
    off = switched_off(space, "wiki")
    return verdict(actor, ANSWER_IN, space) if off is None else off  # what one may answer one may write down


@rule(EDIT_PAGE)
def may_edit(actor: Person, page: Page) -> Verdict:
    if page.state == PageState.ARCHIVED:
        return Because(_("This page is archived. Bring it back first; then it can be changed."))
    if page.is_guarded and not is_named(actor, page):
        return Because(_("This page is changed by named people only. Suggest your change instead."))
    if page.state != PageState.WIP and lacks_licence(actor, Licence.CONTRIBUTOR) is not None:
        return Because(
            _("With your licence you change work in progress. Suggest your change to this page instead.")
        )
    return verdict(actor, ANSWER_IN, page.space)  # a wiki: everybody mends what they find


@rule(VERIFY_PAGE)
def may_verify(actor: Person, page: Page) -> Verdict:
    if page.state == PageState.ARCHIVED:
        return Because(_("This page is archived. Bring it back first."))
    if is_ladder_on():
        told = page.audience != PageAudience.INTERNAL
        return verdict(actor, PUBLISH_IN if told else VALIDATE_IN, page.space)
    if is_verifier(actor, page) and can(actor, ANSWER_IN, page.space):
        return True  # a curator has named them for it
    if can(actor, CURATE_IN, page.space):
        return True
    return Because(
        _("Verifying is for this page's verifier, knowledge managers and the community's curators.")
    )


def is_verifier(actor: Person, page: Page) -> bool:
    """Whether the page names them, or a group that they belong to, to verify it."""
    if actor.id == page.verifier_id:
        return True
    return page.verifier_space is not None and role_in(actor, page.verifier_space) is not None


@rule(VALIDATE_IN)
def may_validate(actor: Person, space: Space) -> Verdict:
    return _licensed(actor, space, Licence.CONTRIBUTOR)


@rule(PUBLISH_IN)
def may_publish(actor: Person, space: Space) -> Verdict:
    return _licensed(actor, space, Licence.PUBLISHER)


def _licensed(actor: Person, space: Space, least: Licence) -> Verdict:
    """By the ladder where it is on; else the curators decide."""
    if not is_ladder_on():
        return verdict(actor, CURATE_IN, space)
    lacking = lacks_licence(actor, least)
    return verdict(actor, ANSWER_IN, space) if lacking is None else lacking


@rule(RELEASE_IN)
def may_release(actor: Person, _space: Space) -> Verdict:
    lacking = lacks_licence(actor, Licence.CONTRIBUTOR)
    return True if lacking is None else lacking  # whether they write there at all is asked elsewhere


def released(actor: Actor, space: Space) -> PageState:
    """How far a page that is saved without being verified can be relied on."""
    return PageState.UNVALIDATED if can(actor, RELEASE_IN, space) else PageState.WIP


@rule(SETTLE_PAGE)
def may_settle(actor: Person, page: Page) -> Verdict:
    if can(actor, CURATE_IN, page.space) or (is_ladder_on() and can(actor, PUBLISH_IN, page.space)):
        return True
    return Because(GUARDED)


@rule(MOVE_PAGE)
def may_move(actor: Person, page: Page) -> Verdict:
    if page.is_guarded and not (is_named(actor, page) or can(actor, CURATE_IN, page.space)):
        return Because(_("This page is moved by named people and the curators only."))
    return verdict(actor, ANSWER_IN, page.space)  # nothing is lost: the old address leads on


@rule(ARCHIVE_PAGE, REMOVE_PAGE, MERGE_PAGE)
def may_take_away(actor: Person, page: Page) -> Verdict:
    theirs = (page.owner_id,) if page.is_guarded else (page.owner_id, page.author_id)
    if actor.id in theirs and can(actor, ANSWER_IN, page.space):
        return True
    if can(actor, CURATE_IN, page.space):
        return True
    return Because(_("Only its owner, its author and the community's curators can take this page away."))


@rule(HAND_OVER_PAGE)
def may_hand_over(actor: Person, page: Page) -> Verdict:
    if actor.id == page.owner_id or can(actor, CURATE_IN, page.space):
        return True
    return Because(_("Only its owner and the community's curators say who looks after a page."))


@rule(RESTRICT_PAGE)
def may_restrict(actor: Person, page: Page) -> Verdict:
    if actor.id in (page.owner_id, page.verifier_id) and can(actor, ANSWER_IN, page.space):
        return True
    if can(actor, CURATE_IN, page.space):
        return True
    return Because(_("Only its owner, its verifier and the community's curators decide who reads a page."))


@rule(PURGE_PAGE)
def may_purge(actor: Person, page: Page) -> Verdict:
    return verdict(actor, EDIT_SPACE, page.space)  # administrators, and those who run the place


@rule(SUGGEST_CHANGE)
def may_suggest(actor: Person, page: Page) -> Verdict:
    if page.state == PageState.ARCHIVED:
        return Because(_("This page is archived. Bring it back first; then it can be changed."))
    return not page.space.is_archived or Because(ARCHIVED)  # whoever reads it may say how it should be


@rule(REVISE_CHANGE)
def may_revise(actor: Person, change: PageChange) -> Verdict:
    if not change.is_undecided:
        return Because(_("This suggestion is decided already."))
    return actor.id == change.author_id or Because(_("Only its author can change what they suggest."))


@rule(REVIEW_CHANGE)
def may_review(actor: Person, change: PageChange) -> Verdict:
    page = change.page
    looks_after = actor.id in (page.owner_id, page.verifier_id) or can(actor, CURATE_IN, page.space)
    if looks_after or (page.is_guarded and is_named(actor, page)):
        return verdict(actor, EDIT_PAGE, page)
    return Because(_("Suggestions are decided by the page's owner, its verifier and the curators there."))


@visible(PageExport)
def own_exports(actor: Actor) -> ColumnElement[bool]:
    """One's own. What is in them was settled when they were made."""
    return PageExport.person_id == actor.id


@rule(EXPORT_PAGES)
def may_export(_actor: Person, _space: Space) -> Verdict:
    return True  # whoever reads it could copy it by hand; what goes in is decided page by page


@rule(JUDGE_PAGE)
def may_judge(actor: Person, page: Page) -> Verdict:
    return not page.space.is_archived  # whoever reads it may say so


@rule(SET_POLICY)
def may_set_policy(actor: Person, _nothing: object) -> Verdict:
    if actor.has(Role.KNOWLEDGE_MANAGER):
        return True
    return Because(_("What holds for all pages is decided by knowledge managers. Ask one of them."))


@visible(LicenceGrant)
def own_licences(actor: Actor) -> ColumnElement[bool]:
    """Those that one was given; coaches see them on the pages of the ladder."""
    return LicenceGrant.person_id == actor.id


@rule(COACH)
def may_coach(actor: Person, person: Person | None) -> Verdict:
    """Somebody, or with None anybody at all. Before the ladder is on, knowledge managers prepare it."""
    if person is not None and person.id == actor.id:
        return Because(_("Nobody gives a licence to themselves, or samples their own pages."))
    if actor.has(Role.KNOWLEDGE_MANAGER):
        return True
    if is_ladder_on() and licence_of(actor) == Licence.COACH:
        return True
    return Because(_("Licences are given by coaches and knowledge managers."))


@rule(SAMPLE)
def may_sample(actor: Person, _thing: object = None) -> Verdict:
    """Coaches, and supervisors: they read the cases of their desks, which most coaches do not."""
    if actor.has(Role.SUPERVISOR) or may_coach(actor, None) is True:
        return True
    return Because(_("These are for coaches, knowledge managers and supervisors."))


@rule(EDIT_TEMPLATE)
def may_edit_template(actor: Person, _thing: object = None) -> Verdict:
    if actor.has(Role.KNOWLEDGE_MANAGER, Role.ADMINISTRATOR):
        return True
    return Because(_("What new pages begin with is kept by knowledge managers. Ask one of them."))
