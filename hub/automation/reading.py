"""The form in which deeds are written, and what it offers on a desk. Labels stand with commas between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import create_model
from sqlalchemy import select

from hub.automation.deeds import SNIPPET, UNTIL, Bench, Deed
from hub.automation.wording import PRIORITY_WORDS
from hub.cases.actions.marking import fields_of
from hub.cases.actions.routing import teams_of
from hub.cases.desks import colleagues_of
from hub.cases.list_models import CaseField, Label
from hub.cases.showing import STATE_WORDS
from hub.core.db import session
from hub.core.features import registry
from hub.core.permissions import readable
from hub.people.models import Person, Role
from hub.spaces.models import Space
from hub.web.forms import Form, Note, OptionalBody, Short, read
from hub.web.forms import Read as ReadForm

FIELD = "field_"
EMPTY = "-"  # typed into a field: what stands in it goes
MOST_SAVED = 300
ONE_VALUE = ("priority", "assign", "note", "reply", "answer", "send", "state")


class DeedsForm(Form):
    """A part of the case each; what is empty is left as it is. The desk's own fields come beside them."""

    labels: Note = ""
    unlabels: Note = ""
    priority: Short = ""
    assign: Short = ""
    note: OptionalBody = ""
    reply: Short = ""
    answer: Short = ""
    send: Short = ""
    state: Short = ""
    snooze: Short = ""
    snooze_for: Short = ""


@dataclass(frozen=True)
class Offered:
    """What the form lets one choose from."""

    labels: Sequence[str]
    people: Sequence[Person]
    teams: Sequence[str]
    fields: Sequence[CaseField]
    saved: Sequence[tuple[str, str]]  # ref → title
    states: Mapping[Any, str]
    priorities: Mapping[Any, str]


def read_for(desk: Space, base: type[DeedsForm]) -> ReadForm[Any]:
    """What was sent, with the fields of the desk."""
    own: Any = {f"{FIELD}{field.key}": (Note, "") for field in fields_of(desk.id)}
    return read(create_model("DeskDeedsForm", __base__=base, **own))


def deeds_in(form: ReadForm[Any]) -> list[Deed]:
    """The deeds that a form asks for, unchecked."""
    said = {name: str(form.value(name)) for name in DeedsForm.model_fields}
    deeds = [Deed("label", each) for each in said["labels"].split(",") if each.strip()]
    deeds += [Deed("unlabel", each) for each in said["unlabels"].split(",") if each.strip()]
    for name, typed in form.values.items():
        if name.startswith(FIELD) and str(typed).strip():
            key = name.removeprefix(FIELD)
            deeds.append(Deed("field", f"{key}={'' if typed == EMPTY else typed}"))
    deeds += [Deed(name, said[name]) for name in ONE_VALUE if said[name].strip()]
    if said["snooze"]:
        deeds.append(Deed("snooze", said["snooze_for"] if said["snooze"] == "for" else said["snooze"]))
    return deeds


def typed_as(deeds: Iterable[Deed]) -> dict[str, str]:
    """The way back: what stands in the form of a macro that is there."""
    values: dict[str, str] = {}
    for deed in deeds:
        match deed.do:
            case "label" | "unlabel":
                name = f"{deed.do}s"
                values[name] = f"{values[name]}, {deed.value}" if name in values else deed.value
            case "field":
                key, _sign, typed = deed.value.partition("=")
                values[f"{FIELD}{key}"] = typed or EMPTY
            case "snooze" if deed.value not in UNTIL:
                values |= {"snooze": "for", "snooze_for": deed.value}
            case name:
                values[name] = deed.value
    return values


def offered_on(bench: Bench) -> Offered:
    """What a desk has to choose from: five statements."""
    desk, db = bench.desk, session()
    labels = db.scalars(select(Label.name).where(Label.space_id == desk.id).order_by(Label.name)).all()
    workers = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)
    people = [person for person in colleagues_of([desk.id]) if person.has(*workers)]
    return Offered(
        labels, people, teams_of(desk.id), fields_of(desk.id), _saved(bench), STATE_WORDS, PRIORITY_WORDS
    )


def _saved(bench: Bench) -> list[tuple[str, str]]:
    """The desk's and all desks'; one's own too in a macro of one's own; for a rule the checked ones."""
    model = registry.kinds[SNIPPET].model
    statement = select(model).where(model.removed_at.is_(None)).order_by(model.title).limit(MOST_SAVED)
    if bench.is_rule:
        statement = statement.where((model.reach == "all") | (model.space_id == bench.desk.id))
    else:
        statement = readable(bench.actor, statement)
    found = [
        each for each in session().scalars(statement).unique()
        if (each.reach != "own" or not (bench.shared or bench.is_rule))
        and (each.reach == "all" or each.space_id == bench.desk.id or each.reach == "own")
        and (each.is_verified or not bench.is_rule)
    ]  # fmt: skip
    return [(each.ref, each.title) for each in found]
