"""The thanks of a case: said with one press, or set aside."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.cases.actions import thanks
from hub.cases.routes.inside import back_inside, inside_page
from hub.cases.routes.shown import bp, the_case
from hub.cases.rules import THANK
from hub.cases.thanking import thanks_to_offer
from hub.core.errors import Conflict, Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.helping import Praise
from hub.web.forms import LINES, Form, bounded, read
from hub.web.once import once

Handle = Annotated[str, bounded(LIMITS.handle, 1)]


class ThanksForm(Form):
    """What to say, to whom of those who helped, and for which way of helping."""

    text: Annotated[str, bounded(2_000, 1), LINES]
    to: Annotated[list[Handle], Field(max_length=LIMITS.mention_people)] = Field(default_factory=list)
    badge: Praise | None = None


@bp.post("/cases/<int:id>/thanks")
@once
def thank_helpers(id: int) -> Any:
    case, form = the_case(id), read(ThanksForm)
    require(g.actor, THANK, case)
    if thanks_to_offer(g.actor, case) is None:
        raise Conflict(_("The thanks for this case were said already."))
    try:
        if form.ok:
            data = form.data
            thanks.thank_helpers(g.actor, case, data.text, badge=data.badge or "", to=data.to)
            return back_inside(case, _("They hear of it now."))
    except Invalid as error:
        form.refuse(error.field or "text", error.message)
    refused = {f"thanks_{name}": form.value(name) for name in ("text", "to", "badge")}
    said = next((form.error(name) for name in ("text", "to", "badge") if form.error(name)), "")
    return inside_page(case, thanks_error=said, **refused), 422


@bp.post("/cases/<int:id>/thanks/aside")
def set_thanks_aside(id: int) -> Any:
    case = the_case(id)
    thanks.set_thanks_aside(g.actor, case)
    return back_inside(case, _("It is not offered again."))
