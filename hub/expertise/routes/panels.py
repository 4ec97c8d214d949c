"""What expertise puts on the page of a colleague."""

from typing import Any

from flask import render_template, request

from hub.expertise.counts import counts_of
from hub.expertise.evidence import expertise_of
from hub.people.models import Person


def known_panel(actor: Any, person: Person) -> str:
    """What they know; for themselves also what is proposed, and what they hid."""
    shown = expertise_of(actor, person)
    if not (shown.known or shown.proposed or shown.hidden):
        return ""
    return render_template("expertise/_known.html", shown=shown, person=person, own=actor.id == person.id)


def tabs_panel(actor: Any, person: Person) -> str:
    """The parts of the page, each with how much of it the reader may see."""
    tab, counts = request.args.get("tab", "impact"), counts_of(actor, person)
    return render_template("expertise/_tabs.html", counts=counts, person=person, tab=tab)


def told_panel(_actor: Any, line: Any) -> str:
    """Beside the notice that one's words went to a customer: what was sent of them."""
    if line.action != "helped" or line.ref.partition(":")[0] not in ("answer", "page"):
        return ""
    return render_template("expertise/_told.html")
