"""One's own impact to take along, for a talk about one's work: to print, and as a table for programs."""

import csv
from io import StringIO

from flask import Blueprint, Response, g

from hub.core.words import gettext as _
from hub.people.recognition import is_recognised
from hub.reuse.queries import helped, impact_of
from hub.web.pages import page

bp = Blueprint("reuse", __name__, template_folder="templates")

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins like this


@bp.get("/impact")
def impact() -> str:
    """Everything on one sheet; nobody but the person can open it."""
    shown = impact_of(g.actor) if is_recognised(g.actor) else None
    return page("reuse/impact.html", found=shown, lines=helped(g.actor) if shown else [])


@bp.get("/impact.csv")
def table() -> Response:
    """A line for each customer's reply that the person's words went into."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow((_("Day"), _("Answer"), _("Rating")))
    for line in helped(g.actor) if is_recognised(g.actor) else ():
        rows.writerow((line.at.date().isoformat(), _plain(line.title), line.rating or ""))
    headers = {"Content-Disposition": "attachment; filename=impact.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
