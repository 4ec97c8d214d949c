"""The bin: what was removed, bringing it back, forgetting it for good; and the address of what is there."""

from flask import Response, g, request

from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.web.forms import Form, Short, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.web.paging import after, cut
from hub.wiki import queries
from hub.wiki.actions.purging import purge_page
from hub.wiki.bins import removed
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import bp
from hub.wiki.rules import PURGE_PAGE, REMOVE_PAGE

LISTED = 30


class PurgeForm(Form):
    """`sure`: nobody forgets a page by a slip of the hand."""

    sure: Short = ""


@bp.get("/wiki/removed")
def bin() -> str:
    """What was removed, in one community or in all that the reader may enter."""
    space = entered(request.args["space"]) if request.args.get("space") else None
    found = removed(g.actor, space, before=after(), size=LISTED)
    return whole(
        "wiki/bin.html", shown=cut(found, LISTED), space=space, remove_right=REMOVE_PAGE,
        purge_right=PURGE_PAGE,
    )  # fmt: skip


@bp.post("/wiki/removed/<int:id>/purge")
def purge(id: int) -> Response:
    found = queries.find_removed(g.actor, id)
    form = read(PurgeForm)
    if not form.ok or not form.data.sure:
        raise Invalid(_("Tick that it shall be forgotten for good; it cannot be brought back."))
    slug = found.space.slug
    count = purge_page(g.actor, found)
    said = ngettext("%(count)s page is forgotten.", "%(count)s pages are forgotten.", count, count=count)
    return done(f"/wiki/removed?space={slug}", say=said)
