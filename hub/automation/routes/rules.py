"""The rules of a desk: the list, writing one, trying it, switching it on, and the log of what fired."""

from typing import Annotated, Any

from flask import Response, g, request

from hub.automation import rule_queries
from hub.automation.deeds import Bench, deeds_of
from hub.automation.order import goes_up
from hub.automation.reading import DeedsForm, deeds_in, offered_on, read_for, typed_as
from hub.automation.routes.shown import bp
from hub.automation.rule_actions import WantedRule, drop_rule, keep_rule, mark_of, move_rule, switch_rule
from hub.automation.rule_models import DeskRule, Firing, Trigger
from hub.automation.triggers import TRIGGER_WORDS
from hub.automation.wording import names_of, said
from hub.cases.deskhand import DeskHand
from hub.cases.narrowing import NAMES
from hub.cases.routes.promises import the_desk
from hub.core.errors import Invalid, NotFound
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.spaces.rules import sees_cases
from hub.web.forms import LINES, Form, Note, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after


class RuleForm(DeedsForm):
    """A rule as it is written."""

    name: Annotated[str, bounded(80, 1), LINES]
    trigger: Trigger
    hours: int | None = None
    filter: Note = ""


class SwitchForm(Form):
    """On or off; `tried`: the mark of the trial that was looked at."""

    on: Short = ""
    tried: Short = ""


@bp.get("/cases/desks/<slug>/rules")
def rules(slug: str) -> str:
    desk = ruled_desk(slug)
    return page("automation/rules.html", desk=desk, rules=rule_queries.rules_of(desk), triggers=TRIGGER_WORDS)


@bp.get("/cases/desks/<slug>/rules/new")
def new_rule(slug: str) -> str:
    return _writing(ruled_desk(slug), blank())


@bp.post("/cases/desks/<slug>/rules")
@once
def add_rule(slug: str) -> Any:
    return _kept(ruled_desk(slug), None)


@bp.get("/cases/desks/<slug>/rules/log")
def fired(slug: str) -> str:
    desk = ruled_desk(slug)
    wanted = request.args.get("rule", "")
    rule_id = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else 0
    found = rule_queries.firings_of(g.actor, desk, rule_id, after())
    return page("automation/fired.html", desk=desk, found=found, rule_id=rule_id, triggers=TRIGGER_WORDS)


@bp.get("/cases/desks/<slug>/rules/<int:rule>")
def rule(slug: str, rule: int) -> str:
    desk = ruled_desk(slug)
    found = the_rule(desk, rule)
    written = typed_as(deeds_of(found.deeds))
    more = {
        "name": found.name,
        "trigger": found.trigger.value,
        "hours": found.hours or "",
        "filter": found.filter,
    }
    return _writing(desk, blank(**{**written, **more}), found)


@bp.post("/cases/desks/<slug>/rules/<int:rule>")
def change_rule(slug: str, rule: int) -> Any:
    desk = ruled_desk(slug)
    return _kept(desk, the_rule(desk, rule))


@bp.get("/cases/desks/<slug>/rules/<int:rule>/trial")
def trial(slug: str, rule: int) -> str:
    return _tried(the_rule(ruled_desk(slug), rule))


@bp.post("/cases/desks/<slug>/rules/<int:rule>/switch")
def switch(slug: str, rule: int) -> Any:
    found, form = the_rule(ruled_desk(slug), rule), read(SwitchForm)
    on = bool(form.value("on"))
    try:
        switch_rule(g.actor, found, on, str(form.value("tried")))
    except Invalid as refused:
        return _tried(found, refused.message), 422
    said_so = (
        _("“%(name)s” works from now on.", name=found.name)
        if on
        else _("“%(name)s” is off.", name=found.name)
    )
    return done(f"/cases/desks/{slug}/rules#r{rule}", say=said_so)


@bp.post("/cases/desks/<slug>/rules/<int:rule>/place")
def place_rule(slug: str, rule: int) -> Response:
    found = the_rule(ruled_desk(slug), rule)
    move_rule(g.actor, found, goes_up())
    return done(f"/cases/desks/{slug}/rules#r{rule}")


@bp.post("/cases/desks/<slug>/rules/<int:rule>/removal")
def remove_rule(slug: str, rule: int) -> Response:
    found = the_rule(ruled_desk(slug), rule)
    drop_rule(g.actor, found)
    said_so = _("“%(name)s” is gone. What it did stays done.", name=found.name)
    return done(f"/cases/desks/{slug}/rules", say=said_so)


@bp.get("/cases/firings/<int:id>")
def firing(id: int) -> str:
    """For whoever reads the case: which rule it was, when, why, and what it did."""
    found = load(g.actor, Firing, id)
    deeds = deeds_of(found.deeds)
    names = names_of(g.actor, found.rule.space_id, deeds)
    does = [said(deed, names) for deed in deeds]
    return page("automation/firing.html", firing=found, does=does, triggers=TRIGGER_WORDS)


def _kept(desk: Space, found: DeskRule | None) -> Any:
    form = read_for(desk, RuleForm)
    if form.ok:
        data = form.data
        try:
            wanted = WantedRule(data.name, data.trigger, data.filter, deeds_in(form), data.hours)
            kept = keep_rule(g.actor, desk, wanted, found)
            said_so = _("Kept, and off until you have seen what it would have done.")
            return done(f"/cases/desks/{desk.slug}/rules/{kept.id}/trial", say=said_so)
        except Invalid as refused:
            form.refuse(refused.field or "deeds", refused.message)
    return _writing(desk, form, found), 422


def _writing(desk: Space, form: Read[Any], found: DeskRule | None = None) -> str:
    bench = Bench(DeskHand(desk.id, g.actor.id), desk, shared=True)
    return page(
        "automation/rule.html", desk=desk, form=form, found=found, offered=offered_on(bench), rule=True,
        triggers=TRIGGER_WORDS, names=sorted(NAMES),
    )  # fmt: skip


def _tried(found: DeskRule, refused: str = "") -> str:
    touched, count, looked_at, is_cut, trouble = rule_queries.trial_of(g.actor, found)
    return page(
        "automation/trial.html", desk=found.space, rule=found, touched=touched, count=count,
        looked_at=looked_at, is_cut=is_cut, trouble=refused or trouble, mark=mark_of(found),
        triggers=TRIGGER_WORDS,
    )  # fmt: skip


def ruled_desk(slug: str) -> Space:
    """A desk that the actor runs and whose cases they see: what fits a rule tells what stands in cases."""
    desk = the_desk(slug)
    if not sees_cases(g.actor, desk):
        raise NotFound
    return desk


def the_rule(desk: Space, id: int) -> DeskRule:
    found = rule_queries.rule_of(desk, id)
    if found is None:
        raise NotFound
    return found
