"""The addresses of what is urgent: call it so, know of it, end it; and who may, for administrators."""

import re
from typing import Annotated, Any

from flask import Blueprint, Response, g
from pydantic import Field

from hub.core.errors import HubError
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.inbox.urgent import actions
from hub.inbox.urgent.queries import concerned, load_urgent
from hub.inbox.urgent.rules import MARK_URGENT, rule_in_force
from hub.people.models import Person, Role
from hub.people.rules import ADMINISTER
from hub.spaces.queries import people_by_handle
from hub.web.forms import Form, Note, Read, Short, blank, read
from hub.web.pages import done, page

bp = Blueprint("urgent", __name__, template_folder="../templates")


class UrgentForm(Form):
    """For whom, and why. people: @names."""

    people: Note
    words: Short = ""


class RuleForm(Form):
    """Who may, how often in a day, and whether it wakes whoever is not on duty."""

    roles: list[Role] = Field(default_factory=list, max_length=len(Role))
    per_day: Annotated[int, Field(ge=1, le=100)]
    passes_quiet: bool = False


@bp.get("/t/<ref>/urgent")
def urgent_page(ref: str) -> str:
    thing = resolve(g.actor, ref)
    require(g.actor, MARK_URGENT, thing)
    names = " ".join(f"@{person.handle}" for person in concerned(g.actor, thing))
    return _calling(thing, blank(people=names))


@bp.post("/t/<ref>/urgent")
def mark(ref: str) -> Any:
    thing = resolve(g.actor, ref)
    require(g.actor, MARK_URGENT, thing)
    form = read(UrgentForm)
    try:
        people = _people(form) if form.ok else []
        if form.ok:
            actions.mark_urgent(g.actor, thing, people, form.data.words)
            return done(url_of(thing), say=_("They are called until they know, for half an hour at most."))
    except HubError as error:
        form.refuse(error.field or "people", error.message)
    return _calling(thing, form), 422


@bp.post("/urgent/<int:id>/end")
def end(id: int) -> Response:
    urgent = load_urgent(g.actor, id)
    actions.end_urgent(g.actor, urgent)
    return done(url_of(resolve(g.actor, urgent.ref)), say=_("Nobody is called any more."))


@bp.get("/admin/urgent")
def rule() -> str:
    require(g.actor, ADMINISTER)
    kept = rule_in_force()
    form = blank(roles=sorted(kept.roles), per_day=kept.per_day, passes_quiet=kept.passes_quiet)
    return page("inbox/urgent_rule.html", form=form, roles=list(Role)[1:])


@bp.post("/admin/urgent")
def save_rule() -> Any:
    require(g.actor, ADMINISTER)
    form = read(RuleForm)
    if not form.ok:
        return page("inbox/urgent_rule.html", form=form, roles=list(Role)[1:]), 422
    sent = form.data
    actions.set_urgent_rule(g.actor, sent.roles, sent.per_day, passes_quiet=sent.passes_quiet)
    return done("/admin/urgent", say=_("Saved."))


def _people(form: Read[UrgentForm]) -> list[Person]:
    handles = [name.lstrip("@").lower() for name in re.split(r"[\s,]+", form.data.people) if name.strip("@")]
    found = people_by_handle(handles)
    for handle in handles:
        if handle not in found:
            form.refuse("people", _("There is no colleague @%(handle)s.", handle=handle))
    return list(found.values())


def _calling(thing: Any, form: Read[Any]) -> str:
    title = kind_of(thing.ref).title(thing)
    return page("inbox/urgent.html", thing=thing, form=form, title=title, url=url_of(thing))
