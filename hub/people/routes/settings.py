"""One's own settings: profile, keyboard, appearance, sessions, tokens, drafts."""

from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, g, request
from flask import session as web_session
from pydantic import AfterValidator, Field, create_model

from hub.core import clock
from hub.core.db import transaction
from hub.core.errors import HubError, Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import ngettext, offered
from hub.people import actions, queries, recognition, sessions, sign_in, tokens
from hub.people.hours import BEGINS, ENDS, days_in, mask_of
from hub.people.profile import words_in
from hub.people.rules import EDIT_OWN
from hub.web import keys
from hub.web.calendar import short_day_names
from hub.web.forms import Form, Name, Note, OptionalBody, Secret, Short, blank, read
from hub.web.language import speak_with
from hub.web.once import once
from hub.web.pages import done, onward, page

bp = Blueprint("settings", __name__, url_prefix="/settings", template_folder="../templates")

DAYS = (7, 30, 90, 365)
# How this browser shows the pages; a value that is not among these: as the device says. Kept in cookies, so
# that the first paint is right already, on the sign-in page too.
APPEARANCE = {"theme": ("light", "dark"), "contrast": ("more",), "motion": ("less",)}


def known_zone(name: str) -> str:
    """Empty, or a zone of the database of time zones, in its own spelling."""
    found = {each.lower(): each for each in zones()}.get(name.replace(" ", "_").lower(), "")
    if name and not found:
        raise ValueError(_("There is no time zone of this name. Choose one from the list, like Europe/Oslo."))
    return found


