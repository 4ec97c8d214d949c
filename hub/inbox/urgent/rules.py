"""Who may call something urgent: roles that the administration chooses."""

from typing import Any

from hub.core.db import session
from hub.core.features import resolve_many
from hub.core.permissions import SYSTEM, Because, Verdict, permission, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.inbox.urgent.models import USUAL_PER_DAY, USUAL_ROLES, Urgent, UrgentRule
from hub.people.models import Person
from hub.threads.actions import root_of

KINDS = ("post", "question")
MARK_URGENT = permission("inbox.urgent.mark", lazy("Call a conversation urgent"))
END_URGENT = permission("inbox.urgent.end", lazy("End what was called urgent"))
KNOW_URGENT = permission("inbox.urgent.acknowledge", lazy("Say that one knows of something urgent"))


def rule_in_force() -> UrgentRule:
    """What holds now: what was chosen, else the usual."""
    return session().get(UrgentRule, 1) or usual()


def usual() -> UrgentRule:
    """What holds until something is chosen."""
    return UrgentRule(id=1, roles=USUAL_ROLES, per_day=USUAL_PER_DAY, passes_quiet=False)


@rule(MARK_URGENT)
def may_mark_urgent(actor: Person, thing: Any) -> Verdict:
    return may_mark_under(rule_in_force(), actor, thing)


def talk_of(thing: Any) -> Any:
    """The conversation that a comment stands in; everything else itself. None of what was removed."""
    if thing.ref_kind != "comment":
        return thing
    under = resolve_many(SYSTEM, [thing.about]).get(thing.about)
    return None if under is None or thing.removed_at is not None else root_of(under)


def may_mark_under(kept: UrgentRule, actor: Person, thing: Any) -> Verdict:
    """The same when the rule was read already."""
    thing = talk_of(thing)
    if thing is None:
        return Because(_("It was removed, so nothing here is urgent."))
    if thing.ref_kind not in KINDS:
        return Because(_("Posts and questions can be urgent. Choose one of them."))
    if thing.space.is_archived or getattr(thing, "closed_at", None) is not None:
        return Because(_("Nobody can write here any more, so nothing here is urgent."))
    if not actor.has(*kept.roles):
        return Because(_("Calling something urgent is kept for a few roles. Ask a supervisor."))
    return True


@rule(END_URGENT)
def may_end_urgent(actor: Person, urgent: Urgent) -> Verdict:
    if actor.id == urgent.by_id or actor.has(*rule_in_force().roles):
        return True
    return Because(_("Whoever called it urgent ends it, or a colleague with the same right."))


@rule(KNOW_URGENT)
def may_acknowledge(actor: Person, urgent: Urgent) -> Verdict:
    if any(each.person_id == actor.id for each in urgent.readers):
        return True
    return Because(_("This is urgent for others; nothing is asked of you."))
