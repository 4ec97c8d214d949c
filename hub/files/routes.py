"""Uploading, fetching and taking away files."""

from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.datastructures import FileStorage

from hub.core.errors import HubError, Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.files import actions
from hub.files.models import StoredFile
from hub.files.queries import find_file, markdown_for, url_of_file, waiting_files
from hub.files.serving import as_download, as_picture, as_small_picture
from hub.web.guard import takes_files
from hub.web.once import once
from hub.web.pages import done, page

bp = Blueprint("files", __name__, template_folder="templates")

PLAIN = "text/plain"


@bp.get("/files/new")
def new() -> str:
    return _page()


@bp.post("/files")
@takes_files
@once
def upload() -> Any:
    """The Markdown of each file: as text for the script in the page, else as a page to copy it from."""
    try:
        made = [actions.keep_file(g.actor, sent.filename or "", sent.read()) for sent in _sent()]
    except HubError as error:
        if _wants_text():
            return _text(error.message, error.status)
        return _page(error=error.message), error.status
    if _wants_text():
        return _text("\n".join(markdown_for(file) for file in made), 201)
    return done("/files/new", say=_("Kept. Copy its line into your text."))


@bp.get("/files/<key>/<name>")
def fetch(key: str, name: str) -> Response:
    """The name in the address is for people: the key alone says which file it is."""
    file = find_file(g.actor, key)
    hand_out = as_picture if file.is_picture else as_download
    return hand_out(file, request.range, request.if_range)


@bp.get("/files/<key>/small/<name>")
def fetch_small(key: str, name: str) -> Response:
    """As texts show it: smaller, when that is worth it."""
    file = find_file(g.actor, key)
    return as_small_picture(file) if file.small_sha256 else fetch(key, name)


@bp.post("/files/<key>/removal")
def remove(key: str) -> Response:
    actions.remove_file(g.actor, find_file(g.actor, key))
    return done("/files/new", say=_("The file is taken away."))


def _sent() -> list[FileStorage]:
    sent = [file for file in request.files.getlist("file") if file.filename]
    if not sent:
        raise Invalid(_("Choose a file first."), field="file")
    if len(sent) > LIMITS.uploads_per_thing:
        raise Invalid(
            _(
                "At most %(uploads_per_thing)s files at once. Send the others after.",
                uploads_per_thing=LIMITS.uploads_per_thing,
            ),
            field="file",
        )
    return sent


def _page(error: str = "") -> str:
    most = f"{LIMITS.upload_bytes // 1024**2} MB"
    shown = [_line(file) for file in waiting_files(g.actor)]
    return page("files/new.html", files=shown, error=error, most=most)


def _line(file: StoredFile) -> dict[str, Any]:
    return {"file": file, "url": url_of_file(file), "markdown": markdown_for(file)}


def _wants_text() -> bool:
    return request.accept_mimetypes.best_match(["text/html", PLAIN]) == PLAIN


def _text(words: str, status: int) -> Response:
    return Response(words, status, mimetype=PLAIN)
