"""Who may flag a thing, and who may say that a flag is dealt with."""

from typing import Any

from hub.core.features import keepers_of
from hub.core.permissions import Because, Verdict, can, permission, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.rules import CURATE_IN

RAISE_FLAG = permission("flags.flag.raise", lazy("Flag an answer or a page that is not right"))
KEEP_RIGHT = permission("flags.flag.end", lazy("Say what was done about flags on something"))


@rule(RAISE_FLAG)
def may_raise(_actor: Person, thing: Any) -> Verdict:
    return not thing.space.is_archived  # whoever reads it may say so


@rule(KEEP_RIGHT)
def may_keep_right(actor: Person, thing: Any) -> Verdict:
    if actor.id in keepers_of(thing) and not thing.space.is_archived:
        return True
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(_("Flags are dealt with by whoever looks after it, and by the community's curators."))
