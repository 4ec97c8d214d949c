"""The addresses of the administration: parse, call, show."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, redirect, request
from pydantic import Field

from hub.admin import actions, queries
from hub.admin.health import health
from hub.core.db import session
from hub.core.deliveries import Delivery
from hub.core.dispatch import ParkedEvent
from hub.core.errors import HubError, NotFound
from hub.core.features import registry
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.people.actions import deactivate, give_roles, reactivate
from hub.people.models import Person, Role
from hub.people.recognition import rules_in_force, set_rules
from hub.people.rules import ADMINISTER, ADMINISTER_PEOPLE, READ_AUDIT
from hub.spaces.topics import slug_of
from hub.web.forms import Form, MailAddress, Name, OptionalBody, Short, blank, read
from hub.web.guard import anyone
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after

bp = Blueprint("admin", __name__, template_folder="templates")

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class InviteForm(Form):
    """A new colleague."""

    name: Name
    email: MailAddress
    title: Short = ""
    roles: list[Role] = Field(default_factory=list, max_length=10)


class RolesForm(Form):
    """What a colleague may do."""

    roles: list[Role] = Field(default_factory=list, max_length=10)


class RecognitionForm(Form):
    """Whether and where it may be kept whom somebody helped; one place a line."""

    is_on: bool = False
    places: OptionalBody = ""


@bp.get("/healthz")
@anyone
def healthz() -> Response:
    found = health()
    return make_response(jsonify(found.as_dict()), 200 if found.ok else 503)


@bp.get("/admin")
def start() -> Any:
    return redirect("/admin/people")


@bp.get("/admin/people")
def people() -> str:
    require(g.actor, ADMINISTER_PEOPLE)
    words = request.args.get("q", "")
    found = queries.people(words, after=after())
    return page("admin/people.html", found=found, words=words, count=queries.people_count(), roles=list(Role))


@bp.get("/admin/people/new")
def invite_page() -> str:
    require(g.actor, ADMINISTER_PEOPLE)
    return page("admin/invite.html", form=blank(), roles=list(Role))


@bp.post("/admin/people")
@once
def invite() -> Any:
    require(g.actor, ADMINISTER_PEOPLE)
    form = read(InviteForm)
    if form.ok:
        try:
            data = form.data
            handle = slug_of(data.email.split("@")[0], 40).replace("-", ".")
            person = actions.invite(
                g.actor, data.name, data.email, handle, title=data.title, roles=frozenset(data.roles)
            )
            return done(
                "/admin/people",
                say=_("%(first_name)s gets a mail with the way in.", first_name=person.first_name),
            )
        except HubError as error:
            form.refuse(error.field or "email", error.message)
    return page("admin/invite.html", form=form, roles=list(Role)), 422


@bp.get("/admin/people/<int:id>")
def edit_person(id: int) -> str:
    require(g.actor, ADMINISTER_PEOPLE)
    person = load(g.actor, Person, id)
    return page("admin/person.html", person=person, roles=list(Role), form=blank())


@bp.post("/admin/people/<int:id>/roles")
def set_roles(id: int) -> Any:
    require(g.actor, ADMINISTER_PEOPLE)
    person = load(g.actor, Person, id)
    form = read(RolesForm)
    if form.ok:
        try:
            give_roles(g.actor, person, frozenset(form.data.roles))
            return done(
                "/admin/people", say=_("%(first_name)s’s roles are changed.", first_name=person.first_name)
            )
        except HubError as error:
            form.refuse("roles", error.message)
    return page("admin/person.html", person=person, roles=list(Role), form=form), 422


@bp.post("/admin/people/<int:id>/deactivation")
def close_account(id: int) -> Response:
    person = load(g.actor, Person, id)
    deactivate(g.actor, person)
    return done(
        "/admin/people", say=_("%(name)s is signed out everywhere and cannot sign in.", name=person.name)
    )


@bp.post("/admin/people/<int:id>/reactivation")
def open_account(id: int) -> Response:
    person = load(g.actor, Person, id)
    reactivate(g.actor, person)
    return done("/admin/people", say=_("%(name)s can sign in again.", name=person.name))


@bp.get("/admin/stuck")
def stuck() -> str:
    require(g.actor, ADMINISTER)
    return page(
        "admin/stuck.html", found=queries.stuck(), health=health(), mail=queries.mail_waiting(),
        words=queries.consumer_words,
    )  # fmt: skip


@bp.post("/admin/stuck/events/<int:id>/retry")
def retry_event(id: int) -> Response:
    require(g.actor, ADMINISTER)
    worked = actions.retry_event(g.actor, _get(ParkedEvent, id))
    return done("/admin/stuck", say=_("It went through.") if worked else _("It failed again; it stays here."))


@bp.post("/admin/stuck/deliveries/<int:id>/retry")
def retry_delivery(id: int) -> Response:
    require(g.actor, ADMINISTER)
    actions.retry_delivery(g.actor, _get(Delivery, id))
    return done("/admin/stuck", say=_("It is tried again now."))


@bp.get("/admin/audit")
def audit_log() -> str:
    require(g.actor, READ_AUDIT)
    wanted = {name: request.args.get(name, "")[:120] for name in ("actor", "action", "subject")}
    return page(
        "admin/audit.html", found=queries.audit_entries(*wanted.values(), after=after()), wanted=wanted
    )


@bp.get("/admin/audit.csv")
def audit_export() -> Response:
    require(g.actor, READ_AUDIT)
    wanted = [request.args.get(name, "")[:120] for name in ("actor", "action", "subject")]
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    lines = list(_csv(wanted))
    return Response(lines, mimetype="text/csv", headers=headers)


@bp.get("/admin/recognition")
def recognition() -> str:
    require(g.actor, ADMINISTER)
    rules = rules_in_force()
    form = blank(is_on=rules.is_on, places="\n".join(rules.places))
    return page("admin/recognition.html", rules=rules, form=form)


@bp.post("/admin/recognition")
def save_recognition() -> Any:
    require(g.actor, ADMINISTER)
    form = read(RecognitionForm)
    if form.ok:
        try:
            set_rules(g.actor, is_on=form.data.is_on, places=form.data.places.splitlines())
        except HubError as error:
            form.refuse(error.field or "places", error.message)
        else:
            return done("/admin/recognition", say=_("Saved. What may not be kept is being deleted."))
    return page("admin/recognition.html", rules=rules_in_force(), form=form), 422


@bp.get("/admin/plugins")
def plugins() -> str:
    require(g.actor, ADMINISTER)
    names = current_app.config["HUB"].plugins
    return page("admin/plugins.html", features=registry.features.values(), names=names)


def _csv(wanted: list[str]) -> Iterator[str]:
    yield _line(["id", "at", "actor", "action", "subject", "before", "after", "address"])
    for entry, person in queries.every_audit_entry(*wanted):
        who = person.handle if person else "hub"
        yield _line([entry.id, entry.at.isoformat(), who, entry.action, entry.subject,
                     entry.before, entry.after, entry.address])  # fmt: skip


def _line(values: list[Any]) -> str:
    """One line of CSV; a cell that a spreadsheet would run as a formula is quoted."""
    cells = [f"'{value}" if str(value).startswith(FORMULA) else value for value in values]
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _get(model: type[Any], id: int) -> Any:
    found = session().get(model, id)
    if found is None:
        raise NotFound
    return found
