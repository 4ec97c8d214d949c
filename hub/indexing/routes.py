"""The addresses under which things are found: the page of results and the palette."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, request

from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.indexing import queries
from hub.indexing.asking import asked
from hub.indexing.palette import palette
from hub.indexing.queries import Found
from hub.indexing.searches import note, note_opened
from hub.web.guard import wants_fragment
from hub.web.pages import fragment_or_page, page

bp = Blueprint("indexing", __name__, template_folder="templates")


@bp.get("/search")
def search() -> str:
    """Everything the person may read, by words and by choice."""
    values = {name: request.args.getlist(name) for name in request.args}
    found = queries.search(g.actor, asked(request.args.get("q", ""), values))
    _note(found)
    ready = safe_render(found.best.wording.text).html if found.best is not None else ""
    return fragment_or_page("indexing/_found.html", "indexing/search.html", found=found, ready=ready)


@bp.get("/palette")
def options() -> Any:
    """The options for what was typed; always a fragment."""
    typed = request.args.get("q", "")
    groups = palette(g.actor, typed, urlsplit(request.headers.get("HX-Current-URL", "")).path)
    if typed[:1] not in (">", "@", "#"):
        found = [option for _heading, options in groups for option in options if option.ref]
        note(g.actor, "palette", typed, len(found), [option.ref for option in found])
    return page("indexing/_palette.html", groups=groups, typed=typed)


@bp.post("/searches/opened")
def opened() -> Response:
    """That one went on from the palette to what stands at `to`."""
    response = Response(status=204)
    note_opened(g.actor, request.form.get("to", "")[: LIMITS.query], response)
    return response


@bp.after_app_request
def _went_on(response: Response) -> Response:
    """From the page of results one goes on by a link: the browser says where it came from."""
    came_from = urlsplit(request.referrer or "")
    if (
        request.method == "GET"
        and came_from.path == "/search"
        and came_from.netloc == request.host
        and response.status_code == 200
        and request.path not in ("/search", "/palette")
        and not wants_fragment()
    ):
        note_opened(g.get("actor"), request.path, response)
    return response


def _note(found: Found) -> None:
    """A search by words; what was narrowed or turned over afterwards is the same one."""
    asked_for = found.asked
    if found.is_ready and not asked_for.offset and not asked_for.is_narrowed:
        shown = ([found.best.shown] if found.best else []) + found.shown
        hits = 0 if found.is_relaxed else found.total  # "some of these words" is not what was looked for
        note(g.actor, "page", asked_for.typed.words, hits, [each.ref for each in shown])
