"""What links say of a text, beside its other figures."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor
from hub.links.counting import counts_of, reasons_against


def counted(_actor: Actor, thing: Any) -> str:
    """Every kind for itself: used and quoted are reuse, the others are not."""
    counts = counts_of(thing.ref)
    if counts.is_empty:
        return ""
    against = reasons_against(thing.ref) if counts.rejected else []
    return render_template("linking/_counts.html", thing=thing, counts=counts, against=against)
