"""Who else has a case open. Whoever may not read the case gets the 404 of every address of a case."""

from typing import Any, Literal

from flask import g

from hub.cases.actions.presence import be_here, go
from hub.cases.routes.shown import bp, the_case
from hub.threads.presence import others_at
from hub.threads.presence_models import Doing
from hub.web.forms import Form, read
from hub.web.pages import page


class HereForm(Form):
    """What the page's reader does."""

    doing: Literal["viewing", "writing", "noting", "idle"] = "viewing"


class LeaveForm(Form):
    """Nothing is said but that one leaves."""


@bp.get("/cases/<int:id>/presence")
def here(id: int) -> str:
    """Asked for whenever somebody came, began to write or left."""
    case = the_case(id)
    return page("cases/_here.html", case=case, others=others_at(g.actor, case))


@bp.post("/cases/<int:id>/presence")
def still_here(id: int) -> Any:
    """An open page says each minute that it is, and at once when its reader begins to write."""
    case, form = the_case(id), read(HereForm)
    be_here(g.actor, case, Doing(form.data.doing) if form.ok else Doing.VIEWING)
    return "", 204


@bp.post("/cases/<int:id>/presence/leaving")
def leave(id: int) -> Any:
    case = the_case(id)
    read(LeaveForm)
    go(g.actor, case)
    return "", 204
