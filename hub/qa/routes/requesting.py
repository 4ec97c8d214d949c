"""Asking somebody in particular, and what they do with it: take it, decline, hand it on."""

from typing import Annotated, Any

from flask import Response, g

from hub.core.errors import Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.queries import find_by_handle, handles_in
from hub.people.request_models import AnswerRequest
from hub.qa import requests
from hub.qa.asked import next_who_fit, request_of
from hub.qa.models import Question
from hub.qa.routes.shown import bp
from hub.qa.search import question_url
from hub.spaces.parts import find_place
from hub.spaces.queries import members
from hub.web.forms import LINES, Form, Note, Short, bounded, read
from hub.web.guard import safe_next
from hub.web.pages import done


class PersonForm(Form):
    """Who is to answer, by handle, people or small communities; several by commas."""

    person: Annotated[str, bounded(LIMITS.title, 1), LINES]


class SettleForm(Form):
    """What one does with a request; `to`: who answers instead, else whoever fits next."""

    reason: Note = ""
    to: Short = ""
    back: Short = ""


@bp.post("/q/<int:id>/requests")
def ask_person(id: int) -> Response:
    found = load(g.actor, Question, id)
    form = read(PersonForm)
    if not form.ok:
        raise Invalid(_("Choose whom to ask."), fields=form.errors)
    people = [person for handle in handles_in(form.data.person) for person in _called(handle)]
    reached = requests.ask_people(g.actor, found, people)
    nobody = _("Nobody new was asked: they were already, or cannot answer here.")
    return done(question_url(found), say=" ".join(each.words for each in reached) or nobody)


@bp.post("/q/<int:id>/request/acceptance")
def accept_request(id: int) -> Response:
    found, request, form = _mine(id)
    requests.accept_request(g.actor, request)
    return _on(found, form, _("It is yours now, and everybody who waits for it sees that."))


@bp.post("/q/<int:id>/request/refusal")
def decline_request(id: int) -> Response:
    found, request, form = _mine(id)
    requests.decline_request(g.actor, request, form.reason)
    return _on(found, form, _("Declined. %(name)s is told.", name=request.asked_by.first_name))


@bp.post("/q/<int:id>/request/handing-on")
def hand_on_request(id: int) -> Response:
    found, request, form = _mine(id)
    if form.to:
        person = _colleague(form.to)
    else:
        free = next_who_fit(g.actor, found)
        if not free:
            raise Invalid(_("Nobody else fits who is free. Choose somebody on the page of the question."))
        person = free[0]
    return _on(found, form, requests.hand_on_request(g.actor, request, person).words)


def _mine(id: int) -> tuple[Question, AnswerRequest, Any]:
    found = load(g.actor, Question, id)
    request, form = request_of(g.actor, found), read(SettleForm)
    if request is None:
        raise NotFound
    if not form.ok:
        raise Invalid(_("This text is too long."), fields=form.errors)
    return found, request, form.data


def _called(name: str) -> list[Person]:
    """A colleague; of a community those of its members who can be asked at once."""
    place = find_place(g.actor, name) if find_by_handle(g.actor, name) is None else None
    if place is None:
        return [_colleague(name, "person")]
    found = members(place, size=LIMITS.asked_at_once)
    if found.next:
        many = _("%(name)s has many members. Name some of them, or call @%(slug)s in a comment.")
        raise Invalid(many % {"name": place.name, "slug": place.slug}, field="person")
    return [member.person for member in found.items]


def _colleague(handle: str, field: str = "to") -> Person:
    person = find_by_handle(g.actor, handle.strip().lstrip("@"))
    if person is None:
        raise Invalid(_("Nobody here has this name. Choose a colleague."), field=field)
    return person


def _on(found: Question, form: Any, said: str) -> Response:
    return done(safe_next(form.back) if form.back else question_url(found), say=said)
