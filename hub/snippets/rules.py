"""Who sees saved replies, writes them, and checks them. One's own are nobody else's."""

from sqlalchemy import ColumnElement, and_, or_

from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.snippets.models import Reach, Snippet
from hub.spaces.models import Space
from hub.spaces.rules import CURATE_IN, WORK_CASES_IN, case_space_ids

SAVE_REPLY = permission("snippets.snippet.save", lazy("Save a reply for oneself and one’s desk"))
EDIT_SNIPPET = permission("snippets.snippet.edit", lazy("Change or remove a saved reply"))
SHARE_SNIPPET = permission("snippets.snippet.share", lazy("Offer a saved reply to all desks"))
VERIFY_SNIPPET = permission("snippets.snippet.verify", lazy("Check a saved reply"))


@visible(Snippet)
def readable_snippets(actor: Actor) -> ColumnElement[bool]:
    """One's own while one works on any desk, those of one's desks, and those for all desks."""
    desks = case_space_ids(actor)
    for_all = Snippet.space_id.is_not(None) if _looks_after_knowledge(actor) else desks.exists()
    return and_(
        Snippet.removed_at.is_(None),
        or_(
            and_(Snippet.reach == Reach.OWN, Snippet.owner_id == actor.id, desks.exists()),
            and_(Snippet.reach == Reach.DESK, Snippet.space_id.in_(desks)),
            and_(Snippet.reach == Reach.ALL, for_all),
        ),
    )


@rule(SAVE_REPLY)
def may_save(actor: Person, desk: Space) -> Verdict:
    return can(actor, WORK_CASES_IN, desk)


@rule(EDIT_SNIPPET)
def may_edit(actor: Person, snippet: Snippet) -> Verdict:
    if actor.id == snippet.owner_id or _may_check(actor, snippet):
        return True
    return Because(_("It is changed by its owner and by those who look after the desk. Ask one of them."))


@rule(SHARE_SNIPPET)
def may_share(actor: Person, desk: Space) -> Verdict:
    if actor.has(Role.SUPERVISOR, Role.KNOWLEDGE_MANAGER) or can(actor, CURATE_IN, desk):
        return True
    return Because(_("What all desks may say is offered by supervisors and knowledge managers."))


@rule(VERIFY_SNIPPET)
def may_verify(actor: Person, snippet: Snippet) -> Verdict:
    if snippet.reach == Reach.OWN:
        return Because(_("This one is yours alone: you answer for it yourself."))
    if _may_check(actor, snippet):
        return True
    return Because(
        _("Saved replies are checked by supervisors, knowledge managers and those who look after the desk.")
    )


def _may_check(actor: Person, snippet: Snippet) -> bool:
    if snippet.reach == Reach.OWN:
        return False
    return actor.has(Role.SUPERVISOR, Role.KNOWLEDGE_MANAGER) or can(actor, CURATE_IN, snippet.space)


def _looks_after_knowledge(actor: Actor) -> bool:
    return isinstance(actor, Person) and actor.is_active and actor.has(Role.KNOWLEDGE_MANAGER)
