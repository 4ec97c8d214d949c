"""The ladder of licences: who stands where, what samples say, giving a licence (WK14)."""

from typing import Any

from flask import g, redirect
from pydantic import Field

from hub.core.db import session
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.web.forms import Form, Note, Read, blank, read
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki import licences
from hub.wiki.actions.licensing import give_licence, take_sample
from hub.wiki.licence_models import Licence
from hub.wiki.models import Page, PageRevision
from hub.wiki.routes.shown import body_of, bp
from hub.wiki.rules import COACH


class GiveForm(Form):
    """A step of the ladder and the reason."""

    licence: Licence
    because: Note = ""


class SampleForm(Form):
    """Which checks hold for one version of a page."""

    revision: int
    held: list[str] = Field(default_factory=list, max_length=len(licences.CHECKS))
    words: Note = ""


@bp.get("/wiki/licences")
def ladder() -> Any:
    if not can(g.actor, COACH):
        return redirect(f"/wiki/licences/{g.actor.handle}", 303)
    return whole("wiki/ladder.html", lines=licences.ladder(g.actor), on=licences.is_ladder_on(), **_rules())


@bp.get("/wiki/licences/<handle>")
def licence(handle: str) -> str:
    person = _person(handle)
    return _licence(person, blank(licence=licences.quality_of(person).proposed or "", because=""))


@bp.post("/wiki/licences/<handle>")
@once
def give(handle: str) -> Any:
    person = _person(handle)
    require(g.actor, COACH, person)
    form = read(GiveForm)
    if not form.ok:
        return _licence(person, form), 422
    try:
        give_licence(g.actor, person, form.data.licence, form.data.because)
    except (Invalid, Conflict) as error:
        form.refuse(getattr(error, "field", None) or "licence", error.message)
        return _licence(person, form), 422
    said = _("%(name)s holds the licence “%(licence)s” now.", name=person.name,
             licence=form.data.licence.label)  # fmt: skip
    return done(f"/wiki/licences/{handle}", say=said)


@bp.get("/wiki/licences/<handle>/samples/<int:revision>")
def sampling(handle: str, revision: int) -> str:
    person = _person(handle)
    require(g.actor, COACH, person)
    return _sampling(person, _version(person, revision), blank(held=list(licences.CHECKS), words=""))


@bp.post("/wiki/licences/<handle>/samples")
@once
def sample(handle: str) -> Any:
    person = _person(handle)
    require(g.actor, COACH, person)
    form = read(SampleForm)
    if not form.ok and not str(form.value("revision")).isdecimal():
        raise Invalid(_("Open the version again and look through it from there."))
    version = _version(person, int(str(form.value("revision"))[:15]))
    if not form.ok:
        return _sampling(person, version, form), 422
    try:
        take_sample(g.actor, person, version.id, form.data.held, form.data.words)
    except (Invalid, Conflict) as error:
        form.refuse("words", error.message)
        return _sampling(person, version, form), 422
    return done(f"/wiki/licences/{handle}", say=_("Kept. Thank you."))


def _person(handle: str) -> Person:
    """Oneself, or for a coach anybody; else nobody is there."""
    if handle == g.actor.handle:
        return load(g.actor, Person, handle, by=Person.handle)
    if not can(g.actor, COACH):
        raise NotFound
    return load(g.actor, Person, handle, by=Person.handle)


def _version(person: Person, id: int) -> PageRevision:
    found = load(g.actor, PageRevision, id)
    if found.author_id != person.id:
        raise NotFound
    return found


def _rules() -> dict[str, Any]:
    return {
        "steps": list(Licence), "enough": licences.ENOUGH, "sampled": licences.SAMPLED,
        "good": round(licences.GOOD * 100), "poor": round(licences.POOR * 100),
    }  # fmt: skip


def _licence(person: Person, form: Read[Any]) -> str:
    may_give = can(g.actor, COACH, person)
    return whole(
        "wiki/licence.html", person=person, form=form, held=licences.licence_of(person),
        quality=licences.quality_of(person), checks=licences.CHECKS, may_give=may_give,
        may_coach=can(g.actor, COACH), on=licences.is_ladder_on(), history=licences.history_of(person),
        samples=licences.samples_of(g.actor, person),
        waiting=licences.to_be_sampled(g.actor, person) if may_give else (),
        choices=[(step.value, step.label) for step in Licence], **_rules(),
    )  # fmt: skip


def _sampling(person: Person, version: PageRevision, form: Read[Any]) -> str:
    page = session().get_one(Page, version.page_id)
    return whole(
        "wiki/sample.html", person=person, version=version, form=form, checks=licences.CHECKS,
        body=body_of(version.html, page, draft=True),
    )  # fmt: skip
