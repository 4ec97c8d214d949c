"""The way to other words, where a reply is looked at before it leaves; nothing while no model is allowed."""

from hub.cases.models import Case
from hub.core.permissions import Actor
from hub.rewording.actions import model_in_force
from hub.web.pages import page


def in_reply(_actor: Actor, case: Case) -> str:
    """A button in the form of the reply."""
    return page("rewording/_button.html", case=case) if model_in_force() is not None else ""
