"""What the wiki puts on pages of other parts of the hub."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor
from hub.wiki import queries


def recently_validated(actor: Actor, space: Any) -> str:
    """On the page of a community: what was validated there last."""
    found = queries.recently_validated(actor, space)
    return render_template("wiki/_validated.html", pages=found, space=space) if found else ""
