"""What turning puts among the things that can be done with a comment."""

from typing import Any

from flask import render_template

from hub.core.permissions import can
from hub.turning.rules import TURN


def of_comment(actor: Any, comment: Any) -> str:
    """The way to a question of its own, for those who may make one of it."""
    return render_template("turning/_comment.html", comment=comment) if can(actor, TURN, comment) else ""
