"""What a macro or a rule can do with a case, and what may stand in each deed on a desk.

A deed is checked when it is kept and again when it is done: people leave, texts are recalled meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.cases.actions.marking import LONGEST_LABEL, fields_of, read_value
from hub.cases.actions.owing import AFTER
from hub.cases.actions.routing import teams_of
from hub.cases.deskhand import DeskHand
from hub.cases.hours_text import minutes_of
from hub.cases.models import CaseState, Priority
from hub.core.db import session
from hub.core.errors import Invalid, NotFound
from hub.core.features import CustomerText, registry, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, can
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.recalls import recalled
from hub.spaces.models import Space
from hub.spaces.rules import WORK_CASES_IN

MOST = 20  # deeds of one macro or rule
LONGEST_RULE_NOTE = 280  # it stands in the case's history
UNTIL = ("tomorrow", "week", "reply")
SNIPPET = "snippet"
OF_MACROS = ("label", "unlabel", "field", "priority", "assign", "note", "reply", "send", "state", "snooze")
OF_RULES = ("label", "unlabel", "field", "priority", "assign", "note", "answer", "state", "snooze")


@dataclass(frozen=True)
class Deed:
    """One thing to do with a case. `value` as text, whatever it is."""

    do: str
    value: str = ""


@dataclass(frozen=True)
class Bench:
    """For whom a deed is checked: the desk, and whether everybody of it can run it, or the hub does."""

    actor: Any
    desk: Space
    shared: bool = False

    @property
    def is_rule(self) -> bool:
        """Nobody presses a button."""
        return isinstance(self.actor, DeskHand)


def deeds_of(kept: Iterable[Any]) -> list[Deed]:
    """As they are stored, read."""
    return [Deed(str(each["do"]), str(each["value"])) for each in kept]


def stored(deeds: Iterable[Deed]) -> list[dict[str, str]]:
    """The way back."""
    return [{"do": each.do, "value": each.value} for each in deeds]


def checked(bench: Bench, deeds: Iterable[Deed]) -> list[Deed]:
    """The same in one spelling. Raises Invalid naming the field of the deed."""
    allowed = OF_RULES if bench.is_rule else OF_MACROS
    found = []
    for deed in deeds:
        if deed.do not in allowed:
            raise Invalid(_("Choose what is to be done."), field="deeds")
        found.append(Deed(deed.do, CHECKS[deed.do](bench, " ".join(deed.value.split(" ")).strip())))
    found = list(dict.fromkeys(found))
    if not found:
        raise Invalid(_("Choose at least one thing to do."), field="deeds")
    if len(found) > MOST:
        raise Invalid(_("At most %(most)s of these, please.", most=MOST), field="deeds")
    return sorted(found, key=lambda each: allowed.index(each.do))


def saved_reply(bench: Bench, ref: str) -> CustomerText:
    """The words of a saved reply that everybody concerned may use. Raises Invalid with the reason."""
    gone = _("This saved reply is not there any more. Choose another one.")
    if not ref.startswith(f"{SNIPPET}:"):
        raise Invalid(_("Choose one of the saved replies."), field="reply")
    try:
        snippet = resolve(SYSTEM if bench.is_rule else bench.actor, ref)
    except NotFound:
        raise Invalid(gone, field="reply") from None
    wording = registry.kinds[SNIPPET].customer_text(snippet)  # type: ignore[misc]  # the kind has one
    if wording is None or (bench.is_rule and recalled({ref: snippet})):
        raise Invalid(gone, field="reply")
    of_this_desk = snippet.reach == "all" or snippet.space_id == bench.desk.id
    if bench.shared and (wording.trust == "own" or not of_this_desk):
        raise Invalid(
            _("Not everybody of the desk has this saved reply. Offer it to the desk first."), field="reply"
        )
    if bench.is_rule and wording.trust != "vetted":
        raise Invalid(
            _("Nobody has checked this saved reply as it stands. The hub sends by itself only what was."),
            field="reply",
        )
    return wording


def _label(_bench: Bench, value: str) -> str:
    name = " ".join(value.split())[:LONGEST_LABEL]
    if not name or "," in name:
        raise Invalid(_("Give a label."), field="labels")
    return name


def _field(bench: Bench, value: str) -> str:
    key, _sign, typed = value.partition("=")
    field = next((each for each in fields_of(bench.desk.id) if each.key == key), None)
    if field is None:
        raise Invalid(_("The desk has no such field any more."), field="deeds")
    read_value(field, typed)
    return f"{key}={' '.join(typed.split())}"


def _priority(_bench: Bench, value: str) -> str:
    return _one_of(Priority, value, "priority")


def _state(_bench: Bench, value: str) -> str:
    return _one_of(CaseState, value, "state")


def _assign(bench: Bench, value: str) -> str:
    if value.startswith("team:"):
        if value.removeprefix("team:") not in teams_of(bench.desk.id):
            team = value.removeprefix("team:")[:60]
            raise Invalid(_("Nobody of this desk is in the team “%(team)s”.", team=team), field="assign")
        return value
    if value == "desk" or (value == "me" and not bench.is_rule):
        return value
    handle = value.lower().removeprefix("@")
    person = session().scalars(select(Person).where(Person.handle == handle)).one_or_none()
    if person is None or person.deactivated_at or not can(person, WORK_CASES_IN, bench.desk):
        said = _("%(name)s does not work on this desk. Choose one of its agents.", name=value[:60])
        raise Invalid(said, field="assign")
    return handle


def _note(bench: Bench, value: str) -> str:
    most = LONGEST_RULE_NOTE if bench.is_rule else LIMITS.body
    if not value.strip():
        raise Invalid(_("Please fill this in."), field="note")
    if len(value) > most:
        over = len(value) - most
        said = _("This is %(over)s characters too long (at most %(limits)s).", over=over, limits=most)
        raise Invalid(said, field="note")
    return value.strip()


def _reply(bench: Bench, value: str) -> str:
    saved_reply(bench, value)
    return value


def _send(_bench: Bench, value: str) -> str:
    if value not in AFTER:
        raise Invalid(_("Choose what should happen with the case after sending."), field="send")
    return value


def _snooze(_bench: Bench, value: str) -> str:
    if value in UNTIL:
        return value
    try:
        minutes = minutes_of(value)
    except ValueError as unreadable:
        raise Invalid(str(unreadable), field="snooze_for") from None
    if minutes is None:
        raise Invalid(_("Please fill this in."), field="snooze_for")
    return value


def _one_of(kinds: Any, value: str, field: str) -> str:
    try:
        return str(kinds(value).value)
    except ValueError:
        raise Invalid(_("Please choose one of the offered values."), field=field) from None


CHECKS: dict[str, Callable[[Bench, str], str]] = {
    "label": _label, "unlabel": _label, "field": _field, "priority": _priority, "assign": _assign,
    "note": _note, "reply": _reply, "answer": _reply, "send": _send, "state": _state, "snooze": _snooze,
}  # fmt: skip
