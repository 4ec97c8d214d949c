"""Which searches led to a thing, for those who may read it: words that several share, nobody's name."""

from typing import Any

from flask import render_template
from sqlalchemy import func, select

from hub.core.db import session
from hub.core.permissions import Actor
from hub.indexing.models import Search

SHOWN = 10
SHARED = 2  # searches: what was typed once may tell who it was


def searches_that_led(_actor: Actor, thing: Any) -> str:
    """On the page that says what became of a thing."""
    led = select(func.min(Search.words), func.count(Search.id).label("times"))
    led = led.where(Search.opened == thing.ref).group_by(Search.key).having(func.count(Search.id) >= SHARED)
    found = session().execute(led.order_by(func.count(Search.id).desc(), Search.key).limit(SHOWN)).all()
    total = session().scalar(select(func.count(Search.id)).where(Search.opened == thing.ref)) or 0
    return render_template("indexing/_leading.html", found=found, total=total)
