"""Adding what a question, a conversation or a case taught to a page that is there already."""

from typing import Any

from flask import g, redirect, request

from hub.core.errors import Invalid
from hub.core.features import Beginning
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.reuse.asking import ChangeForm
from hub.reuse.recalls import reach_of
from hub.web.forms import OptionalBody, Read, Short, blank, read
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.merging import Stale
from hub.wiki.actions.text import write_page
from hub.wiki.adding import add_to_page, joined
from hub.wiki.addresses import page_url
from hub.wiki.models import Page
from hub.wiki.routes.shown import at, bp, preview_of
from hub.wiki.routes.writing import begun_from
from hub.wiki.rules import EDIT_PAGE


class AddForm(ChangeForm):
    """The text of the page with what was added, on top of the revision that was opened."""

    source: Short
    body: OptionalBody = ""
    base: int


@bp.get("/wiki/<space>/<path:path>/add")
def adding(space: str, path: str) -> Any:
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    source = request.args.get("from", "")
    begun = begun_from(source)
    if begun is None:  # nothing that one may read: then the page is edited by itself
        return redirect(f"{page_url(found)}/edit", 303)
    return _adding(found, blank(source=source, body=joined(found, begun), base=found.revision), begun)


@bp.post("/wiki/<space>/<path:path>/add")
@once
def add(space: str, path: str) -> Any:
    found = at(space, path)
    require(g.actor, EDIT_PAGE, found)
    form = read(AddForm)
    begun = begun_from(str(form.value("source")))
    if begun is None:
        form.refuse("body", _("What this was taken from is gone. Your text is kept; copy it into the page."))
    if begun is None or not form.ok:
        return _adding(found, form, begun), 422
    try:
        sent = form.data
        add_to_page(
            g.actor, found, sent.source, begun, body=sent.body, base=sent.base, change=sent.change,
            because=sent.because,
        )  # fmt: skip
    except Stale as stale:
        form.refuse("body", stale.message)
        form.values["base"] = found.revision
        return _adding(found, form, begun), 409
    except Invalid as error:
        form.refuse(error.field or "body", error.message)
        return _adding(found, form, begun), 422
    return done(page_url(found), say=_("Added. Whoever wrote it is credited."))


def _adding(found: Page, form: Read[Any], begun: Beginning | None) -> str:
    said = preview_of(write_page(g.actor, found.space, begun.body).html, found.space) if begun else ""
    return whole("wiki/add.html", page=found, form=form, said=said, reach=reach_of(found))
