"""The one address of the live reactor: what was missed."""

from typing import Any

from flask import Blueprint, g, request

from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.live.queries import since

bp = Blueprint("live", __name__, url_prefix="/live")


@bp.get("/since")
def missed() -> dict[str, Any]:
    after = request.args.get("after", "0")
    if not after.isdecimal() or len(after) > 18:
        raise Invalid(_("after is the number of an event."), field="after")
    found = since(g.actor, int(after))
    return {"last": found.last, "pings": found.pings, "reset": found.reset}
