"""The door: who is it, may a visitor come in, is the request really theirs.

Every route needs a sign-in unless its view is marked @anyone. Pages know people by the session
cookie, /api/ by a bearer token, and neither accepts the other's proof.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, has_request_context, redirect, request
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect

from hub.core import context
from hub.core.limits import LIMITS
from hub.core.permissions import NOBODY, Actor
from hub.core.words import gettext as _
from hub.web import language

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
login_manager = LoginManager()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"


def anyone(view: View) -> View:
    """Mark a view that needs no sign-in: sign-in itself, the public form, health."""
    view.open_to_anyone = True  # type: ignore[attr-defined]
    return view


def takes_files(view: View) -> View:
    """Mark a view to which people send files: what they send may be larger than a text."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def without_token(view: View) -> View:
    """Mark a view that acts in nobody's name, or proves by a signature whom it comes from."""
    csrf.exempt(view)
    return view


def is_open(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint is meant for visitors without a sign-in."""
    if endpoint is None or endpoint == "assets.file":
        return True
    return getattr(app.view_functions[endpoint], "open_to_anyone", False)


def init_guard(app: Flask, token_actor: Callable[[str], Actor | None]) -> None:
    """Put the guard before every request. `token_actor` reads a bearer token."""
    csrf.init_app(app)
    login_manager.init_app(app)
    app.extensions["token_actor"] = token_actor
    first = app.before_request_funcs.setdefault(None, [])
    first[:0] = [_note_where_from, _make_room]  # before the token is looked for: that reads the form
    app.before_request(_admit)


def asks_in_place() -> bool:
    """Whether an open page asks, which then changes in place, and not the browser for a new one."""
    return request.headers.get("HX-Request") == "true"


def wants_main() -> bool:
    """Whether an open page goes on to another in place: all but the frame, which stays as it is."""
    return asks_in_place() and request.headers.get("HX-Target") == "main"


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page."""
    return asks_in_place() and not wants_main()


def is_in_sight() -> bool:
    """Whether what is asked for again stands on a page that its reader has in front of them."""
    return wants_fragment() and request.headers.get("X-In-Sight") == "1"


def is_writing() -> bool:
    """Whether this answers a request that changes something."""
    return has_request_context() and request.method not in SAFE_METHODS


def has_lost_sign_in() -> bool:
    """Whether nobody is signed in for an address that needs it; also before the door was passed."""
    return not is_open(current_app, request.endpoint) and not _actor().is_active


def where_from() -> str:
    """The page of ours that asks, else home."""
    return safe_next((request.referrer or "").removeprefix(request.host_url.rstrip("/")))


def is_api() -> bool:
    """Whether a program asks."""
    return request.path.startswith(API)


def safe_next(target: str | None) -> str:
    """Where to go after signing in: an address of ours, else home."""
    parts = urlsplit(target or "")
    ours = target and not parts.scheme and not parts.netloc and target.startswith("/")
    return target if ours and target and "\\" not in target and "//" not in target[:2] else "/"


def _note_where_from() -> None:
    context.address.set(request.remote_addr or "")
    language.listen()


def _make_room() -> None:
    """A larger request, where files are taken and from people who are signed in."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and _actor().is_active:
        request.max_content_length = LIMITS.request_bytes + LIMITS.upload_bytes


def _admit() -> Response | None:
    g.actor = _actor()
    context.reach.set(_agreed)  # asked when it matters: it reads the form, which may be large and unwanted
    if not is_api():  # programs get what they ask for, whoever they act as
        language.speak_with(g.actor)
    if request.method not in SAFE_METHODS:
        _refuse_foreign_origin()
    if g.actor.is_active or is_open(current_app, request.endpoint):
        return None
    if is_api():
        abort(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    sign_in = "/sign-in" if here == "/" else f"/sign-in?next={quote(here)}"
    if asks_in_place():
        return Response(status=401, headers={"HX-Redirect": sign_in})
    if request.method != "GET":
        abort(401)
    return redirect(sign_in)  # type: ignore[return-value]  # werkzeug's response is Flask's base


def _agreed() -> int:
    """How many people the sender says that this may call (hub.threads.writing asks)."""
    if request.method in SAFE_METHODS:
        return 0
    said = request.headers.get("Confirm-Reach", "") if is_api() else request.form.get("confirm_reach", "")
    return int(said) if said.isdecimal() and len(said) < 8 else 0


def _actor() -> Actor:
    if is_api():
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        actor = current_app.extensions["token_actor"](token) if scheme == "Bearer" else None
        return actor or NOBODY
    if current_user and current_user.is_authenticated:
        person: Actor = current_user._get_current_object()
        return person if person.is_active else NOBODY
    return NOBODY


def _refuse_foreign_origin() -> None:
    origin = request.headers.get("Origin")
    if origin and not is_api() and urlsplit(origin).netloc != request.host:
        abort(403, _("This request came from another site. Open the page here and try again."))