def offered_language(code: str) -> str:
    """Empty, or one of the languages we have texts in."""
    if code and code not in offered():
        raise ValueError(_("Please choose one of the offered values."))
    return code


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """The names of all time zones that people live in."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))


class ProfileForm(Form):
    """What colleagues see (PE01)."""

    name: Name
    title: Short = ""
    team: Short = ""
    place: Short = ""
    about: OptionalBody = ""
    skills: Note = ""
    learns: Note = ""
    contact: Short = ""
    work_days: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    work_begins: Annotated[int, Field(ge=0, le=23)] = BEGINS
    work_ends: Annotated[int, Field(ge=0, le=23)] = ENDS
    most_asked: Annotated[int | None, Field(ge=1, le=LIMITS.own_requests)] = None
    languages: Short = ""
    timezone: Annotated[Short, AfterValidator(known_zone)] = ""
    language: Annotated[Short, AfterValidator(offered_language)] = ""


class KeyboardForm(Form):
    """Whether single letters do things, and which (the fields are the names of hub/web/keys.py)."""

    single_keys: bool = False
    reset: bool = False


_ONE_FIELD_A_KEY: dict[str, Any] = dict.fromkeys(keys.BY_NAME, (Short, ""))
KeysForm = create_model("KeysForm", __base__=KeyboardForm, **_ONE_FIELD_A_KEY)


class RecognitionForm(Form):
    """Whether the hub may keep whom one helped, and show it."""

    wants: bool = False
    shares: bool = False


class PasswordForm(Form):
    """The old password proves that it is you."""

    old_password: Secret
    new_password: Secret


class TokenForm(Form):
    """A key for a program."""

    name: Name
    scopes: list[str] = Field(default_factory=list, max_length=10)
    days: int = 90


@bp.get("")
def start() -> Response:
    return onward("/settings/profile")


@bp.get("/profile")
def profile() -> str:
    return _profile_page(_filled_profile())


@bp.post("/profile")
def save_profile() -> Any:
    form = read(ProfileForm)
    if not form.ok:
        return _profile_page(form), 422
    values = form.data.model_dump()
    for name in ("skills", "learns", "languages"):
        values[name] = words_in(values[name])
    values["work_days"] = mask_of(values["work_days"])
    actions.edit_profile(g.actor, g.actor, **values)
    speak_with(g.actor)  # the word about it is said in the language just chosen
    return done("/settings/profile", say=_("Saved. Your colleagues see it now."))


@bp.get("/keyboard")
def keyboard() -> str:
    return _keyboard_page(blank(single_keys=g.actor.single_keys, **_keys_of(g.actor)))


@bp.post("/keyboard")
def save_keyboard() -> Any:
    form = read(KeysForm)
    if not form.ok:
        return _keyboard_page(form), 422
    chosen = {name: keys.tidy(form.values[name]) for name in keys.BY_NAME if name in form.values}
    if form.data.reset:
        chosen = {name: each.key for name, each in keys.BY_NAME.items()}
    for name, said in keys.troubles({**_keys_of(g.actor), **chosen}).items():
        form.refuse(name, said)
    if not form.ok:
        return _keyboard_page(form), 422
    kept = {
        name: key for name, key in {**_keys_of(g.actor), **chosen}.items() if key != keys.BY_NAME[name].key
    }
    single = g.actor.single_keys if form.data.reset else form.data.single_keys
    actions.edit_profile(
        g.actor, g.actor, single_keys=single, settings={**(g.actor.settings or {}), keys.SETTING: kept}
    )
    return done("/settings/keyboard", say=_("Saved."))


def _keys_of(person: Any) -> dict[str, str]:
    return {each.name: key for each, key in keys.shortcuts_of(person)}


def _keyboard_page(form: Any) -> str:
    moved = bool(keys.own_keys(g.actor))
    return page("people/settings/keyboard.html", form=form, shortcuts=keys.SHORTCUTS, moved=moved)


@bp.get("/appearance")
def appearance() -> str:
    chosen = {name: request.cookies.get(name, "") for name in APPEARANCE}
    return page("people/settings/appearance.html", **chosen)


@bp.post("/appearance")
def save_appearance() -> Response:
    response = done("/settings/appearance", say=_("Saved for this browser."))
    for name, offered_values in APPEARANCE.items():
        value = request.form.get(name, "")
        if value in offered_values:
            response.set_cookie(name, value, max_age=365 * 24 * 3600, samesite="Lax", path="/")
        else:
            response.delete_cookie(name, path="/")
    return response


@bp.get("/recognition")
def own_recognition() -> str:
    return page("people/settings/recognition.html", reason=recognition.reason_off(g.actor))


@bp.post("/recognition")
def save_recognition() -> Any:
    form = read(RecognitionForm)
    if not form.ok:
        return page("people/settings/recognition.html", reason=recognition.reason_off(g.actor)), 422
    recognition.choose(g.actor, g.actor, form.data.wants, form.data.shares)
    said = (
        _("Saved. From now on you see whom you help.")
        if form.data.wants
        else _("It is off, and what was kept is being deleted.")
    )
    return done("/settings/recognition", say=said)


@bp.get("/sessions")
def own_sessions() -> str:
    return page("people/settings/sessions.html", **_sessions(), form=blank())


@bp.post("/sessions/<public_id>/end")
def end_session(public_id: str) -> Response:
    require(g.actor, EDIT_OWN, g.actor)
    with transaction():
        if not sessions.end_sessions(g.actor, public_id=public_id):
            raise NotFound
    return done("/settings/sessions", say=_("That browser is signed out."))


@bp.post("/sessions/end-others")
def end_other_sessions() -> Response:
    require(g.actor, EDIT_OWN, g.actor)
    with transaction():
        ended = sessions.end_sessions(g.actor, but=_own_key())
    return done(
        "/settings/sessions",
        say=ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", ended),
    )


@bp.post("/password")
def change_password() -> Any:
    form = read(PasswordForm)
    form.values.clear()
    if form.ok:
        try:  # slowed down like a sign-in: an open browser is no place to guess from either
            sign_in.check(g.actor.email, form.data.old_password, request.remote_addr or "")
        except Invalid:
            form.refuse("old_password", _("This is not your present password."))
    if form.ok:
        try:
            actions.change_password(g.actor, g.actor, form.data.new_password, keep_session=_own_key())
        except HubError as error:
            form.refuse("new_password", error.message)
        else:
            return done(
                "/settings/sessions", say=_("Your password is changed; other browsers are signed out.")
            )
    return page("people/settings/sessions.html", **_sessions(), form=form), 422


@bp.get("/tokens")
def own_tokens() -> str:
    return page(
        "people/settings/tokens.html", tokens=queries.tokens_of(g.actor), form=blank(days=90), days=DAYS
    )


@bp.post("/tokens")
@once
def make_token() -> Any:
    form = read(TokenForm)
    if form.ok and form.data.days not in DAYS:
        form.refuse("days", _("Please choose one of the offered values."))
    if form.ok and not set(form.data.scopes) <= set(tokens.SCOPES):
        form.refuse("scopes", _("Please choose from the offered rights."))
    more: dict[str, Any] = {}
    if form.ok:
        require(g.actor, EDIT_OWN, g.actor)
        expires = clock.now() + timedelta(days=form.data.days)
        scopes = tuple(form.data.scopes) or ("read",)
        with transaction():
            more["made"] = tokens.make_token(g.actor, form.data.name, scopes, expires)
    shown = queries.tokens_of(g.actor)
    html = page("people/settings/tokens.html", tokens=shown, form=form, **more)
    return (html, 200) if form.ok else (html, 422)


@bp.post("/tokens/<int:id>/end")
def end_token(id: int) -> Response:
    require(g.actor, EDIT_OWN, g.actor)
    if not tokens.revoke(g.actor, id):
        raise NotFound
    return done("/settings/tokens", say=_("That key no longer works."))


def _profile_page(form: Any) -> str:
    return page(
        "people/settings/profile.html", form=form, offered=list(offered().items()), zones=zones(),
        week=list(enumerate(short_day_names())), usual_requests=LIMITS.open_requests,
    )  # fmt: skip


def _filled_profile() -> Any:
    person = g.actor
    return blank(
        name=person.name, title=person.title, team=person.team, place=person.place, about=person.about,
        skills=", ".join(person.skills), learns=", ".join(person.learns), contact=person.contact,
        work_days=days_in(person.work_days), work_begins=person.work_begins, work_ends=person.work_ends,
        languages=", ".join(person.languages), timezone=person.timezone,
        language=person.language, most_asked=person.most_asked or "",
    )  # fmt: skip


def _sessions() -> dict[str, Any]:
    return {"sessions": list(sessions.sessions_of(g.actor)), "own_key": _own_key()}


def _own_key() -> bytes | None:
    row = getattr(web_session, "row", None)
    return row.key_hash if row is not None else None
