"""A filter of the list as a condition on cases: what each name means, and what may stand behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy import case as when

from hub.cases.filtering import Cond, Group, Node, Not, conditions, text_of
from hub.cases.hours_text import minutes_of
from hub.cases.list_models import CaseField, CaseValue, FieldKind, Label, Labelled
from hub.cases.models import IS_UNDER_WAY, Case, CaseState, Customer, Priority
from hub.cases.sorting import RANKS
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.links.models import Link, LinkKind
from hub.people.models import Person
from hub.spaces.models import Space

YES, NO = ("yes", "1", "true", "ja"), ("no", "0", "false", "nein")
STATES = {"waiting": CaseState.WAITING_CUSTOMER, "colleague": CaseState.WAITING_COLLEAGUE}
Test = ColumnElement[bool]


@dataclass(frozen=True)
class Reader:
    """Who asks, and when: `me` and spans of time are theirs."""

    actor: Person
    moment: datetime


def narrowed(reader: Reader, node: Node) -> Test:
    """The condition of a filter. What is over is left out unless a state is named."""
    test = _test(reader, node)
    names_state = any(each.name == "state" for each in conditions(node))
    return test if names_state else and_(test, IS_UNDER_WAY)


def held(reader: Reader, node: Node, case_id: int) -> list[str]:
    """Which of the conditions hold for a case, as text: why it fits."""
    parts = list(_literals(node))
    if not parts:
        return []
    columns = [when((_test(reader, part), 1), else_=0) for part in parts]
    row = session().execute(select(*columns).where(Case.id == case_id)).one()
    return [text_of(part, inner=True) for part, holds in zip(parts, row, strict=True) if holds]


def _literals(node: Node) -> Iterator[Node]:
    """The conditions of a tree, a negated part as one."""
    if isinstance(node, Group):
        for part in node.parts:
            yield from _literals(part)
    else:
        yield node


def _test(reader: Reader, node: Node) -> Test:
    match node:
        case Group(parts, wants_any):
            tests = [_test(reader, part) for part in parts]
            return or_(false(), *tests) if wants_any else and_(true(), *tests)
        case Not(part):
            return not_(func.coalesce(_test(reader, part), false()))
        case Cond() as cond:
            return _cond(reader, cond)


def _cond(reader: Reader, cond: Cond) -> Test:
    if cond.name == "":
        words = cond.values[0]
        return or_(*(text.icontains(words, autoescape=True) for text in (Case.subject, Case.excerpt)))
    if cond.name.startswith("field."):
        return _field(cond)
    make = NAMES.get(cond.name)
    if make is None:
        raise Invalid(
            _(
                "No filter is called “%(name)s”. There are: %(names)s, and field.… for the desk’s own.",
                name=cond.name,
                names=", ".join(sorted(NAMES)),
            ),
            field="filter",
        )
    return or_(false(), *(make(reader, cond, value) for value in cond.values))


def _state(_reader: Reader, cond: Cond, value: str) -> Test:
    return Case.state == (STATES.get(value) or _one_of(CaseState, cond, value))


def _priority(_reader: Reader, cond: Cond, value: str) -> Test:
    rank = RANKS[_one_of(Priority, cond, value)]
    kept = [priority for priority, each in RANKS.items() if _is_kept(each, cond.op, rank)]
    return Case.priority.in_(kept)


def _is_kept(each: int, op: str, rank: int) -> bool:
    """Ranks fall from urgent to low: more pressing is a smaller one."""
    if each == rank:
        return op in (":", ">=", "<=")
    return op in (">", ">=") if each < rank else op in ("<", "<=")


def _assignee(reader: Reader, _cond: Cond, value: str) -> Test:
    if value in ("none", "nobody"):
        return Case.assignee_id.is_(None)
    if value == "me":
        return Case.assignee_id == reader.actor.id
    return Case.assignee_id.in_(select(Person.id).where(Person.handle == value.lower().removeprefix("@")))


def _team(_reader: Reader, _cond: Cond, value: str) -> Test:
    if value in ("none", "nobody"):
        return Case.team == ""
    return func.lower(Case.team) == value.lower()


def _label(_reader: Reader, _cond: Cond, value: str) -> Test:
    carried = exists().where(Labelled.case_id == Case.id)
    if value == "none":
        return not_(carried)
    return carried.where(Label.id == Labelled.label_id, func.lower(Label.name) == value.lower())


def _channel(_reader: Reader, _cond: Cond, value: str) -> Test:
    named = or_(func.lower(Channel.name) == value.lower(), Channel.slug == value.lower())
    kinds = [kind for kind in ChannelKind if kind.value == value.lower()]
    return Case.channel_id.in_(select(Channel.id).where(or_(named, Channel.kind.in_(kinds))))


def _desk(_reader: Reader, _cond: Cond, value: str) -> Test:
    return Case.space_id.in_(select(Space.id).where(Space.slug == value.lower()))


def _problem(_reader: Reader, cond: Cond, value: str) -> Test:
    """`problem:12`; `problem:yes`: an incident of any."""
    about = value.removeprefix("#")
    ref = literal("case:") + cast(Case.id, String)
    known = exists().where(Link.source == ref, Link.kind == LinkKind.INCIDENT, Link.removed_at.is_(None))
    if about.isdecimal():
        return known.where(Link.target == f"problem:{int(about[:18])}")
    return known if value != "none" and _yes_or_no(cond, value) else not_(known)


def _customer(_reader: Reader, _cond: Cond, value: str) -> Test:
    named = Customer.name.icontains(value, autoescape=True)
    return Case.customer_id.in_(select(Customer.id).where(named))


def _waiting(reader: Reader, cond: Cond, value: str) -> Test:
    if value.lower() in (*YES, *NO):
        return Case.waiting_since.is_(None) if value.lower() in NO else Case.waiting_since.is_not(None)
    return _older(Case.waiting_since, reader, cond, value)


def _created(reader: Reader, cond: Cond, value: str) -> Test:
    return _older(Case.created_at, reader, cond, value)


def _due(reader: Reader, cond: Cond, value: str) -> Test:
    first = [Case.due_at, Case.solution_due_at]
    if value == "late":
        return or_(*(column <= reader.moment for column in first))
    if value == "none":
        return and_(*(column.is_(None) for column in first))
    edge = reader.moment + _span(cond, value)
    if cond.op.startswith(">"):
        return and_(
            or_(*(column.is_not(None) for column in first)),
            *(func.coalesce(column, edge) >= edge for column in first),
        )
    return or_(*(column <= edge for column in first))


def _snoozed(reader: Reader, cond: Cond, value: str) -> Test:
    asleep = func.coalesce(Case.snoozed_until > reader.moment, false())
    return asleep if _yes_or_no(cond, value) else not_(asleep)


def _field(cond: Cond) -> Test:
    """Whatever the kind of the field, in the desk of the case: fields of two desks may share a key."""
    key = cond.name.partition(".")[2]
    mine = and_(
        CaseValue.case_id == Case.id, CaseField.id == CaseValue.field_id, CaseField.key == key,
        CaseField.space_id == Case.space_id,
    )  # fmt: skip
    if cond.values == ("none",):
        return not_(exists().where(mine))
    return exists().where(mine, or_(*(_value(cond, value) for value in cond.values)))


def _value(cond: Cond, value: str) -> Test:
    tests: list[Test] = []
    number, day = _number(value), _day(value)
    if cond.op == ":":
        tests.append(func.lower(CaseValue.words) == value.lower())
        flag = 1 if value.lower() in YES else 0 if value.lower() in NO else None
        if flag is not None:
            tests.append(and_(CaseField.kind == FieldKind.YES_NO, CaseValue.number == flag))
    for column, found in ((CaseValue.number, number), (CaseValue.day, day)):
        if found is not None:
            tests.append(_compared(column, cond.op, found))
    if not tests:
        raise Invalid(_("“%(value)s” can only be compared with : here.", value=value), field="filter")
    return or_(*tests)


def _compared(column: Any, op: str, found: Any) -> Test:
    made: dict[str, Callable[[], Test]] = {
        ":": lambda: column == found, ">": lambda: column > found, ">=": lambda: column >= found,
        "<": lambda: column < found, "<=": lambda: column <= found,
    }  # fmt: skip
    return made[op]()


def _older(column: Any, reader: Reader, cond: Cond, value: str) -> Test:
    """`>2h`: for longer than that; `<2h`: not as long."""
    edge = reader.moment - _span(cond, value)
    test: Test = column > edge if cond.op.startswith("<") else column <= edge
    return test


def _span(cond: Cond, value: str) -> timedelta:
    try:
        minutes = minutes_of(value)
    except ValueError as error:
        raise Invalid(str(error), field="filter") from None
    if minutes is None:
        raise Invalid(_("%(name)s needs a span, like %(name)s>2h.", name=cond.name), field="filter")
    return timedelta(minutes=minutes)


def _one_of(kinds: Any, cond: Cond, value: str) -> Any:
    try:
        return kinds(value.lower())
    except ValueError:
        known = ", ".join(kinds)
        raise Invalid(
            _("“%(value)s” is no %(name)s. There are: %(known)s.", value=value, name=cond.name, known=known),
            field="filter",
        ) from None


def _yes_or_no(cond: Cond, value: str) -> bool:
    if value.lower() not in (*YES, *NO):
        raise Invalid(_("%(name)s is yes or no.", name=cond.name), field="filter")
    return value.lower() in YES


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


NAMES: dict[str, Callable[[Reader, Cond, str], Test]] = {
    "state": _state, "priority": _priority, "assignee": _assignee, "team": _team, "label": _label,
    "channel": _channel, "desk": _desk, "customer": _customer, "waiting": _waiting, "age": _created,
    "due": _due, "snoozed": _snoozed, "problem": _problem,
}  # fmt: skip
