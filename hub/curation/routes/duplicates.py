"""Pairs of pages that look alike, their texts side by side: one press begins the merge, one confirms it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g

from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.curation.routes.shown import bp, tabs
from hub.curation.rules import curated_spaces
from hub.threads.diff import Row, compare
from hub.web.pages import done, page
from hub.web.paging import after, cut
from hub.wiki.actions.uniting import dismiss_pair
from hub.wiki.addresses import page_url
from hub.wiki.pairs import Likeness, duplicate_pairs, pair_for
from hub.wiki.rules import MERGE_PAGE

SHOWN = 10
ROWS = 40


@dataclass(frozen=True)
class Side:
    """A pair with what differs, the page that stays first; what is used more stays."""

    id: int
    pair: Likeness
    stays: Any
    goes: Any
    rows: list[Row]
    more: int = 0  # lines that the page leaves out: the merge shows all

    @property
    def url(self) -> str:
        """Where the two are merged: the second press."""
        return f"{page_url(self.goes)}/merge?into={self.stays.id}"


@bp.get("/curate/duplicates")
def duplicates() -> str:
    """Pairs that the actor may merge, the most alike first."""
    ids = {space.id for space in curated_spaces(g.actor)}
    found = cut(duplicate_pairs(g.actor, after=after(), size=SHOWN), SHOWN)
    sides = [_side(pair) for pair in found.items if {pair.first.space_id, pair.second.space_id} <= ids]
    return page("curation/duplicates.html", sides=sides, next=found.next, tabs=tabs("duplicates"))


@bp.post("/curate/duplicates/<int:id>/apart")
def apart(id: int) -> Response:
    """The two are different: they are never proposed again."""
    dismiss_pair(g.actor, pair_for(g.actor, id), True)
    undo = f"/wiki/duplicates/{id}/proposal"
    return done("/curate/duplicates", say=_("The two stay apart."), undo=undo)


def _side(pair: Likeness) -> Side:
    stays, goes = pair.first, pair.second
    if (goes.sent_count, goes.is_validated) > (stays.sent_count, stays.is_validated):
        stays, goes = goes, stays
    if not can(g.actor, MERGE_PAGE, goes) and can(g.actor, MERGE_PAGE, stays):
        stays, goes = goes, stays
    rows = compare(stays.body, goes.body)
    more = sum(row.left_out if row.change == "gap" else 1 for row in rows[ROWS:])
    return Side(pair.id, pair, stays, goes, rows[:ROWS], more)
