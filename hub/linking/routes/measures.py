"""What KCS measures, week by week, of the communities and desks that the reader may enter."""

from datetime import timedelta

from flask import g, request
from sqlalchemy import select

from hub.core import clock
from hub.core.db import pairs
from hub.core.permissions import require
from hub.linking.measures import BY_NAME, MEASURES
from hub.linking.routes.dialog import bp
from hub.spaces.models import Space
from hub.spaces.rules import readable_space_ids
from hub.web.pages import page
from hub.wiki.rules import COACH

WEEKS = 12


@bp.get("/curate/measures")
def measures() -> str:
    """One measure at a time, with its formula and what it leaves out; nothing is said of a person."""
    require(g.actor, COACH, None)
    shown = BY_NAME.get(request.args.get("which", ""), MEASURES[0])
    names = pairs(select(Space.id, Space.name).where(Space.id.in_(readable_space_ids(g.actor))))
    found = shown.rows(clock.now() - timedelta(weeks=WEEKS))
    rows = [
        (week, names.get(space or 0, ""), value) for (week, space), value in found.items()
        if space is None or space in names
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[0].toordinal(), row[1]))
    tabs = [
        {"label": each.label, "url": f"/curate/measures?which={each.name}", "current": each is shown}
        for each in MEASURES
    ]
    return page("linking/measures.html", shown=shown, rows=rows, tabs=tabs, weeks=WEEKS)
