"""What stands above a conversation that is urgent."""

from typing import Any

from hub.core.permissions import Actor
from hub.inbox.urgent.actions import acknowledge
from hub.inbox.urgent.queries import urgent_view
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
