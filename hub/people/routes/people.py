"""Signing in and out, colleagues and their pages."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request
from flask import session as web_session
from flask_login import login_user, logout_user

from hub.core.errors import HubError
from hub.core.words import gettext as _
from hub.people import queries, sign_in
from hub.people.models import Person
from hub.people.sessions import HubSession
from hub.web.forms import Form, MailAddress, Secret, blank, read
from hub.web.guard import anyone, safe_next
from hub.web.pages import done, page

bp = Blueprint("people", __name__, template_folder="../templates")


class SignInForm(Form):
    """Who and the proof."""

    email: MailAddress
    password: Secret
    next: str = ""


class ForgotForm(Form):
    """Whose password is lost."""

    email: MailAddress


class ResetForm(Form):
    """The new password."""

    password: Secret


@bp.get("/sign-in")
@anyone
def sign_in_page() -> str | Response:
    onward = safe_next(request.args.get("next"))
    if g.actor.is_active:
        return make_response(redirect(onward))
    return page("people/sign_in.html", form=blank(next=onward))


@bp.post("/sign-in")
@anyone
def enter() -> Any:
    form = read(SignInForm)
    form.values.pop("password", None)
    if form.ok:
        try:
            person = sign_in.check(form.data.email, form.data.password, request.remote_addr or "")
        except HubError as error:
            form.refuse("password", error.message)
            return page("people/sign_in.html", form=form), error.status
        _begin(person)
        return done(safe_next(form.data.next))
    return page("people/sign_in.html", form=form), 422


@bp.post("/sign-out")
def leave() -> Response:
    logout_user()
    if isinstance(web_session, HubSession):
        web_session.clear()
    _renew()
    return done("/sign-in")


@bp.get("/sign-in/forgot")
@anyone
def forgot_page() -> str:
    return page("people/forgot.html", form=blank(), sent=False)


@bp.post("/sign-in/forgot")
@anyone
def forgot() -> Any:
    form = read(ForgotForm)
    if not form.ok:
        return page("people/forgot.html", form=form, sent=False), 422
    sign_in.ask_reset(form.data.email, request.remote_addr or "")
    return page("people/forgot.html", form=form, sent=True)


@bp.get("/sign-in/reset/<token>")
@anyone
def reset_page(token: str) -> Any:
    person = sign_in.person_of_reset(token)
    return page("people/reset.html", form=blank(), person=person), 200 if person else 404


@bp.post("/sign-in/reset/<token>")
@anyone
def reset(token: str) -> Any:
    form = read(ResetForm)
    form.values.clear()
    person = sign_in.person_of_reset(token)
    if form.ok and person is not None:
        try:
            sign_in.reset(token, form.data.password)
        except HubError as error:
            form.refuse("password", error.message)
        else:
            return done("/sign-in", say=_("Your new password is set. Sign in with it."))
    return page("people/reset.html", form=form, person=person), 422


@bp.get("/people/<handle>")
def person(handle: str) -> str:
    tab = request.args.get("tab", "impact")
    return page("people/person.html", shown=queries.profile_at(g.actor, handle.lower()), tab=tab)


def _begin(person: Person) -> None:
    """A new key with the sign-in: one planted before it is worth nothing."""
    token = web_session.get("csrf_token")
    _renew()
    if token:
        web_session["csrf_token"] = token
    login_user(person)


def _renew() -> None:
    if isinstance(found := web_session._get_current_object(), HubSession):  # type: ignore[attr-defined]
        found.renew(agent=request.user_agent.string, address=request.remote_addr or "")
