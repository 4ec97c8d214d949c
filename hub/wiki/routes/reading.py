"""Reading: the wiki as a whole, a community's pages, one page, its history and its source."""

from typing import Any

from flask import Response, g, make_response, request
from pydantic import ConfigDict

from hub.core.errors import NotFound
from hub.core.permissions import can
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import find_place
from hub.threads.diff import compare
from hub.web.forms import Form, read
from hub.web.pages import onward
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki import queries
from hub.wiki.actions.handing import note_opened
from hub.wiki.actions.merging import revision_of
from hub.wiki.addresses import page_url
from hub.wiki.bins import removed_at_address
from hub.wiki.due import due_pages
from hub.wiki.insight import note_read
from hub.wiki.routes.merging import undoable
from hub.wiki.routes.shown import at, body_of, bp, show
from hub.wiki.rules import CREATE_PAGE, EDIT_PAGE, REMOVE_PAGE, SET_POLICY
from hub.wiki.shared import blocks_in, changes_of

HISTORY = 50


class PickForm(Form):
    """Two versions to be compared."""

    model_config = ConfigDict(extra="ignore")

    old: int | None = None
    new: int | None = None


@bp.get("/wiki")
def home() -> str:
    return whole(
        "wiki/home.html",
        places=queries.places(g.actor),
        recent=queries.recent(g.actor),
        mine=[each.page for each in due_pages(g.actor, size=8)],
        wanted=queries.wanted(g.actor, size=8),
        orphans=queries.orphans(g.actor, size=8),
    )


@bp.get("/wiki/attention")
def attention() -> str:
    """Everything that waits for somebody: wanted, unlinked, to be verified."""
    return whole(
        "wiki/attention.html",
        due=due_pages(g.actor, size=100),
        may_decide=can(g.actor, SET_POLICY),
        wanted=queries.wanted(g.actor, size=100),
        orphans=queries.orphans(g.actor, size=100),
    )


@bp.get("/wiki/find/<slug>")
def find(slug: str) -> Response:
    """A short link, by the last word of an address: leads to wherever the page stands."""
    return onward(page_url(queries.find_by_slug(g.actor, slug)))


@bp.get("/wiki/<space>")
def place(space: str) -> Any:
    found = entered(space)
    if found.kind == SpaceKind.PART:
        return onward(f"/wiki/{found.around.slug}")
    return whole(
        "wiki/place.html",
        space=found,
        tree=queries.tree_of(found, reader=g.actor),
        recent=queries.recent(g.actor, found, size=10),
        may_write=can(g.actor, CREATE_PAGE, found),
    )


@bp.get("/wiki/<space>/<path:path>")
def page(space: str, path: str) -> Any:
    try:
        found = at(space, path)
        note_opened(found)
        note_read(g.actor, found)
        return show(found)
    except NotFound:
        gone = removed_at_address(g.actor, space, path)
        if gone is None:
            raise
        return whole("wiki/gone.html", page=gone, may_restore=can(g.actor, REMOVE_PAGE, gone)), 404


@bp.get("/wiki/<space>/<path:path>/raw")
def raw(space: str, path: str) -> Response:
    """The source of a page, as it was written."""
    found = at(space, path)
    response = make_response(found.body)
    response.mimetype = "text/plain"
    return response


@bp.get("/wiki/<space>/<path:path>/history")
def history(space: str, path: str) -> Any:
    """The versions, a page at a time. Two chosen ones lead to their comparison, which has an address."""
    found = at(space, path)
    form = read(PickForm, request.args)
    picked: dict[str, int | None] = {"old": None, "new": None}
    if form.ok:
        picked = {"old": form.data.old, "new": form.data.new}
    if request.args.get("compare") and picked["old"] and picked["new"]:
        old, new = sorted((picked["old"], picked["new"]))
        return onward(f"{page_url(found)}/history/{old}..{new}")
    shown = cut(queries.revisions(found, before=after(), size=HISTORY), HISTORY, key="number")
    if after() is None:
        picked = {"old": picked["old"] or found.revision - 1, "new": picked["new"] or found.revision}
    blocks = blocks_in(g.actor, found.html).values() if after() is None else ()
    return whole(
        "wiki/history.html", page=found, shown=shown, merges=undoable(found), picked=picked,
        changed_blocks=changes_of(blocks),
    )  # fmt: skip


@bp.get("/wiki/<space>/<path:path>/history/<int:number>")
def revision(space: str, path: str, number: int) -> str:
    """The permalink of a revision: what provenance points to."""
    found = at(space, path)
    earlier = revision_of(found, number)
    return whole(
        "wiki/revision.html",
        page=found,
        revision=earlier,
        body=body_of(earlier.html, found, draft=number != found.revision),
        may_edit=can(g.actor, EDIT_PAGE, found),
    )


@bp.get("/wiki/<space>/<path:path>/history/<int:old>..<int:new>")
def difference(space: str, path: str, old: int, new: int) -> str:
    found = at(space, path)
    before, later = revision_of(found, old), revision_of(found, new)
    rows = compare(before.body, later.body)
    return whole(
        "wiki/difference.html",
        page=found,
        before=before,
        later=later,
        rows=rows,
        title_rows=compare(before.title, later.title) if before.title != later.title else [],
        may_edit=can(g.actor, EDIT_PAGE, found),
    )


def entered(slug: str) -> Space:
    """A space, or a part of one, whose inside the actor may read; being known by name is not enough."""
    found = find_place(g.actor, slug)
    if found is None or not found.has_wiki:
        raise NotFound
    return found
