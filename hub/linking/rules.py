"""Who may link: whoever may say something at the thing. The other end must be readable, no more."""

from typing import Any

from hub.cases.models import Case
from hub.cases.rules import ADD_NOTE
from hub.core.permissions import Verdict, permission, rule, verdict
from hub.core.words import lazy
from hub.people.models import Person
from hub.threads.rules import COMMENT

LINK = permission("linking.thing.link", lazy("Link a thing with another one, and take that back"))


@rule(LINK)
def may_link(actor: Person, thing: Any) -> Verdict:
    return verdict(actor, ADD_NOTE if isinstance(thing, Case) else COMMENT, thing)
