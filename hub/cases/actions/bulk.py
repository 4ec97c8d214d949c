"""The same with many cases: shown before it is done, done wholly or not at all, and taken back (CS22).

Each case goes through the action that one alone would go through, so rights, history and facts are the same.
Solving or closing many asks no customer how it was: nobody looked at each of them (CS20).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.cases.actions import handling, marking, quieting, routing
from hub.cases.bulk_models import BulkAct
from hub.cases.models import Case, CaseState, Message, Priority
from hub.cases.rules import UNDO_BULK, WORK_CASE
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.permissions import can, readable, require
from hub.core.words import gettext as _
from hub.people.models import Person

MOST = 100
UNDER_WAY = (MessageState.HELD, MessageState.QUEUED, MessageState.SENDING)


@dataclass(frozen=True)
class Effect:
    """What would happen to a case: from what to what; `trouble` says why nothing would."""

    case: Case
    before: Any
    after: Any
    trouble: str = ""

    @property
    def changes(self) -> bool:
        """Whether it would be another case afterwards."""
        return not self.trouble and self.before != self.after


@dataclass(frozen=True)
class Verb:
    """Something that can be done: how a case stands, what a value means, and the action."""

    state_of: Callable[[Case], Any]
    meant: Callable[[Case, str], Any]
    do: Callable[[Person, Case, Any], None]


def preview(actor: Person, cases: Sequence[Case], name: str, value: str) -> list[Effect]:
    """What each case would become. Raises Invalid when the value means nothing."""
    verb = VERBS.get(name)
    if verb is None:
        raise Invalid(_("Choose what is to be done with them."), field="verb")
    ids = [case.id for case in cases]
    going = select(Message.case_id).where(Message.case_id.in_(ids), Message.state.in_(UNDER_WAY))
    under_way = set(session().scalars(going))
    effects = []
    for case in cases:
        trouble = ""
        if not can(actor, WORK_CASE, case):
            trouble = _("You cannot work on it.")
        elif name in ("state", "spam") and case.id in under_way:
            trouble = _("A reply is on its way.")
        effects.append(Effect(case, verb.state_of(case), verb.meant(case, value), trouble))
    return effects


def apply(actor: Person, cases: Sequence[Case], name: str, value: str) -> BulkAct:
    """Do it with every case that it changes, in one transaction."""
    with transaction() as db:
        effects = [each for each in preview(actor, cases, name, value) if each.changes]
        if not effects:
            raise Invalid(
                _("Nothing would change. Choose other cases, or something else to do."), field="verb"
            )
        for each in effects:
            VERBS[name].do(actor, each.case, each.after)
        act = BulkAct(
            by_id=actor.id, at=clock.now(), verb=name,
            before={str(each.case.id): each.before for each in effects},
            after={str(each.case.id): VERBS[name].state_of(each.case) for each in effects},
        )  # fmt: skip
        db.add(act)
    return act


def undo(actor: Person, act: BulkAct) -> tuple[int, int]:
    """Take it back where nobody has changed it since. Returns how many went back, and how many stay."""
    require(actor, UNDO_BULK, act)
    verb, done = VERBS[act.verb], 0
    with transaction():
        locked(act)
        if act.undone_at is not None:
            raise Conflict(_("This was taken back already."))
        act.undone_at = clock.now()
        for case in chosen(actor, [int(id) for id in act.before]):
            if verb.state_of(case) != act.after[str(case.id)] or not can(actor, WORK_CASE, case):
                continue
            verb.do(actor, case, act.before[str(case.id)])
            done += 1
    return done, len(act.before) - done


def chosen(actor: Person, ids: Sequence[int]) -> Sequence[Case]:
    """Those of them that the actor may see, in order."""
    statement = readable(actor, select(Case)).where(Case.id.in_(ids[:MOST])).order_by(Case.id)
    return session().scalars(statement).unique().all()


def _whose(case: Case) -> str:
    return case.assignee.handle if case.assignee else f"team:{case.team}" if case.team else ""


def _assign(actor: Person, case: Case, whose: str) -> None:
    if whose.startswith("team:"):
        routing.give_to_team(actor, case, whose.removeprefix("team:"))
        return
    handling.assign(actor, case, _person(whose) if whose else None)
    if not whose:
        routing.give_to_team(actor, case, "")
    session().expire(case, ["assignee"])


def _person(handle: str) -> Person:
    found = session().scalars(select(Person).where(Person.handle == handle)).one_or_none()
    if found is None:
        raise Invalid(_("Nobody here has this name. Choose one of the desk's agents."), field="value")
    return found


def _meant_person(case: Case, value: str) -> str:
    if value.startswith("team:") or not value:
        return value
    if not can(_person(value), WORK_CASE, case):
        raise Invalid(
            _("%(name)s does not work on this desk. Choose one of its agents.", name=value), field="value"
        )
    return value


def _labels(case: Case) -> list[str]:
    return sorted(row.label.name for row in marking.labelled(case))


def _with_label(case: Case, value: str) -> list[str]:
    name = " ".join(value.split())
    if not name:
        raise Invalid(_("Give a label."), field="value")
    there = _labels(case)
    return there if name.lower() in {each.lower() for each in there} else sorted([*there, name])


def _one_of(kinds: Any) -> Callable[[Case, str], str]:
    def meant(_case: Case, value: str) -> str:
        try:
            return str(kinds(value).value)
        except ValueError:
            raise Invalid(_("Please choose one of the offered values."), field="value") from None

    return meant


def _until(_case: Case, value: str) -> str:
    """The route has made a moment of what was chosen."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Invalid(_("Choose a day that is still to come."), field="value") from None
    if moment <= clock.now():
        raise Invalid(_("Choose a day that is still to come."), field="value")
    return moment.isoformat()


def _snooze(actor: Person, case: Case, until: str) -> None:
    moment = datetime.fromisoformat(until) if until else None
    handling.snooze(actor, case, moment if moment and moment > clock.now() else None)


VERBS: dict[str, Verb] = {
    "assign": Verb(_whose, _meant_person, _assign),
    "label": Verb(_labels, _with_label, marking.set_labels),
    "state": Verb(
        lambda case: case.state.value, _one_of(CaseState),
        lambda actor, case, state: handling.move(actor, case, CaseState(state)),
    ),
    "priority": Verb(
        lambda case: case.priority.value, _one_of(Priority),
        lambda actor, case, priority: handling.set_priority(actor, case, Priority(priority)),
    ),
    "snooze": Verb(
        lambda case: case.snoozed_until.isoformat() if case.snoozed_until else "", _until, _snooze
    ),
    "spam": Verb(
        lambda case: case.spam_at is not None, lambda _case, _value: True, quieting.mark_spam,
    ),
}  # fmt: skip
