"""Answers by mail that were not posted: one's own, and, without a text, everybody's for administrators."""

from typing import Any

from flask import Blueprint, current_app, g, request

from config import Config
from hub.core.permissions import require
from hub.core.words import lazy
from hub.inbox.by_mail.queries import not_posted, reply_box
from hub.inbox.models import ReplyState
from hub.people.rules import ADMINISTER
from hub.web.pages import page
from hub.web.paging import after

bp = Blueprint("by_mail", __name__, template_folder="../templates")

STATES = {"": ReplyState.RETURNED, "left": ReplyState.IGNORED}
LABELS = (("", lazy("Could not be posted")), ("left", lazy("Left alone")))


@bp.get("/notifications/by-mail")
def own() -> str:
    """What one sent oneself, with its text."""
    found = not_posted(g.actor, own=True, after=after())
    return page("inbox/by_mail.html", found=found, address="/notifications/by-mail")


@bp.get("/admin/answers-by-mail")
def everybody() -> Any:
    """The mailbox, and what came of it."""
    require(g.actor, ADMINISTER)
    config: Config = current_app.config["HUB"]
    view = "left" if request.args.get("view") == "left" else ""
    return page(
        "inbox/by_mail_admin.html",
        found=not_posted(g.actor, own=False, state=STATES[view], after=after()),
        views=LABELS, view=view, mailbox=config.reply_address if config.reply_imap_url else "",
        box=reply_box(config.reply_address), address="/admin/answers-by-mail",
    )  # fmt: skip
