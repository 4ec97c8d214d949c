"""What stands above a conversation that is urgent."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor, can
from hub.inbox.urgent.actions import acknowledge
from hub.inbox.urgent.queries import urgent_view
from hub.inbox.urgent.rules import MARK_URGENT
from hub.people.models import Person
from hub.web.pages import page


def urgent_on(actor: Actor, thing: Any) -> str:
    """Who is called, who knows, and what the reader can do; nothing on most pages."""
    if not isinstance(actor, Person):
        return ""
    view = urgent_view(actor, thing)
    if view.urgent is not None and view.must_acknowledge:  # whoever opens it knows
        acknowledge(actor, view.urgent)
    if view.urgent is None and not view.may_mark:
        return ""
    return page("inbox/_urgent.html", view=view, thing=thing)


def among_options(actor: Actor, comment: Any) -> str:
    """The way to call people to one comment, for those who may."""
    if not can(actor, MARK_URGENT, comment):
        return ""
    return render_template("inbox/_urgent_comment.html", comment=comment)
