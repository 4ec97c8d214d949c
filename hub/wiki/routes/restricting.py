"""Who can read a page, by name; readers of its own, and the pages that have some."""

from typing import Any

from flask import Response, g, request

from hub.core.errors import Invalid
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.people.queries import handles_in, people_called
from hub.spaces.models import SpaceKind
from hub.spaces.parts import readers_of
from hub.web.forms import Form, Note, Read, blank, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki.actions.moving import begins_part
from hub.wiki.actions.restricting import lift_restriction, restrict_page
from hub.wiki.addresses import page_url
from hub.wiki.models import Page
from hub.wiki.readers import LISTED, begun_by, members_of, pages_below, restricted
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import MOVE_PAGE, RESTRICT_PAGE


class ReadersForm(Form):
    """The handles of those who read it, by commas."""

    people: Note = ""


@bp.get("/wiki/restricted")
def restricted_pages() -> str:
    """The pages with readers of their own that the reader is one of, of one community or of all."""
    space = entered(request.args["space"]) if request.args.get("space") else None
    shown = cut(restricted(g.actor, space, after()), LISTED)
    return whole("wiki/restricted.html", space=space, shown=shown)


@bp.get("/wiki/<space>/<path:path>/readers")
def readers(space: str, path: str) -> str:
    """Who can read a page, by name."""
    return _readers(at(space, path))


@bp.post("/wiki/<space>/<path:path>/readers")
def restrict(space: str, path: str) -> Any:
    found = at(space, path)
    form = read(ReadersForm)
    if not form.ok:
        return _readers(found, form), 422
    try:
        restrict_page(g.actor, found, people_called(handles_in(form.data.people), "people"))
    except Invalid as error:
        form.refuse("people", error.message)
        return _readers(found, form), 422
    return done(f"{page_url(found)}/readers", say=_("Settled: nobody else finds it."))


@bp.post("/wiki/<space>/<path:path>/readers/lifting")
def lift(space: str, path: str) -> Response:
    found = at(space, path)
    lift_restriction(g.actor, found)
    return done(f"{page_url(found)}/readers", say=_("Everybody who reads %(place)s reads it again.",
                                                   place=found.space.name))  # fmt: skip


def _readers(found: Page, form: Read[Any] | None = None) -> str:
    own = found.space.kind == SpaceKind.PART
    begins = begins_part(found)
    named = ", ".join(f"@{person.handle}" for person in readers_of(found.space)) if own else ""
    return whole(
        "wiki/readers.html", page=found, own=own, begins=begins, form=form or blank(people=named),
        above=begun_by(g.actor, found) if own and not begins else None, below=pages_below(g.actor, found),
        shown=cut(members_of(found.space, after()), LISTED, key="person_id"),
        may_move=can(g.actor, MOVE_PAGE, found),
        may_restrict=can(g.actor, RESTRICT_PAGE, found) and (begins or not own),
    )  # fmt: skip
