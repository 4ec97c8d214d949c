"""Deeds in words: what will be done, and what was."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import select

from hub.automation.deeds import Deed
from hub.cases.list_models import CaseField
from hub.cases.models import CaseState, Priority
from hub.cases.showing import STATE_WORDS
from hub.core.db import pairs
from hub.core.features import card_of, resolve_many
from hub.core.permissions import Actor
from hub.core.words import gettext as _
from hub.core.words import lazy, midsentence
from hub.people.models import Person

PRIORITY_WORDS = {
    Priority.URGENT: lazy("Urgent"), Priority.HIGH: lazy("High"), Priority.NORMAL: lazy("Normal"),
    Priority.LOW: lazy("Low"),
}  # fmt: skip
UNTIL_WORDS = {
    "tomorrow": lazy("Put it aside until tomorrow"), "week": lazy("Put it aside until next week"),
    "reply": lazy("Put it aside until an answer comes"),
}  # fmt: skip
SENT_WORDS = {
    "wait": lazy("Send the reply to the customer, and wait"),
    "solve": lazy("Send the reply to the customer, and solve the case"),
    "close": lazy("Send the reply to the customer, and close the case"),
    "open": lazy("Send the reply to the customer, and keep the case open"),
}  # fmt: skip
Names = Mapping[str, str]  # handle, field:key or ref → what it is called
SHOWN = 160  # characters of a note


def names_of(reader: Actor, space_id: int, deeds: Iterable[Deed]) -> dict[str, str]:
    """What persons, fields and saved replies in them are called, as far as the reader may know."""
    deeds = list(deeds)
    handles = {each.value for each in deeds if each.do == "assign"}
    people = pairs(select(Person.handle, Person.name).where(Person.handle.in_(handles))) if handles else {}
    fields: dict[str, str] = {}
    if any(each.do == "field" for each in deeds):
        fields = pairs(select(CaseField.key, CaseField.name).where(CaseField.space_id == space_id))
    refs = {each.value for each in deeds if each.do in ("reply", "answer")}
    things = resolve_many(reader, refs) if refs else {}
    return {
        **people,
        **{f"field:{key}": name for key, name in fields.items()},
        **{ref: card_of(thing).title for ref, thing in things.items()},
    }


def said(deed: Deed, names: Names) -> str:
    """One deed as a sentence without its full stop: “Add the label ‘refund’”."""
    return SAYS[deed.do](deed.value, names)


def _field(value: str, names: Names) -> str:
    key, _sign, typed = value.partition("=")
    name = names.get(f"field:{key}", key)
    if not typed:
        return _("Empty “%(name)s”", name=name)
    return _("Set “%(name)s” to “%(value)s”", name=name, value=typed)


def _assign(value: str, names: Names) -> str:
    if value.startswith("team:"):
        return _("Give it to the team %(team)s", team=value.removeprefix("team:"))
    if value == "me":
        return _("Give it to whoever runs this")
    if value == "desk":
        return _("Give it back to the desk")
    return _("Give it to %(to)s", to=names.get(value, value))


def _note(value: str, _names: Names) -> str:
    words = " ".join(value.split())
    shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
    return _("Write inside: “%(words)s”", words=shown)


def _saved(ref: str, names: Names) -> str:
    return names.get(ref) or _("one that you cannot open")


def _snooze(value: str, _names: Names) -> str:
    return str(UNTIL_WORDS[value]) if value in UNTIL_WORDS else _("Put it aside for %(span)s", span=value)


SAYS: dict[str, Callable[[str, Names], str]] = {
    "label": lambda value, _names: _("Add the label “%(name)s”", name=value),
    "unlabel": lambda value, _names: _("Take off the label “%(name)s”", name=value),
    "field": _field,
    "priority": lambda value, _names: _(
        "Set the priority to: %(priority)s", priority=midsentence(PRIORITY_WORDS[Priority(value)])
    ),
    "assign": _assign,
    "note": _note,
    "reply": lambda ref, names: _("Put “%(title)s” into your reply", title=_saved(ref, names)),
    "answer": lambda ref, names: _("Send the saved reply “%(title)s” to them", title=_saved(ref, names)),
    "send": lambda then, _names: str(SENT_WORDS[then]),
    "state": lambda value, _names: _(
        "Set it to: %(state)s", state=midsentence(STATE_WORDS[CaseState(value)])
    ),
    "snooze": _snooze,
}
