"""Export of a page, of what stands below it, or of a community (WK26)."""

from typing import Any, Literal

from flask import Response, g

from hub.core.errors import NotFound
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.files.storage import store
from hub.spaces.models import Space
from hub.web.forms import Form, Read, blank, read
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki.actions.exporting import export_pages, exports_of
from hub.wiki.addresses import page_url
from hub.wiki.export.gathering import Reader, Scope, Wish, wanted_pages
from hub.wiki.export.making import Format, Made, type_of
from hub.wiki.export.models import PageExport
from hub.wiki.export.pdf import missing
from hub.wiki.models import Page
from hub.wiki.routes.reading import entered
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import EXPORT_PAGES

# Even opened by itself it may load nothing, run nothing, and is of an origin of its own.
POLICY = "default-src 'none'; sandbox"


class ExportForm(Form):
    """How much, as what, for whom; `internal`: with the passages that never leave."""

    scope: Scope = Scope.PAGE
    format: Format = Format.HTML
    reader: Reader = Reader.INSIDE
    internal: Literal["1", ""] = ""


@bp.get("/wiki/<space>/export")
def exporting_all(space: str) -> str:
    found = entered(space)
    require(g.actor, EXPORT_PAGES, found)
    return _page(found, None, blank(scope="space"))


@bp.post("/wiki/<space>/export")
def export_all(space: str) -> Any:
    return _answer(entered(space), None)


@bp.get("/wiki/<space>/<path:path>/export")
def exporting(space: str, path: str) -> str:
    found = at(space, path)
    require(g.actor, EXPORT_PAGES, found.space)
    return _page(found.space, found, blank(scope="page"))


@bp.post("/wiki/<space>/<path:path>/export")
def export(space: str, path: str) -> Any:
    found = at(space, path)
    return _answer(found.space, found)


def _answer(space: Space, page: Page | None) -> Any:
    form = read(ExportForm)
    if not form.ok:
        return _page(space, page, form), 422
    wish = _wish(space, page, form.data)
    made = export_pages(g.actor, wish, form.data.format)
    if isinstance(made, Made):
        return as_download(made)
    here = page_url(page) if page is not None else f"/wiki/{space.slug}"
    return done(f"{here}/export", say=_("It is being made. You find it here in a moment, for a week."))


@bp.get("/wiki/exports/<int:id>/file")
def exported(id: int) -> Response:
    """One that was made in the background."""
    asked = load(g.actor, PageExport, id)
    if asked.sha256 is None:
        raise NotFound
    with store().open(asked.sha256) as content:
        return as_download(Made(asked.name, type_of(asked.name), content.read()))


def _wish(space: Space, page: Page | None, asked: ExportForm) -> Wish:
    scope = asked.scope if page is not None else Scope.SPACE
    internal = asked.internal == "1" and asked.reader is Reader.INSIDE
    return Wish(space, page, scope, asked.reader, internal)


def _page(space: Space, page: Page | None, form: Read[ExportForm]) -> str:
    scopes = [Scope.PAGE, Scope.BELOW, Scope.SPACE] if page is not None else [Scope.SPACE]
    return whole(
        "wiki/export.html",
        space=space,
        page=page,
        here=page_url(page) if page is not None else f"/wiki/{space.slug}",
        form=form,
        counts={scope: len(wanted_pages(g.actor, Wish(space, page, scope))) for scope in scopes},
        told=len(wanted_pages(g.actor, Wish(space, reader=Reader.CUSTOMERS))),
        formats=list(Format),
        no_pdf=missing(),
        made=exports_of(g.actor),
    )


def as_download(made: Made) -> Response:
    """To be kept, never opened here."""
    response = Response(made.content, content_type=made.type)
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    response.headers["Content-Security-Policy"] = POLICY
    return response
