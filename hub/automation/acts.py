"""Doing a deed inside the transaction of whoever runs it, each through the action of its button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import select

from hub.automation.answering import send_saved
from hub.automation.deeds import Bench, Deed, checked
from hub.cases.actions import bulk, handling, marking, outcomes, replies, routing
from hub.cases.actions.steps import step
from hub.cases.deskhand import DeskHand
from hub.cases.drafts import forget_draft, keep_draft, reply_draft
from hub.cases.guard import draft_sources
from hub.cases.hours_text import minutes_of
from hub.cases.list_models import CaseValue
from hub.cases.models import OVER, Case, CaseState, Message, Priority
from hub.cases.routes.lists import value_text
from hub.cases.target_models import DeskHours
from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.web.filters import zone_named, zone_of

MORNING = time(8)
LONG = timedelta(days=365)  # until an answer comes


@dataclass(frozen=True)
class Part:
    """A part of a case that deeds change: how it stands, and how it is put back."""

    state_of: Callable[[Any, Case], Any]
    put_back: Callable[[Any, Case, Any], None]


def do(bench: Bench, case: Case, deed: Deed) -> Message | None:
    """Do it; the reply that it sent, if it did. Raises what its action raises."""
    (deed,) = checked(bench, [deed])
    return ACTS[deed.do](bench.actor, case, deed.value)


def wake_at(actor: Any, case: Case, value: str) -> datetime:
    """When what is put aside now comes back; mornings are the person's, for the hub those of the desk."""
    if value == "reply":
        return clock.now() + LONG
    if value not in ("tomorrow", "week"):
        return clock.now() + timedelta(minutes=minutes_of(value) or 1)
    zone = _zone_of(actor, case)
    today = clock.now().astimezone(zone).date()
    days = 1 if value == "tomorrow" else 7 - today.weekday()
    return _morning(today + timedelta(days=days), zone)


def standing(actor: Any, case: Case) -> dict[str, Any]:
    """Part → how the case stands, as JSON."""
    return {name: part.state_of(actor, case) for name, part in PARTS.items()}


def _label(actor: Any, case: Case, name: str) -> None:
    there = [row.label.name for row in marking.labelled(case)]
    if name.lower() not in {each.lower() for each in there}:
        marking.set_labels(actor, case, [*there, name])


def _unlabel(actor: Any, case: Case, name: str) -> None:
    there = [row.label.name for row in marking.labelled(case)]
    marking.set_labels(actor, case, [each for each in there if each.lower() != name.lower()])


def _field(actor: Any, case: Case, value: str) -> None:
    key, _sign, typed = value.partition("=")
    marking.set_fields(actor, case, {key: typed})


def _priority(actor: Any, case: Case, value: str) -> None:
    if case.priority != value:
        handling.set_priority(actor, case, Priority(value))


def _assign(actor: Any, case: Case, value: str) -> None:
    if value.startswith("team:"):
        routing.give_to_team(actor, case, value.removeprefix("team:"))
    elif value == "desk":
        handling.assign(actor, case, None)
        routing.give_to_team(actor, case, "")
    else:
        found = select(Person).where(Person.handle == value)
        handling.assign(actor, case, actor if value == "me" else session().scalars(found).one())
    session().expire(case, ["assignee"])


def _note(actor: Any, case: Case, value: str) -> None:
    if isinstance(actor, DeskHand):  # a note has an author; what the hub says stands in the history
        step(actor, case, "rule_note", detail=value)
    else:
        handling.add_note(actor, case, value)


def _reply(actor: Any, case: Case, ref: str) -> None:
    text = replies.words_of(actor, case, ref)
    replies.insert_source(actor, case, ref)
    draft = reply_draft(actor, case)
    if text not in draft:
        keep_draft(actor, case, f"{draft}\n\n{text}".strip())


def _send(actor: Any, case: Case, then: str) -> Message:
    return replies.send_reply(actor, case, reply_draft(actor, case), then=then)


def _state(actor: Any, case: Case, value: str) -> None:
    state = CaseState(value)
    if state in OVER and not isinstance(actor, DeskHand):
        if case.state != state:
            outcomes.solve(actor, case, close=state == CaseState.CLOSED)
    else:  # nobody looked at it: its customer is not asked how it was
        handling.move(actor, case, state)


def _snooze(actor: Any, case: Case, value: str) -> None:
    handling.snooze(actor, case, wake_at(actor, case, value))


def _zone_of(actor: Any, case: Case) -> tzinfo:
    if not isinstance(actor, DeskHand):
        return zone_of(actor)
    hours = session().get(DeskHours, case.space_id)
    return zone_named(hours.timezone if hours is not None else "")


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone)


def _fields(_actor: Any, case: Case) -> dict[str, str]:
    rows = session().scalars(select(CaseValue).where(CaseValue.case_id == case.id))
    return {row.field.key: value_text(row) for row in rows}


def _put_fields_back(actor: Any, case: Case, before: dict[str, str]) -> None:
    keys = {*before, *_fields(actor, case)}
    marking.set_fields(actor, case, {key: before.get(key, "") for key in keys})


def _draft(actor: Any, case: Case) -> dict[str, Any]:
    if isinstance(actor, DeskHand):
        return {}
    refs = [source.source for source in draft_sources(case, actor)]
    return {"body": reply_draft(actor, case), "refs": refs}


def _put_draft_back(actor: Any, case: Case, before: dict[str, Any]) -> None:
    for source in draft_sources(case, actor):
        if source.source not in before["refs"]:
            replies.remove_source(actor, case, source.source)
    if before["body"]:
        keep_draft(actor, case, before["body"])
    else:
        forget_draft(actor, case)


def _of_bulk(name: str) -> Part:
    verb = bulk.VERBS[name]
    return Part(lambda _actor, case: verb.state_of(case), verb.do)


ACTS: dict[str, Callable[[Any, Case, str], Message | None]] = {
    "label": _label, "unlabel": _unlabel, "field": _field, "priority": _priority, "assign": _assign,
    "note": _note, "reply": _reply, "answer": send_saved, "send": _send, "state": _state, "snooze": _snooze,
}  # fmt: skip

# In the order in which they are put back: a state last of all, because giving a case to somebody opens it.
PARTS: dict[str, Part] = {
    "draft": Part(_draft, _put_draft_back),
    "label": _of_bulk("label"),
    "field": Part(_fields, _put_fields_back),
    "priority": _of_bulk("priority"),
    "assign": _of_bulk("assign"),
    "snooze": _of_bulk("snooze"),
    "state": _of_bulk("state"),
}
