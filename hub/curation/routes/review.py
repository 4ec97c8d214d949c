"""What is to be looked at again: verifying, one or many, and taking it back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Response, current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import lazy, ngettext
from hub.curation.reviewing import queue
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.verifying import Before, take_back_verified, verify_pages
from hub.wiki.models import Page, PageState

SHOWN = 30
SORTS = (
    ("days", lazy("Longest overdue")),
    ("uses", lazy("Most used")),
    ("why", lazy("Reason")),
    ("verifier", lazy("Last verifier")),
)
TAKE_BACK_SECONDS = 600
MOST = 100


@bp.get("/curate/review")
def review() -> str:
    """Everything that waits for somebody's eyes, with why and what changed since the last check."""
    sort = request.args.get("sort", "")
    sort = sort if sort in dict(SORTS) else "days"
    start = request.args.get("from", "")
    start_at = int(start) if start.isdecimal() and len(start) < 6 else 0
    rows = queue(g.actor, curated_spaces(g.actor), sort=sort, start=start_at, size=SHOWN + 1)
    return whole(
        "curation/review.html", rows=rows[:SHOWN], tabs=tabs("review"),
        more=f"/curate/review?sort={sort}&from={start_at + SHOWN}" if len(rows) > SHOWN else "",
        sorts=[{"label": label, "url": f"/curate/review?sort={name}", "current": name == sort}
               for name, label in SORTS],
    )  # fmt: skip


@bp.post("/curate/review/verified")
@once
def verify_many() -> Response:
    """Verify what is ticked: "12:3" is page 12 in revision 3, as it was read."""
    wanted = dict(_number_pairs(request.form.getlist("page")))
    pages = _pages(wanted)
    if not pages:
        raise Invalid(_("Tick the pages that are right as they stand; then verify them."))
    verified, left = verify_pages(g.actor, [(page, wanted[page.id]) for page in pages])
    said = ngettext("%(num)s page is verified.", "%(num)s pages are verified.", len(verified))
    if len(verified) == len(pages) == 1:
        said = _("“%(title)s” is verified. Thank you.", title=pages[0].title)
    if left:
        titles = ", ".join(f"“{page.title}”" for page in left[:3])
        said += " " + _("Left as it is, changed since or not yours to verify: %(titles)s.", titles=titles)
    came_from = "review" if _back() == "/curate/review" else "desk"
    token = _signer().dumps([_told(each) for each in verified])
    undo = f"/curate/review/verified/undo?from={came_from}&of={token}"
    return done(_back(), say=said, undo=undo if verified else "")


@bp.post("/curate/review/verified/undo")
def take_back() -> Response:
    """Let the pages stand as they stood before."""
    try:
        told = _signer().loads(request.args.get("of", ""), max_age=TAKE_BACK_SECONDS)
    except BadData:
        raise Invalid(_("This can be taken back for ten minutes. Ask for a review on the page.")) from None
    earlier = {each.page_id: each for each in map(_before, told)}
    pages = _pages(earlier)
    count = take_back_verified(g.actor, [(page, earlier[page.id]) for page in pages])
    said = ngettext("%(num)s page stands as before.", "%(num)s pages stand as before.", count)
    return done(_back(), say=said)


def _number_pairs(typed: list[str]) -> list[tuple[int, int]]:
    found = []
    for each in typed[:MOST]:
        id, _colon, revision = each.partition(":")
        if id.isdecimal() and revision.isdecimal() and len(each) < 20:
            found.append((int(id), int(revision)))
    return found


def _pages(ids: Any) -> list[Page]:
    statement = readable(g.actor, select(Page)).where(Page.id.in_(list(ids)))
    return list(session().scalars(statement.order_by(Page.id)))


def _back() -> str:
    came_from = request.form.get("from", "") or request.args.get("from", "")
    return "/curate/review" if came_from == "review" else "/curate"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"curation.verified.{g.actor.id}")


def _told(before: Before) -> dict[str, Any]:
    return {**asdict(before), "at": before.at.isoformat() if before.at else None}


def _before(told: dict[str, Any]) -> Before:
    at = datetime.fromisoformat(told["at"]) if told["at"] else None
    return Before(told["page_id"], PageState(told["state"]), told["by_id"], at, told["revision"])
