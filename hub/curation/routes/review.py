"""What is to be looked at again: verifying, one or many, and taking it back."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, g, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import lazy, ngettext
from hub.curation.reviewing import queue
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.web.once import once
from hub.web.pages import done, page
from hub.wiki.actions.verifying import take_back_verified, verify_pages
from hub.wiki.models import Page

MOST = 100
SHOWN = 30
SORTS = (
    ("days", lazy("Longest overdue")),
    ("uses", lazy("Most used")),
    ("why", lazy("Reason")),
    ("verifier", lazy("Last verifier")),
)


@bp.get("/curate/review")
def review() -> str:
    """Everything that waits for somebody's eyes, with why and what changed since the last check."""
    sort = request.args.get("sort", "")
    sort = sort if sort in dict(SORTS) else "days"
    start = request.args.get("from", "")
    start_at = int(start) if start.isdecimal() and len(start) < 6 else 0
    spaces = curated_spaces(g.actor)
    rows = queue(g.actor, spaces, sort=sort, start=start_at, size=SHOWN + 1)
    here = f"/curate/review?sort={sort}"
    return page(
        "curation/review.html", rows=rows[:SHOWN], start=start_at, tabs=tabs("review"), here=here,
        more=f"{here}&from={start_at + SHOWN}" if len(rows) > SHOWN else "",
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
    verified, left = verify_pages(g.actor, [(found, wanted[found.id]) for found in pages])
    if len(verified) == 1:
        said = _("“%(title)s” is verified. Thank you.", title=verified[0].title)
    else:
        said = ngettext("%(num)s page is verified.", "%(num)s pages are verified.", len(verified))
    if left:
        titles = ", ".join(f"“{found.title}”" for found in left[:3])
        said += " " + _("Left as it is, changed since or not yours to verify: %(titles)s.", titles=titles)
    ids = ",".join(str(found.id) for found in verified)
    back = _back()
    undo = f"/curate/review/verified/undo?of={ids}&from={request.form.get('from', '')[:10]}"
    return done(back, say=said, undo=undo if verified else "")


@bp.post("/curate/review/verified/undo")
def take_back() -> Response:
    """Let the pages stand as they stood before the actor verified them."""
    typed = request.args.get("of", "").split(",")[:MOST]
    ids = [int(each) for each in typed if each.isdecimal() and len(each) < 18]
    count = take_back_verified(g.actor, _pages(ids))
    said = ngettext("%(num)s page stands as before.", "%(num)s pages stand as before.", count)
    return done(_back(), say=said)


def _number_pairs(typed: Sequence[str]) -> Iterable[tuple[int, int]]:
    for each in typed[:MOST]:
        id, _colon, revision = each.partition(":")
        if id.isdecimal() and revision.isdecimal() and len(each) < 20:
            yield int(id), int(revision)


def _pages(ids: Any) -> list[Page]:
    statement = readable(g.actor, select(Page)).where(Page.id.in_(list(ids)))
    return list(session().scalars(statement.options(joinedload(Page.space)).order_by(Page.id)))


def _back() -> str:
    came_from = request.form.get("from", "") or request.args.get("from", "")
    return "/curate/review" if came_from == "review" else "/curate"
