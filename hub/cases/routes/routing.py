"""The next case for me, and the rule by which new cases of a desk find somebody."""

from typing import Any

from flask import g

from hub.cases.actions import routing
from hub.cases.hours_text import minutes_of, minutes_text
from hub.cases.routes.promises import the_desk
from hub.cases.routes.shown import bp
from hub.cases.routing_models import MOST_AT_ONCE, DeskRouting, Routing
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.spaces.models import Space
from hub.web.forms import Form, Read, Short, blank, read
from hub.web.pages import done, page

RULE_WORDS = {
    Routing.NOBODY: lazy("They wait to be taken"), Routing.TURNS: lazy("One after the other"),
    Routing.FREE: lazy("Who has the fewest"), Routing.TOPIC: lazy("Who knows about it, and has the fewest"),
}  # fmt: skip


class RoutingForm(Form):
    """Who gets new cases; the span as people write it."""

    rule: Routing
    most: int = MOST_AT_ONCE
    return_after: Short = ""


@bp.post("/cases/next")
def claim_next() -> Any:
    case = routing.claim_next(g.actor)
    if case is None:
        return done("/cases", say=_("Nothing waits to be taken. Every case has somebody."))
    return done(f"/cases/{case.id}", say=_("%(name)s’s case is yours.", name=case.customer.first_name))


@bp.get("/cases/desks/<slug>/routing")
def desk_routing(slug: str) -> str:
    desk = the_desk(slug)
    row = session().get(DeskRouting, desk.id)
    if row is None:
        return _routing_page(desk, blank(rule=Routing.NOBODY.value, most=MOST_AT_ONCE))
    kept = blank(rule=row.rule.value, most=row.most, return_after=minutes_text(row.return_minutes))
    return _routing_page(desk, kept)


@bp.post("/cases/desks/<slug>/routing")
def keep_routing(slug: str) -> Any:
    desk, form = the_desk(slug), read(RoutingForm)
    if form.ok:
        try:
            back = minutes_of(form.data.return_after)
            routing.set_routing(g.actor, desk, form.data.rule, form.data.most, back)
            return done(f"/cases/desks/{slug}/routing", say=_("Kept."))
        except Invalid as refused:
            form.refuse(refused.field or "rule", refused.message)
        except ValueError as unreadable:
            form.refuse("return_after", str(unreadable))
    return _routing_page(desk, form), 422


def _routing_page(desk: Space, form: Read[Any]) -> str:
    return page("cases/routing.html", desk=desk, form=form, rules=RULE_WORDS)
