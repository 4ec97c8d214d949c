"""The addresses of bringing many people in: paste or upload a list, look at the preview, press once."""

from typing import Any, Literal

from flask import g, request

from hub.core.errors import Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.spaces import bulk
from hub.spaces.models import Space
from hub.spaces.routes.communities import bp
from hub.spaces.rules import ENTER_PEOPLE
from hub.web.forms import Form, OptionalBody, Read, blank, read
from hub.web.once import once
from hub.web.pages import done, page

LARGEST = 64 * 1024


class ListForm(Form):
    """The list as text; with sure=1 it was looked at and is done."""

    text: OptionalBody = ""
    sure: Literal["0", "1"] = "0"


@bp.get("/c/<slug>/members/list")
def list_page(slug: str) -> str:
    space = load(g.actor, Space, slug, by=Space.slug)
    require(g.actor, ENTER_PEOPLE, space)
    return _page(space, blank())


@bp.post("/c/<slug>/members/list")
@once
def add_list(slug: str) -> Any:
    space = load(g.actor, Space, slug, by=Space.slug)
    require(g.actor, ENTER_PEOPLE, space)
    form = read(ListForm)
    if not form.ok:
        return _page(space, form), 422
    try:
        text = _uploaded() or form.data.text
        form.values["text"] = text
        found = bulk.preview(space, text)
        if form.data.sure == "1" and found.coming:
            return done(f"{space.url}/people", say=bulk.said(bulk.add_people(g.actor, space, text), space))
    except Invalid as error:
        form.refuse(error.field or "text", error.message)
        return _page(space, form), 422
    return _page(space, form, found)


def _uploaded() -> str:
    """The text of a file, as spreadsheets write it; "" when none was chosen."""
    file = request.files.get("file")
    content = file.stream.read(LARGEST + 1) if file is not None and file.filename else b""
    if len(content) > LARGEST:
        raise Invalid(_("This file is too large for a list of people. Save it as CSV."), field="file")
    if b"\x00" in content:
        raise Invalid(_("This is no CSV file. Save the list as CSV and choose it again."), field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _page(space: Space, form: Read[Any], found: bulk.Preview | None = None) -> str:
    return page("spaces/bulk.html", space=space, form=form, found=found, most=bulk.MOST)
