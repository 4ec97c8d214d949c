"""Who may say that a suggestion was enough."""

from hub.core.permissions import Actor, Verdict, permission, rule
from hub.core.words import lazy

FIND = permission("suggest.answer.find", lazy("Say that something already written answers a question"))


@rule(FIND)
def may_find(actor: Actor, _thing: object) -> Verdict:
    """Everybody who could load the thing."""
    return actor.is_active
