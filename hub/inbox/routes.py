"""The addresses of notices: the page, the bell, what reaches whom, and the way out of mails."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request

from hub.core.errors import NotFound
from hub.core.permissions import load
from hub.inbox import actions, queries
from hub.inbox.groups import GROUPS, WAYS, wants
from hub.inbox.mail import read_token
from hub.inbox.models import Notice
from hub.inbox.wording import worded
from hub.web.guard import anyone, csrf, wants_fragment
from hub.web.pages import done, fragment_or_page, page
from hub.web.paging import after

bp = Blueprint("inbox", __name__, template_folder="templates")


@bp.get("/notifications")
def notices() -> str:
    view = request.args.get("view", "all")
    found = queries.inbox(g.actor, view, after=after())
    grouped = queries.by_action(found.lines) if found.view == "you" else None
    return fragment_or_page(
        "inbox/_lines.html",
        "inbox/notifications.html",
        found=found,
        grouped=grouped,
        groups=GROUPS,
        chosen=_chosen(),
    )


@bp.get("/notifications/panel")
def panel() -> str:
    return page("inbox/_panel.html", lines=queries.newest(g.actor))


@bp.get("/notifications/bell")
def bell() -> str:
    return page("frame/_bell.html", count=queries.new_count(g.actor), person=g.actor)


@bp.get("/notifications/<int:id>")
def open_notice(id: int) -> Response:
    """On to the thing itself; the notice is not new any more."""
    notice = load(g.actor, Notice, id)
    line = next(iter(worded(g.actor, [notice])), None)
    if line is None:
        raise NotFound
    actions.see(notice)
    return redirect(line.url, code=303)  # type: ignore[return-value]  # werkzeug's response is Flask's base


@bp.post("/notifications/<int:id>/done")
def finish(id: int) -> Response:
    notice = load(g.actor, Notice, id)
    actions.finish(notice)
    if wants_fragment():
        return Response(page("inbox/_done.html", id=id))
    return done("/notifications", say="Done. You find it under Done.")


@bp.post("/notifications/<int:id>/return")
def take_back(id: int) -> Response:
    actions.finish(load(g.actor, Notice, id), is_done=False)
    return done("/notifications", say="It is back among your notifications.")


@bp.post("/notifications/read")
def read_all() -> Response:
    actions.see_all(g.actor)
    return done("/notifications", say="Nothing is new any more.")


@bp.get("/settings/notifications")
def settings() -> str:
    return page("inbox/settings.html", groups=GROUPS, chosen=_chosen())


@bp.post("/settings/notifications")
def save_settings() -> Response:
    sent = {group.name: {way: f"{group.name}.{way}" in request.form for way in WAYS} for group in GROUPS}
    actions.choose(g.actor, sent)
    return done("/settings/notifications", say="Saved. From now on this is what reaches you.")


@bp.get("/notifications/off/<token>")
@anyone
def before_stopping(token: str) -> Any:
    found = read_token(token)
    return page("inbox/off.html", found=found, is_off=False), 200 if found else 404


@bp.post("/notifications/off/<token>")
@anyone
def stop_mail(token: str) -> Any:
    """One press, also by a mail program by itself: the signed link is the proof."""
    found = read_token(token)
    if found is not None and found[0].is_active:
        actions.stop_mail(*found)
    return page("inbox/off.html", found=found, is_off=True), 200 if found else 404


csrf.exempt(stop_mail)  # a mail program has no session


def _chosen() -> dict[str, dict[str, bool]]:
    return {group.name: {way: wants(g.actor, group, way) for way in WAYS} for group in GROUPS}
