"""What KCS measures, week by week, of the communities and desks that the reader may enter."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import g, request
from sqlalchemy import select

from hub.core import clock
from hub.core.db import pairs
from hub.core.permissions import require
from hub.linking.measures import BY_NAME, MEASURES, Measure, Value
from hub.linking.routes.dialog import bp
from hub.spaces.models import Space
from hub.spaces.rules import readable_space_ids
from hub.web.pages import page
from hub.wiki.rules import SAMPLE

WEEKS = 12


@bp.get("/curate/measures")
def measures() -> str:
    """One measure at a time, with its formula and what it leaves out; nothing is said of a person."""
    require(g.actor, SAMPLE, None)
    names = pairs(select(Space.id, Space.name).where(Space.id.in_(readable_space_ids(g.actor))))
    asked = BY_NAME.get(request.args.get("which", ""))
    for shown in (asked,) if asked is not None else MEASURES:  # first the first one that has something to say
        rows, elsewhere = _rows(shown, names)
        if rows:
            break
    tabs = [
        {"label": each.label, "url": f"/curate/measures?which={each.name}", "current": each is shown}
        for each in MEASURES
    ]
    return page("linking/measures.html", shown=shown, rows=rows, elsewhere=elsewhere, tabs=tabs, weeks=WEEKS)


def _rows(shown: Measure, names: Mapping[int, str]) -> tuple[list[tuple[date, str, Value]], bool]:
    """What it counted in the places of `names`, newest week first, and whether there was more elsewhere."""
    found = shown.rows(clock.now() - timedelta(weeks=WEEKS))
    rows = [
        (week, names.get(space or 0, ""), value) for (week, space), value in found.items()
        if space is None or space in names
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[0].toordinal(), row[1]))
    return rows, len(rows) < len(found)
