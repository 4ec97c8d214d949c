"""Writing a page in another language, and saying that a version is up to date again."""

from typing import Any

from flask import Response, g

from hub.core.errors import HubError, Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.web.forms import Form, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done
from hub.web.pages import page as whole
from hub.wiki import versions
from hub.wiki.addresses import page_url
from hub.wiki.models import Page
from hub.wiki.routes.shown import at, bp
from hub.wiki.rules import CREATE_PAGE


class TranslateForm(Form):
    """The page in another language; `base` is the revision of the original that was read."""

    language: Short
    title: Title
    body: OptionalBody = ""
    base: int


class CurrentForm(Form):
    """Which revision of the original the version agrees with."""

    revision: int


@bp.get("/wiki/<space>/<path:path>/translate")
def translating(space: str, path: str) -> str:
    found = _original(at(space, path))
    require(g.actor, CREATE_PAGE, found.space)
    return _translating(found, blank(language="", title=found.title, body=found.body, base=found.revision))


@bp.post("/wiki/<space>/<path:path>/translate")
@once
def translate(space: str, path: str) -> Any:
    found = _original(at(space, path))
    require(g.actor, CREATE_PAGE, found.space)
    form = read(TranslateForm)
    if not form.ok:
        return _translating(found, form), 422
    sent = form.data
    try:
        made = versions.translate_page(g.actor, found, sent.language, sent.title, sent.body, sent.base)
    except HubError as error:
        form.refuse(error.field or "body", error.message)
        return _translating(found, form), error.status
    return done(page_url(made), say=_("The page is written."))


@bp.post("/wiki/<space>/<path:path>/current")
def current(space: str, path: str) -> Response:
    found = at(space, path)
    form = read(CurrentForm)
    if not form.ok:
        raise Invalid(_("Open the page again and say it from there."))
    versions.mark_current(g.actor, found, form.data.revision)
    return done(page_url(found), say=_("It counts as up to date."))


def _original(found: Page) -> Page:
    """Translations are made of the original, which the reader has to be able to read."""
    return load(g.actor, Page, found.translation_of_id) if found.translation_of_id else found


def _translating(found: Page, form: Read[Any]) -> str:
    there = versions.versions_of(g.actor, found)
    return whole(
        "wiki/translate.html", page=found, form=form, languages=versions.choices(found, there),
        said_in=language_name(versions.original_language(found)),
    )  # fmt: skip
