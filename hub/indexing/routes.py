"""The addresses under which things are found: the page of results and the palette."""

from typing import Any

from flask import Blueprint, g, request

from hub.core.markup import safe_render
from hub.indexing import queries
from hub.indexing.asking import asked
from hub.indexing.palette import palette
from hub.web.pages import fragment_or_page, page

bp = Blueprint("indexing", __name__, template_folder="templates")


@bp.get("/search")
def search() -> str:
    """Everything the person may read, by words and by choice."""
    values = {name: request.args.getlist(name) for name in request.args}
    found = queries.search(g.actor, asked(request.args.get("q", ""), values))
    ready = safe_render(found.best.wording.text).html if found.best is not None else ""
    return fragment_or_page("indexing/_found.html", "indexing/search.html", found=found, ready=ready)


@bp.get("/palette")
def options() -> Any:
    """The options for what was typed; always a fragment."""
    typed = request.args.get("q", "")
    return page("indexing/_palette.html", groups=palette(g.actor, typed), typed=typed)
