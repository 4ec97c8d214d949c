"""The draft that a desk writes together: share it, go on with it, every text of it, share it no longer."""

from itertools import pairwise
from typing import Any

from flask import Response, g

from hub.cases.actions import sharing as actions
from hub.cases.drafts import keep_draft
from hub.cases.routes.reply import composed
from hub.cases.routes.shown import bp, case_url, show_case, the_case
from hub.cases.rules import REPLY
from hub.cases.sharing import shared_in, versions_of
from hub.core.db import transaction
from hub.core.errors import Conflict, Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.threads.diff import compare
from hub.web.pages import done, page

NOT_IN_PRIVATE = lazy("Shared drafts are for public replies. This one stays yours, in private.")


@bp.get("/cases/<int:id>/shared-draft")
def shared_draft(id: int) -> str:
    case = the_case(id)
    require(g.actor, REPLY, case)
    versions = versions_of(case)
    rows = {newer.number: compare(older.body, newer.body) for newer, older in pairwise(versions)}
    return page(
        "cases/shared_draft.html", case=case, versions=versions, shared=shared_in(case),
        rows_of={each.number: rows.get(each.number) for each in versions},
    )  # fmt: skip


@bp.post("/cases/<int:id>/shared-draft")
def share_draft(id: int) -> Any:
    case = the_case(id)
    require(g.actor, REPLY, case)
    composer, form = composed(case)
    if not form.ok:
        composer.error = " ".join(message for each in form.errors.values() for message in each)
        return show_case(case, composer), 422
    if composer.is_private:
        composer.error = NOT_IN_PRIVATE
        return show_case(case, composer), 422
    try:
        actions.share_draft(g.actor, case, composer.body, seen=composer.shared_seen)
    except Invalid as refused:
        composer.error = refused.message
        return show_case(case, composer), 422
    except Conflict as moved:
        theirs = shared_in(case)
        composer.error, composer.shared_seen = moved.message, theirs.number if theirs else 0
        composer.shared_rows = compare(theirs.body, composer.body) if theirs else None
        with transaction():
            keep_draft(g.actor, case, composer.body, composer.way)
        return show_case(case, composer), 409
    return done(f"{case_url(case)}#reply", say=_("Everybody of the desk can read it and go on with it."))


@bp.post("/cases/<int:id>/shared-draft/loading")
def load_draft(id: int) -> Response:
    case = the_case(id)
    actions.take_over(g.actor, case)
    return done(f"{case_url(case)}#reply", say=_("It is in your reply. What you had begun stands below it."))


@bp.post("/cases/<int:id>/shared-draft/end")
def stop_sharing(id: int) -> Response:
    case = the_case(id)
    actions.stop_sharing(g.actor, case)
    return done(f"{case_url(case)}#reply", say=_("The draft is not shared any more."))
