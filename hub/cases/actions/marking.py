"""Labels and own fields of cases, and the lists that people keep."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, func, select

from hub.cases.actions.steps import step
from hub.cases.asked import SHOWN
from hub.cases.events import DeskChanged, FieldsSet, Labelling
from hub.cases.filtering import parse, text_of
from hub.cases.list_models import CaseField, CaseValue, FieldKind, KeptList, Label, Labelled
from hub.cases.models import Case
from hub.cases.narrowing import NO, YES
from hub.cases.rules import DROP_LIST, OPEN_CASE, RUN_DESK, WORK_CASE
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.topics import slug_of

MOST_LABELS = 10  # of a case
MOST_OF_DESK = 200
MOST_FIELDS = 30
LEAST_CHOICES = 2
LONGEST_WORDS = 300
LONGEST_LABEL = 40


def set_labels(actor: Person, case: Case, names: Sequence[str]) -> None:
    """Let a case carry exactly these labels of its desk; new ones are made."""
    require(actor, WORK_CASE, case)
    wanted = _clean(names)
    if len(wanted) > MOST_LABELS:
        raise Invalid(_("At most %(most)s of these, please.", most=MOST_LABELS), field="labels")
    _label_as(actor, case, wanted)


def follow_labels(case: Case, names: Sequence[str]) -> None:
    """The labels of a case that another helpdesk owns: as many as a case and its desk have room for."""
    there = select(func.lower(Label.name)).where(Label.space_id == case.space_id)
    known = set(session().scalars(there))
    room = MOST_OF_DESK - len(known)
    wanted = []
    for name in _clean(names):
        is_new = name.lower() not in known
        if not is_new or room > 0:
            wanted.append(name)
            room -= is_new
    _label_as(SYSTEM, case, wanted[:MOST_LABELS])


def _clean(names: Sequence[str]) -> list[str]:
    clean = filter(None, (" ".join(name.split())[:LONGEST_LABEL] for name in names))
    return list({name.lower(): name for name in reversed(list(clean))}.values())[::-1]


def _label_as(actor: Actor, case: Case, wanted: Sequence[str]) -> None:
    with transaction() as db:
        locked(case)
        before = {each.label.name.lower(): each for each in labelled(case)}
        after = {name.lower() for name in wanted}
        added = [name for name in wanted if name.lower() not in before]
        for name, row in before.items():
            if name not in after:
                db.delete(row)
        for name in added:
            db.add(Labelled(label_id=_label(case.space_id, name).id, case_id=case.id))
        removed = [row.label.name for name, row in before.items() if name not in after]
        if added or removed:
            step(
                actor,
                case,
                "labelled",
                detail=", ".join([f"+{n}" for n in added] + [f"-{n}" for n in removed]),
            )
            record(Labelling(tuple(added), tuple(removed)), actor, case)


def labelled(case: Case) -> Sequence[Labelled]:
    """What a case carries, by name."""
    statement = select(Labelled).where(Labelled.case_id == case.id).join(Labelled.label).order_by(Label.name)
    return session().scalars(statement).all()


def set_fields(actor: Person, case: Case, values: Mapping[str, str]) -> None:
    """Fill the fields of the case's desk: key → as typed, "" empties one. What is not named stays."""
    require(actor, WORK_CASE, case)
    fields = {field.key: field for field in fields_of(case.space_id)}
    read = {key: read_value(fields[key], text) for key, text in values.items() if key in fields}
    with transaction() as db:
        locked(case)
        changed = []
        for key, found in read.items():
            row = db.get(CaseValue, (fields[key].id, case.id))
            if found == (None, None, None):
                if row is not None:
                    db.delete(row)
                    changed.append(key)
            elif row is None or (row.words, row.number, row.day) != found:
                row = row or CaseValue(field_id=fields[key].id, case_id=case.id)
                row.words, row.number, row.day = found
                db.add(row)
                changed.append(key)
        if changed:
            step(actor, case, "fields", detail=", ".join(fields[key].name for key in changed))
            record(FieldsSet(tuple(changed)), actor, case)


def fields_of(space_id: int) -> Sequence[CaseField]:
    """The fields that a desk asks for, in the order in which they were made."""
    mine = select(CaseField).where(CaseField.space_id == space_id, CaseField.retired_at.is_(None))
    return session().scalars(mine.order_by(CaseField.id)).all()


