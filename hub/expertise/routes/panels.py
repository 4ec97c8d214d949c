"""What expertise puts on the page of a colleague."""

from typing import Any

from flask import g, render_template, request

from hub.expertise.community import MOST_PAGES, MOST_WAITING, Numbers, numbers_of
from hub.expertise.counts import counts_of
from hub.expertise.evidence import expertise_of
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.pages import CommunityPage


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


def community_tabs(actor: Any, shown: CommunityPage) -> str:
    """The parts of a community, each with how much waits or stands there."""
    found = _numbers(actor, shown.space)
    counts = {"questions": (found.waiting, MOST_WAITING), "wiki": (found.pages, MOST_PAGES)}
    return render_template("expertise/_community_tabs.html", shown=shown, counts=counts)


def community_together(actor: Any, space: Space) -> str:
    """At the side of a community: what came of what stands there with customers, as sums."""
    found = _numbers(actor, space)
    return render_template("expertise/_together.html", found=found, space=space) if found.customers else ""


def _numbers(actor: Any, space: Space) -> Numbers:
    if not hasattr(g, "community_numbers"):  # asked for the tabs and for the side of one page
        g.community_numbers = numbers_of(actor, space)
    found: Numbers = g.community_numbers
    return found
