"""Pinning an answer to a case, and taking it off."""

from flask import Response, g

from hub.cases.actions.pinning import pin, unpin
from hub.cases.routes.reply import SourceForm
from hub.cases.routes.shown import bp, case_url, the_case
from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.web.forms import read
from hub.web.pages import done


@bp.post("/cases/<int:id>/pins")
def pin_answer(id: int) -> Response:
    case, form = the_case(id), read(SourceForm)
    if not form.ok:
        raise Invalid(_("Choose an answer or a page to pin."), field="ref")
    pin(g.actor, case, form.data.ref)
    return done(f"{case_url(case)}#suggestions", say=_("Pinned: it stays on top of this case’s suggestions."))


@bp.post("/cases/<int:id>/pins/removal")
def unpin_answer(id: int) -> Response:
    case, form = the_case(id), read(SourceForm)
    if not form.ok:
        raise Invalid(_("Say which one is to be taken off."), field="ref")
    unpin(g.actor, case, form.data.ref)
    return done(f"{case_url(case)}#suggestions", say=_("Not pinned any more."))
