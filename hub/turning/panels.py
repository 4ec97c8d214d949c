"""What turning puts among the things that can be done with a comment."""

from typing import Any

from flask import render_template

from hub.core.permissions import can
from hub.turning.rules import TURN


def of_comment(actor: Any, comment: Any) -> str:
    """The way to a question or an answer of its own, for those who may make one of it."""
    if not can(actor, TURN, comment):
        return ""
    answers = comment.about.startswith(("question:", "answer:"))
    return render_template("turning/_comment.html", comment=comment, answers=answers)
