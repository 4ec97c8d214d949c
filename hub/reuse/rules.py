"""Who settles a check: those who look after the place in which the text stands."""

from typing import Any

from hub.core.permissions import Because, Verdict, can, permission, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.spaces.rules import CURATE_IN

REVIEW_CHECK = permission(
    "reuse.check.review", lazy("Settle the check of a text that did not help a customer")
)

ADD_PHRASE = permission("reuse.phrase.add", lazy("Keep other words by which a text is found"))
REMOVE_PHRASE = permission("reuse.phrase.remove", lazy("Take such words away"))
SET_PROOF = permission("reuse.proof.set", lazy("Decide from when a text counts as proven"))


@rule(REVIEW_CHECK)
def may_review_check(actor: Person, thing: Any) -> Verdict:
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(_("This is looked at by knowledge managers and the curators of the community."))


@rule(SET_PROOF)
def may_set_proof(actor: Person, _nothing: object) -> Verdict:
    if actor.has(Role.KNOWLEDGE_MANAGER):
        return True
    return Because(_("From when a text is proven is decided by knowledge managers. Ask one of them."))


@rule(ADD_PHRASE)
def may_add_phrase(_actor: Person, thing: Any) -> Verdict:
    return not thing.space.is_archived  # whoever finds it may say how they looked for it


@rule(REMOVE_PHRASE)
def may_remove_phrase(actor: Person, thing: Any) -> Verdict:
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(_("Words by which a text is found are removed by the community's curators."))
