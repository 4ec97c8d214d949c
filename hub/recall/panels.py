"""What recalls put on pages of other parts: in the case, and at the side."""

from typing import Any

from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.core.permissions import Actor, can
from hub.people.models import Person, Role
from hub.recall import queries
from hub.web.pages import page


def in_case(actor: Actor, case: Case) -> str:
    """Above the conversation: what this customer has to be told, with the words one press away."""
    if not isinstance(actor, Person):
        return ""
    found = queries.open_for(case)
    return page("recall/_case.html", case=case, found=found, may_reply=can(actor, REPLY, case))


def at_side(actor: Actor, _thing: Any) -> str:
    """For those who look after what we know: how many recalls are open."""
    if not isinstance(actor, Person) or not actor.has(Role.KNOWLEDGE_MANAGER, Role.SUPERVISOR):
        return ""
    count = queries.open_count(actor)
    return page("recall/_side.html", count=count) if count else ""
