"""What the administration chooses about questions."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.people.rules import ADMINISTER
from hub.qa import closings, places, ruling
from hub.qa.faces import look_up_asker
from hub.qa.models import Question
from hub.qa.promised import USUAL_HOURS, hours_in_force
from hub.qa.routes.shown import bp
from hub.qa.rules import LOOK_UP_ASKER, SET_PLACE_RULE
from hub.qa.search import question_url
from hub.spaces.models import Space
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.pages import done, page


class RuleForm(Form):
    """The reasons for closing a question, one on each line; working hours before one climbs."""

    reasons: Annotated[str, bounded(20 * LIMITS.short), LINES] = ""
    hours: Annotated[int, Field(ge=1, le=80)] = USUAL_HOURS
    lock: Annotated[int, Field(ge=0, le=places.LONGEST)] = 0


class PlaceForm(Form):
    """What a community chooses. lock: "" as the house has it."""

    lock: Annotated[str, bounded(5), LINES] = ""
    anonymous: str = ""


class LookForm(Form):
    """Why somebody looks it up."""

    reason: Annotated[str, bounded(LIMITS.note, 1), LINES]


@bp.get("/admin/questions")
def rule_page() -> str:
    require(g.actor, ADMINISTER)
    return page(
        "qa/rule.html",
        form=blank(reasons="\n".join(closings.reasons()), hours=hours_in_force(), lock=places.house_lock()),
    )


@bp.post("/admin/questions")
def save_rule() -> Any:
    require(g.actor, ADMINISTER)
    form = read(RuleForm)
    if not form.ok:
        return page("qa/rule.html", form=form), 422
    ruling.set_rule(
        g.actor, reasons=form.data.reasons.splitlines(), hours=form.data.hours, lock_hours=form.data.lock
    )
    return done("/admin/questions", say=_("Saved."))


@bp.get("/c/<slug>/questions/rule")
def place_rule(slug: str) -> str:
    space = load(g.actor, Space, slug, by=Space.slug)
    require(g.actor, SET_PLACE_RULE, space)
    kept = places.rule_of(space)
    lock = "" if kept.lock_hours is None else str(kept.lock_hours)
    return _place(space, blank(lock=lock, anonymous="1" if kept.takes_anonymous else ""))


@bp.post("/c/<slug>/questions/rule")
def save_place_rule(slug: str) -> Any:
    space = load(g.actor, Space, slug, by=Space.slug)
    require(g.actor, SET_PLACE_RULE, space)
    form = read(PlaceForm)
    typed = str(form.value("lock")).strip()
    if form.ok and typed and not (typed.isascii() and typed.isdecimal() and int(typed) <= places.LONGEST):
        form.refuse("lock", _("Give whole hours, up to %(most)s, or leave it empty.", most=places.LONGEST))
    if not form.ok:
        return _place(space, form), 422
    hours = int(typed) if typed else None
    places.set_place_rule(g.actor, space, lock_hours=hours, takes_anonymous=bool(form.data.anonymous))
    return done(space.url, say=_("Saved."))


@bp.get("/q/<int:id>/asker")
def asker(id: int) -> str:
    """Who asked without a name: for auditors, who say why."""
    found = load(g.actor, Question, id)
    require(g.actor, LOOK_UP_ASKER, found)
    return page("qa/asker.html", question=found, form=blank(), url=question_url(found), who=None)


@bp.post("/q/<int:id>/asker")
def look_up(id: int) -> Any:
    found, form = load(g.actor, Question, id), read(LookForm)
    require(g.actor, LOOK_UP_ASKER, found)
    if not form.ok:
        return page("qa/asker.html", question=found, form=form, url=question_url(found), who=None), 422
    who = look_up_asker(g.actor, found, form.data.reason)
    return page("qa/asker.html", question=found, form=form, url=question_url(found), who=who)


def _place(space: Space, form: Read[Any]) -> str:
    return page("qa/place_rule.html", space=space, form=form, house=places.house_lock())
