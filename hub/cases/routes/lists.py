"""Narrowing the list, keeping lists; labels and own fields of a case; the fields of a desk."""

from typing import Any

from flask import g, request
from pydantic import Field, create_model
from sqlalchemy import select

from hub.cases.actions import marking
from hub.cases.asked import Asked, asked_for, shelves
from hub.cases.desks import channels_by_hand, colleagues_of
from hub.cases.filtering import Cond, Group, Node, parse, text_of
from hub.cases.list_models import CaseField, CaseValue, FieldKind, KeptList, Label
from hub.cases.models import Case, CaseState, Priority
from hub.cases.narrowing import NAMES
from hub.cases.routes.promises import the_desk
from hub.cases.routes.shown import bp, case_url, the_case, the_list
from hub.cases.rules import OPEN_CASE
from hub.cases.showing import STATE_WORDS
from hub.cases.sorting import SORTS
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import can, load
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.spaces.models import Space
from hub.spaces.rules import case_space_ids
from hub.web.forms import Form, Name, Note, OptionalBody, Read, Short, blank, read
from hub.web.pages import done, onward, page

PRIORITY_WORDS = {
    Priority.URGENT: lazy("Urgent"), Priority.HIGH: lazy("High"), Priority.NORMAL: lazy("Normal"),
    Priority.LOW: lazy("Low"),
}  # fmt: skip
KIND_WORDS = {
    FieldKind.TEXT: lazy("Text"), FieldKind.NUMBER: lazy("Number"), FieldKind.DATE: lazy("Date"),
    FieldKind.CHOICE: lazy("Choice"), FieldKind.YES_NO: lazy("Yes or no"),
}  # fmt: skip


class PickForm(Form):
    """What was picked; it becomes the text of a filter."""

    view: Short = ""
    filter: Note = ""
    sort: Short = ""
    state: list[CaseState] = Field(default_factory=list)
    priority: list[Priority] = Field(default_factory=list)
    assignee: Short = ""
    team: Short = ""
    label: Short = ""
    channel: Short = ""
    waiting: Short = ""
    due: Short = ""
    words: Short = ""
    field: Short = ""
    field_op: Short = ""
    field_value: Short = ""
    pick: Short = ""


class KeepForm(Form):
    """The name of a list, and with whom it is shared."""

    name: Name
    filter: Note
    sort: Short = ""
    desk: Short = ""


class LabelsForm(Form):
    """Labels, with commas between them."""

    labels: Note = ""


class FieldForm(Form):
    """A new field of a desk."""

    name: Name
    kind: FieldKind
    choices: OptionalBody = ""


@bp.get("/cases/filter")
def pick_filter() -> Any:
    form = read(PickForm, request.args)
    if not form.values.get("pick"):
        return _filter_page(form, the_list())
    try:
        if form.ok:
            asked = asked_for(g.actor, "team", text_of(_picked(form.data)), form.data.sort)
            if not asked.trouble:
                return onward(asked.url(), 303)
            form.refuse("filter", asked.trouble)
    except Invalid as refused:
        form.refuse(refused.field or "filter", refused.message)
    return _filter_page(form, the_list()), 422


@bp.post("/cases/lists")
def keep_list() -> Any:
    form = read(KeepForm)
    asked = Asked("team", str(form.value("filter")), str(form.value("sort")))
    if form.ok:
        try:
            kept = marking.keep_list(
                g.actor, form.data.name, form.data.filter, form.data.sort, _desk_of(form.data.desk)
            )
            return done(Asked(filter=kept.filter, sort=kept.sort).url(), say=_("Kept among your lists."))
        except Invalid as refused:
            form.refuse(refused.field or "name", refused.message)
    return _filter_page(form, asked), 422


@bp.post("/cases/lists/<int:id>/removal")
def drop_list(id: int) -> Any:
    kept = load(g.actor, KeptList, id)
    marking.drop_list(g.actor, kept)
    return done("/cases/filter", say=_("Dropped."))


@bp.get("/cases/<int:id>/marks")
def marks(id: int) -> str:
    return _marks_page(the_case(id), blank())


@bp.post("/cases/<int:id>/labels")
def label(id: int) -> Any:
    case, form = the_case(id), read(LabelsForm)
    if not form.ok:
        return _marks_page(case, form), 422
    try:
        marking.set_labels(g.actor, case, form.data.labels.split(","))
    except Invalid as refused:
        form.refuse("labels", refused.message)
        return _marks_page(case, form), 422
    return done(case_url(case), say=_("Labels kept."))


