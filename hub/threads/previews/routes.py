"""The pictures of previews: ours, so that no reader's browser asks a stranger."""

from flask import Blueprint, Response
from sqlalchemy import select

from hub.core.db import session
from hub.core.errors import NotFound
from hub.files.serving import POLICY
from hub.files.storage import is_digest, store
from hub.threads.previews.models import LinkPreview

bp = Blueprint("previews", __name__)


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
