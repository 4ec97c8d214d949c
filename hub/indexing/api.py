"""Search over the API: the same two gates as the page."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import ConfigDict, Field, StringConstraints

from hub.core.limits import LIMITS
from hub.indexing.asking import DEEPEST, asked
from hub.indexing.queries import search
from hub.web.api import Out, api_blueprint, may_be_told, operation
from hub.web.forms import Form

bp = api_blueprint("search")


class HitOut(Out):
    """Something that was found; in `title` and `excerpt` nothing is marked up."""

    ref: str
    kind: str
    title: str
    url: str
    excerpt: str
    place: str
    at: datetime


class HitList(Out):
    """A page of results. `total` counts everything in reach of this person."""

    items: list[HitOut]
    next: str | None
    total: int
    is_relaxed: bool
    instead: str
    is_ready: bool


class SearchIn(Form):
    """Words, with the operators of the search page."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.query)]
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    sort: Literal["best", "newest"] = "best"
    after: Annotated[int, Field(ge=0, le=DEEPEST)] = 0


@operation(bp, "GET", "/search", verb="search", thing="things", out=HitList, query=SearchIn)
def search_things(query: SearchIn) -> dict[str, Any]:
    """Find what this person may read."""
    chosen: dict[str, list[str]] = {"kind": [query.kind], "sort": [query.sort], "from": [str(query.after)]}
    found = search(g.actor, asked(query.q, chosen))
    shown = ([found.best.shown] if found.best else []) + found.shown
    hits = [each for each in shown if may_be_told(each.ref)]
    left_out = len(shown) - len(hits)
    return {
        "items": [
            {
                "ref": each.ref, "kind": each.kind, "title": each.plain_title, "url": each.url,
                "excerpt": each.excerpt.striptags(), "place": each.place, "at": each.at,
            }
            for each in hits
        ],
        "next": str(found.next_offset) if found.next_offset is not None else None,
        "total": found.total if not left_out else len(hits),
        "is_relaxed": found.is_relaxed,
        "instead": found.instead,
        "is_ready": found.is_ready,
    }  # fmt: skip
