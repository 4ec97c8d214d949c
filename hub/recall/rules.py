"""Who sees recalls and who may open and close them. The customers in them are for the desk alone."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from hub.cases.models import Case
from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.recall.models import CarriedBy
from hub.reuse.recall_models import Recall
from hub.spaces.rules import ANSWER_IN, CURATE_IN, case_space_ids, in_readable_space

OPEN_RECALL = permission("recall.recall.open", lazy("Take back a text that customers were given"))
CLOSE_RECALL = permission("recall.recall.close", lazy("Close the recall of a text"))


@visible(Recall)
def readable_recalls(actor: Actor) -> ColumnElement[bool]:
    """Those of texts in spaces one may enter, and those that concern a case one may see."""
    concerned = (
        select(CarriedBy.recall_id)
        .join(Case, Case.id == CarriedBy.case_id)
        .where(Case.space_id.in_(case_space_ids(actor)))
    )
    return or_(in_readable_space(actor, Recall), Recall.id.in_(concerned))


@rule(OPEN_RECALL)
def may_open(actor: Person, thing: Any) -> Verdict:
    own = actor.id in (thing.author_id, getattr(thing, "owner_id", None))
    if (own or actor.has(Role.AGENT, Role.SUPERVISOR)) and can(actor, ANSWER_IN, thing.space):
        return True  # who talks to customers takes back at once what may do harm
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(_("Taking back a text is for its author, agents and the community’s curators."))


@rule(CLOSE_RECALL)
def may_close(actor: Person, recall: Recall) -> Verdict:
    if actor.id == recall.opened_by_id or can(actor, CURATE_IN, recall.space):
        return True
    return Because(_("Closing a recall is for who opened it and the community’s curators."))
