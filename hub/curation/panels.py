"""What the desk puts into other pages."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor
from hub.curation.atop import heaviest
from hub.people.models import Person, Role

SHOWN = 4


def home_gaps(actor: Actor, _nothing: Any) -> str:
    """What most customers wait for, on the home page of a knowledge manager."""
    if not isinstance(actor, Person) or not actor.has(Role.KNOWLEDGE_MANAGER):
        return ""
    found = heaviest(actor, SHOWN)
    return render_template("curation/_home.html", gaps=found) if found else ""
