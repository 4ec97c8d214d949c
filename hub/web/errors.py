"""Errors as a person or a program meets them: a page with three sentences, or one shape of JSON.

A page shows again whatever text was sent, so that nothing typed is lost with an error.
"""

from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hub.core.db import session
from hub.core.errors import HubError, NeedsYes
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.guard import asks_in_place, has_lost_sign_in, is_api, where_from

log = structlog.get_logger()

PAGES = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 500, 503})
SECRET_FIELDS = frozenset({"password", "new_password", "csrf_token", "once", "token"})
NOT_REPEATED = frozenset({"csrf_token", "confirm_reach"})
TEXTS = {
    400: lazy("The request could not be read. Reload the page and send it again."),
    401: lazy("You are not signed in, or your sign-in has ended. Sign in and try again."),
    404: lazy("There is nothing here, or it is not shared with you."),
    405: lazy("This address does not take this kind of request."),
    413: lazy("What you sent is too large. Make it smaller and send it again."),
    415: lazy("The content type is not understood here. Send JSON."),
    429: lazy("That was too much in a short time. Wait a minute and try again; nothing was lost."),
    500: lazy("Something went wrong on our side. Nothing was changed. Please try again."),
    503: lazy("The database does not answer. Nothing was changed. Please try again in a minute."),
}
CODES = {
    400: "bad_request", 401: "unauthorized", 403: "denied", 404: "not_found",
    405: "method_not_allowed", 409: "conflict", 413: "too_large", 415: "unsupported_type",
    422: "invalid", 429: "too_many_requests", 500: "error", 503: "unavailable",
}  # fmt: skip


def init_errors(app: Flask) -> None:
    """Answer every error with a page or JSON of ours."""
    app.register_error_handler(HubError, _hub_error)
    app.register_error_handler(NeedsYes, _question)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(Exception, _any_error)


def answer(status: int, message: str, **more: Any) -> Response:
    """The error in the form the asker understands. `more`: code, field, fields, details."""
    if is_api():
        error = {"code": more.get("code") or CODES.get(status, "error"), "message": message}
        error["field"] = more.get("field")
        if more.get("fields"):
            error["fields"] = more["fields"]
        if more.get("details"):
            error["details"] = more["details"]
        return make_response(jsonify(error=error), status)
    shown = status if status in PAGES else (404 if status < 500 else 500)
    html = render_template(
        f"errors/{shown}.html",
        status=status,
        message=message,
        kept=_kept_text(),
        actor=g.get("actor"),
        back=where_from() if status == 401 else "",
    )
    return make_response(html, status)


def _hub_error(error: HubError) -> Response:
    session.rollback()
    fields = getattr(error, "fields", None)
    return answer(
        error.status, error.message, code=error.code, field=error.field, fields=fields, details=error.details
    )


def _question(error: NeedsYes) -> Response:
    """What was sent, to be sent again with a yes; in a page without scripts as in one with them."""
    session.rollback()
    if is_api():
        return answer(error.status, error.message, code=error.code, field=error.field)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_REPEATED]
    template = "errors/_confirm.html" if asks_in_place() else "errors/confirm.html"
    html = render_template(template, error=error, sent=sent, to=request.full_path.rstrip("?"))
    response = make_response(html, error.status)
    if asks_in_place():
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#main", "innerHTML"
    return response


def _csrf_error(_error: CSRFError) -> Response:
    if has_lost_sign_in() and not asks_in_place():
        return answer(401, TEXTS[401])  # the token ended with the session: a new one comes with a new sign-in
    return answer(
        400, _("This page was open for so long that its form has expired. Your text is below; "
               "reload the page and send it again."),
    )  # fmt: skip


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge):
        request.environ["hub.body_unread"] = True
    said = error.description if status == 403 and error.description else None
    response = answer(status, said or TEXTS.get(status, _("This did not work. Please try again.")))
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def _database_error(error: OperationalError) -> Response:
    _let_go()
    log.error("database_failed", error=type(error.orig).__name__, path=request.path)
    response = answer(503, TEXTS[503])
    response.headers["Retry-After"] = "10"
    return response


def _any_error(error: Exception) -> Response:
    _let_go()
    log.exception("request_failed", path=request.path, error=type(error).__name__)
    return answer(500, TEXTS[500])


def _let_go() -> None:
    """Nothing of the database may be asked any more, not even who is reading: no frame either."""
    session.remove()
    g.actor = g.frame = None


def _kept_text() -> list[tuple[str, str]]:
    """What the person had typed, to be shown on the error page."""
    if request.method in ("GET", "HEAD") or request.environ.get("hub.body_unread"):
        return []
    try:
        sent = list(request.form.items())
    except HTTPException:
        return []
    return [(name, value) for name, value in sent if name not in SECRET_FIELDS and len(value.strip()) > 15]
