"""Hours and promises of a desk, and what one shift hands to the next."""

from typing import Any

from flask import Response, g
from sqlalchemy import Select, select

from hub.cases import hours_text, showing
from hub.cases.actions.promises import LONGEST_FOLLOW_UP, LONGEST_WARNING, Plan, set_plan
from hub.cases.due import handovers
from hub.cases.models import Priority
from hub.cases.routes.shown import bp
from hub.cases.rules import RUN_DESK
from hub.cases.target_models import FOLLOW_UP_DAYS, WARN_MINUTES, DeskHours, DeskTarget
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.permissions import SYSTEM, can, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.routes.settings import known_zone, zones
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import sees_cases
from hub.web.forms import Form, Note, OptionalBody, Read, Short, blank, read
from hub.web.pages import done, page

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_NAMES = (
    lazy("Monday"), lazy("Tuesday"), lazy("Wednesday"), lazy("Thursday"), lazy("Friday"), lazy("Saturday"),
    lazy("Sunday"),
)  # fmt: skip
PRIORITIES = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)
TARGETS = ("first", "following", "solution")


class PlanForm(Form):
    """As people write it; read by hub.cases.hours_text."""

    timezone: Short = ""
    monday: Note = ""
    tuesday: Note = ""
    wednesday: Note = ""
    thursday: Note = ""
    friday: Note = ""
    saturday: Note = ""
    sunday: Note = ""
    holidays: OptionalBody = ""
    shifts: Note = ""
    warn: Short = ""
    follow_up: Short = ""
    first_urgent: Short = ""
    first_high: Short = ""
    first_normal: Short = ""
    first_low: Short = ""
    following_urgent: Short = ""
    following_high: Short = ""
    following_normal: Short = ""
    following_low: Short = ""
    solution_urgent: Short = ""
    solution_high: Short = ""
    solution_normal: Short = ""
    solution_low: Short = ""


@bp.get("/cases/handover")
def handover() -> str:
    return page("cases/handover.html", handovers=handovers(g.actor), showing=showing)


@bp.get("/cases/desks")
def desks() -> str:
    found = session().scalars(_all_desks().order_by(Space.name).limit(100))
    return page(
        "cases/desks.html",
        desks=[(desk, sees_cases(g.actor, desk)) for desk in found if can(g.actor, RUN_DESK, desk)],
    )


@bp.get("/cases/desks/<slug>")
def desk_plan(slug: str) -> str:
    desk = the_desk(slug)
    return _plan_page(desk, blank(**_as_written(desk)))


@bp.post("/cases/desks/<slug>")
def keep_plan(slug: str) -> Any:
    desk, form = the_desk(slug), read(PlanForm)
    plan = _plan_of(form) if form.ok else None
    if plan is None or not form.ok:
        return _plan_page(desk, form), 422
    set_plan(g.actor, desk, plan)
    answer: Response = done(f"/cases/desks/{slug}", say=_("Kept. Open cases get their new times at once."))
    return answer


def the_desk(slug: str) -> Space:
    """A desk that the actor runs; for everybody else there is none."""
    desk: Space | None = session().scalars(_all_desks().where(Space.slug == slug)).one_or_none()
    if desk is None or not can(g.actor, RUN_DESK, desk):
        raise NotFound
    return desk


def _all_desks() -> Select[Any]:
    """Hidden ones too: administrators run desks that they do not belong to. Whoever asks checks RUN_DESK."""
    return readable(SYSTEM, select(Space)).where(Space.kind == SpaceKind.DESK)


def _plan_of(form: Read[PlanForm]) -> Plan | None:
    week = [_field(form, day, hours_text.spans_of) or [] for day in DAYS]
    targets = {
        priority: tuple(_field(form, f"{name}_{priority}", hours_text.minutes_of) for name in TARGETS)
        for priority in PRIORITIES
    }
    plan = Plan(
        timezone=_field(form, "timezone", known_zone) or "",
        week=week,
        holidays=_field(form, "holidays", hours_text.holidays_of) or [],
        shifts=_field(form, "shifts", hours_text.times_of) or [],
        warn_minutes=_field(form, "warn", hours_text.minutes_of) or WARN_MINUTES,
        follow_up_days=_field(form, "follow_up", lambda text: int(text or FOLLOW_UP_DAYS)) or 0,
        targets=targets,
    )
    if plan.warn_minutes > LONGEST_WARNING:
        form.refuse("warn", _("Give a span of at most a day."))
    if not 1 <= plan.follow_up_days <= LONGEST_FOLLOW_UP:
        form.refuse("follow_up", _("Give a number of days, at most a year."))
    return plan if form.ok else None


def _field(form: Read[PlanForm], name: str, parse: Any) -> Any:
    """What a field says; a sentence beside it when that cannot be read."""
    try:
        return parse(str(form.value(name)))
    except ValueError as error:
        form.refuse(name, str(error))
        return None


def _as_written(desk: Space) -> dict[str, str]:
    kept = session().get(DeskHours, desk.id)
    values = {"warn": hours_text.minutes_text(WARN_MINUTES), "follow_up": str(FOLLOW_UP_DAYS)}
    if kept is not None:
        week = {day: hours_text.spans_text(spans) for day, spans in zip(DAYS, kept.week, strict=False)}
        values |= week | {
            "timezone": kept.timezone, "holidays": hours_text.holidays_text(kept.holidays),
            "shifts": ", ".join(hours_text.time_text(at) for at in kept.shifts),
            "follow_up": str(kept.follow_up_days), "warn": hours_text.minutes_text(kept.warn_minutes),
        }  # fmt: skip
    for target in session().scalars(select(DeskTarget).where(DeskTarget.space_id == desk.id)):
        minutes = target.first_minutes, target.next_minutes, target.solution_minutes
        for name, each in zip(TARGETS, minutes, strict=True):
            values[f"{name}_{target.priority}"] = hours_text.minutes_text(each)
    return values


def _plan_page(desk: Space, form: Read[Any]) -> str:
    return page(
        "cases/desk.html", desk=desk, form=form, days=tuple(zip(DAYS, DAY_NAMES, strict=True)),
        priorities=PRIORITIES, zones=zones(),
    )  # fmt: skip