def read_value(field: CaseField, text: str) -> tuple[str | None, float | None, date | None]:
    """(words, number, day) of what was typed; raises Invalid naming the field."""
    text = " ".join(text.split())
    if not text:
        return None, None, None
    try:
        match field.kind:
            case FieldKind.NUMBER:
                return None, float(text.replace(",", ".")), None
            case FieldKind.DATE:
                return None, None, date.fromisoformat(text)
            case FieldKind.YES_NO if text.lower() in (*YES, *NO):
                return None, float(text.lower() in YES), None
            case FieldKind.CHOICE if text in field.choices:
                return text, None, None
            case FieldKind.TEXT if len(text) <= LONGEST_WORDS:
                return text, None, None
    except ValueError:
        pass
    raise Invalid(
        _("“%(text)s” does not fit “%(name)s”.", text=text[:40], name=field.name), field=f"field_{field.key}"
    )


def add_field(
    actor: Person, desk: Space, name: str, kind: FieldKind, choices: Sequence[str] = ()
) -> CaseField:
    """Give a desk a field of its own."""
    require(actor, RUN_DESK, desk)
    offered = list(dict.fromkeys(filter(None, (" ".join(each.split())[:100] for each in choices))))
    if kind == FieldKind.CHOICE and len(offered) < LEAST_CHOICES:
        raise Invalid(_("Give at least two choices, a line each."), field="choices")
    key = slug_of(name, 40)
    with transaction() as db:
        there = db.scalars(select(CaseField).where(CaseField.space_id == desk.id)).all()
        if len([each for each in there if each.retired_at is None]) >= MOST_FIELDS:
            raise Invalid(_("At most %(most)s of these, please.", most=MOST_FIELDS), field="name")
        field = next((each for each in there if each.key == key), None)
        if field is not None and (field.retired_at is None or field.kind != kind):
            raise Invalid(_("The desk has a field of this name."), field="name")
        field = field or CaseField(space_id=desk.id, key=key, kind=kind)
        field.name, field.choices, field.retired_at = name, offered, None
        db.add(field)
        db.flush()
        record(DeskChanged(), actor, desk)
    return field


def retire_field(actor: Person, desk: Space, key: str) -> None:
    """Ask for a field no longer; what stands in it is kept, and there again when it is added again."""
    require(actor, RUN_DESK, desk)
    with transaction() as db:
        mine = select(CaseField).where(CaseField.space_id == desk.id, CaseField.key == key)
        field = db.scalars(mine).one_or_none()
        if field is not None:
            field.retired_at = clock.now()
            record(DeskChanged(), actor, desk)


def keep_list(actor: Person, name: str, text: str, sort: str, desk: Space | None = None) -> KeptList:
    """Keep a filter and an order under a name, for oneself or for a desk."""
    if desk is not None:
        require(actor, OPEN_CASE, desk)
    canonical = text_of(parse(text))
    if not canonical:
        raise Invalid(_("Narrow the list first; what is kept is the filter."), field="filter")
    with transaction() as db:
        owned = db.scalar(select(func.count()).where(KeptList.owner_id == actor.id))
        if (owned or 0) >= SHOWN:
            raise Invalid(_("At most %(most)s lists, please. Drop one first.", most=SHOWN), field="name")
        kept = KeptList(
            owner_id=actor.id, space_id=desk.id if desk else None, name=name, filter=canonical, sort=sort,
            created_at=clock.now(),
        )  # fmt: skip
        db.add(kept)
    return kept


def drop_list(actor: Person, kept: KeptList) -> None:
    """Keep a list no longer."""
    require(actor, DROP_LIST, kept)
    with transaction() as db:
        db.execute(delete(KeptList).where(KeptList.id == kept.id))


def _label(space_id: int, name: str) -> Label:
    """The desk's label of this name, whatever its capitals; made when there is none."""
    there = select(Label).where(Label.space_id == space_id, func.lower(Label.name) == name.lower())
    found = session().scalars(there).first()
    if found is not None:
        return found
    if (session().scalar(select(func.count()).where(Label.space_id == space_id)) or 0) >= MOST_OF_DESK:
        raise Invalid(
            _("The desk has %(most)s labels already. Take one of them.", most=MOST_OF_DESK), field="labels"
        )
    made = Label(space_id=space_id, name=name)
    session().add(made)
    session().flush()
    return made
