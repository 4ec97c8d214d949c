"""Previews that a page waits for, and their pictures: ours, so that no reader's browser asks a stranger."""

from flask import Blueprint, Response, request
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import NotFound
from hub.files.serving import POLICY
from hub.files.storage import is_digest, store
from hub.threads.previews.asking import MOST_TURNS, preview_of
from hub.threads.previews.models import LinkPreview
from hub.web.filters import preview_html

bp = Blueprint("previews", __name__)
TURNS = [str(turn) for turn in range(MOST_TURNS + 1)]


@bp.get("/link-previews/waiting")
def waiting() -> str:
    """The preview, or where to ask for it next; nothing when there will be none."""
    asked = request.args
    turn = int(asked["turn"]) if asked.get("turn", "") in TURNS else 0
    found = preview_of(asked.get("url", "")[:2_000], asked.get("key", ""), turn)
    return preview_html(found) if found else ""


@bp.get("/link-previews/<picture>")
def picture(picture: str) -> Response:
    """For every colleague who has its address, which nobody can guess: it stands on the web anyway."""
    sha = session().scalar(select(LinkPreview.picture_sha256).where(LinkPreview.picture_key == picture))
    if sha is None or not is_digest(sha):
        raise NotFound
    with store().open(sha) as content:
        response = Response(content.read(), content_type="image/webp")
    response.headers["Content-Security-Policy"] = POLICY
    return response
