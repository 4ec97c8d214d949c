"""Who else gets a reply by mail. The text that was begun stays a draft."""

from typing import Any

from flask import g

from hub.cases.actions.copying import drop_copy
from hub.cases.drafts import keep_draft
from hub.cases.routes.reply import composed, put_in_copy
from hub.cases.routes.shown import bp, case_url, show_case, the_case
from hub.cases.rules import REPLY
from hub.core.db import transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.web.guard import takes_files
from hub.web.pages import done


@bp.post("/cases/<int:id>/copies")
@takes_files
def change_copies(id: int) -> Any:
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case)
    with transaction():
        keep_draft(g.actor, case, composer.body, composer.way)
    if not form.ok:
        composer.typed_copy, composer.copy_error = str(form.value("copy_to")), _("Give mail addresses here.")
        return show_case(case, composer), 422
    try:
        if form.data.copy_drop:
            drop_copy(g.actor, case, form.data.copy_drop)
            return done(f"{case_url(case)}#reply")
    except Invalid as refused:
        composer.copy_error = refused.message
        return show_case(case, composer), 422
    if not put_in_copy(case, composer, form.data.copy_put or form.data.copy_to):
        return show_case(case, composer), 422
    return done(f"{case_url(case)}#reply")
