"""The addresses of the desk: parse, call, show."""

from flask import Blueprint, g, request

from hub.cases import queries
from hub.web.pages import page
from hub.web.paging import after

bp = Blueprint("cases", __name__, template_folder="templates")


@bp.get("/cases")
def cases() -> str:
    view = request.args.get("view", "mine")
    found = queries.list_cases(g.actor, view, after=after())
    return page("cases/cases.html", found=found, view=view, counts=queries.view_counts(g.actor))