@bp.post("/cases/<int:id>/fields")
def fill_fields(id: int) -> Any:
    case = the_case(id)
    fields = marking.fields_of(case.space_id)
    names: Any = {f"field_{field.key}": (Note, "") for field in fields}
    form = read(create_model("FieldsForm", __base__=Form, **names))
    if form.ok:
        try:
            marking.set_fields(
                g.actor, case, {field.key: str(form.value(f"field_{field.key}")) for field in fields}
            )
            return done(case_url(case), say=_("Kept."))
        except Invalid as refused:
            form.refuse(refused.field or "", refused.message)
    return _marks_page(case, form), 422


@bp.get("/cases/desks/<slug>/fields")
def desk_fields(slug: str) -> str:
    return _fields_page(the_desk(slug), blank())


@bp.post("/cases/desks/<slug>/fields")
def add_field(slug: str) -> Any:
    desk, form = the_desk(slug), read(FieldForm)
    if form.ok:
        try:
            marking.add_field(g.actor, desk, form.data.name, form.data.kind, form.data.choices.splitlines())
            return done(f"/cases/desks/{slug}/fields", say=_("Added."))
        except Invalid as refused:
            form.refuse(refused.field or "name", refused.message)
    return _fields_page(desk, form), 422


@bp.post("/cases/desks/<slug>/fields/<key>/removal")
def retire_field(slug: str, key: str) -> Any:
    marking.retire_field(g.actor, the_desk(slug), key)
    return done(f"/cases/desks/{slug}/fields", say=_("No longer asked for. What stands in it is kept."))


def _picked(data: PickForm) -> Node:
    """Everything that was picked, and the text beside it."""
    parts: list[Node] = []
    for name in ("state", "priority"):
        values = tuple(getattr(data, name))
        parts += [Cond(name, ":", values)] if values else []
    for name in ("assignee", "team", "label", "channel"):
        value = getattr(data, name)
        parts += [Cond(name, ":", (value,))] if value else []
    parts += [Cond("waiting", ">", (data.waiting.replace(" ", ""),))] if data.waiting else []
    parts += [Cond("due", "<", (data.due.replace(" ", ""),))] if data.due else []
    if data.field and data.field_value:
        op = data.field_op if data.field_op in (":", "<", "<=", ">", ">=") else ":"
        parts.append(Cond(f"field.{data.field}", op, (data.field_value,)))
    parts += [Cond("", ":", (data.words,))] if data.words else []
    written = parse(data.filter)
    if written != Group(()):
        parts.append(written)
    return parts[0] if len(parts) == 1 else Group(tuple(parts))


def _desk_of(slug: str) -> Space | None:
    if not slug:
        return None
    desk = next((each for each in _own_desks() if each.slug == slug), None)
    if desk is None:
        raise Invalid(_("Please choose one of the offered values."), field="desk")
    return desk


def _own_desks() -> list[Space]:
    statement = select(Space).where(Space.id.in_(case_space_ids(g.actor))).order_by(Space.name)
    return [desk for desk in session().scalars(statement) if can(g.actor, OPEN_CASE, desk)]


def _filter_page(form: Read[Any], asked: Asked) -> str:
    desks = _own_desks()
    ids = [desk.id for desk in desks]
    labels = session().scalars(
        select(Label.name).where(Label.space_id.in_(ids)).distinct().order_by(Label.name)
    )
    fields = session().scalars(
        select(CaseField).where(CaseField.space_id.in_(ids), CaseField.retired_at.is_(None))
    )
    return page(
        "cases/filter.html", form=form, asked=asked, desks=desks, labels=labels.all(), fields=fields.all(),
        people=colleagues_of(ids), channels=channels_by_hand(g.actor), sorts=SORTS, names=sorted(NAMES),
        states=STATE_WORDS, priorities=PRIORITY_WORDS, shelves=shelves(g.actor, asked),
    )  # fmt: skip


def _marks_page(case: Case, form: Read[Any]) -> str:
    carried = [row.label.name for row in marking.labelled(case)]
    values = session().scalars(select(CaseValue).where(CaseValue.case_id == case.id))
    known = session().scalars(select(Label.name).where(Label.space_id == case.space_id).order_by(Label.name))
    return page(
        "cases/marks.html", case=case, form=form, carried=carried, known=known.all(),
        fields=marking.fields_of(case.space_id), values={row.field.key: value_text(row) for row in values},
    )  # fmt: skip


def value_text(row: CaseValue) -> str:
    """What stands in a field, as it is typed."""
    if row.field.kind == FieldKind.YES_NO and row.number is not None:
        return "yes" if row.number else "no"
    if row.number is not None:
        return f"{row.number:g}"
    return row.day.isoformat() if row.day else row.words or ""


def _fields_page(desk: Space, form: Read[Any]) -> str:
    fields = marking.fields_of(desk.id)
    return page("cases/fields.html", desk=desk, form=form, fields=fields, kinds=KIND_WORDS)
