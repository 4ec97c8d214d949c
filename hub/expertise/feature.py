"""What expertise adds to the hub: what a colleague knows about, on their page."""

from flask import render_template

from hub.core.features import Feature
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.expertise.evidence import expertise_of
from hub.expertise.routes import bp
from hub.people.models import Person


def known_panel(actor: Actor, person: Person) -> str:
    """What they know; for themselves also what is proposed, and what they hid."""
    shown = expertise_of(actor, person)
    if not (shown.known or shown.proposed or shown.hidden):
        return ""
    return render_template("expertise/_known.html", shown=shown, person=person, own=actor.id == person.id)


feature = Feature("expertise", title=lazy("Expertise"), blueprints=(bp,), panels={"person.side": known_panel})
