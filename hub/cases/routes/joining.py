"""Merging cases and taking it back, a message as a case of its own, and keeping a case quiet."""

from typing import Any

from flask import g, request

from hub.cases import queries, showing
from hub.cases.actions import merging, quieting
from hub.cases.merge_models import CaseMerge
from hub.cases.models import Case
from hub.cases.queries import messages_of, notes_of
from hub.cases.routes.shown import bp, case_url, the_case
from hub.core.db import session
from hub.core.errors import HubError, NotFound
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.web.forms import Form, Short, blank, read
from hub.web.pages import done, page


class MergeForm(Form):
    """Which case it goes into; `sure` after the preview was seen."""

    into: int
    sure: Short = ""


class QuietForm(Form):
    """`on`, or "" to take it back."""

    on: Short = ""


@bp.get("/cases/<int:id>/merge")
def merge_page(id: int) -> str:
    return _merge_page(the_case(id), request.args.get("words", "")[:200])


@bp.post("/cases/<int:id>/merge")
def merge(id: int) -> Any:
    case, form = the_case(id), read(MergeForm)
    if not form.ok:
        return _merge_page(case, "", _("Choose one of these cases.")), 422
    target = load(g.actor, Case, form.data.into)
    try:
        merging.refuse_merge(case, target)
        if not form.data.sure:
            return page(
                "cases/merging.html", case=case, target=target, form=blank(), showing=showing,
                messages=messages_of(case), notes=notes_of(case), others=messages_of(target)[-5:],
            )  # fmt: skip
        row = merging.merge(g.actor, case, target)
    except HubError as refused:
        return _merge_page(case, "", refused.message), refused.status
    undo = f"/cases/{target.id}/merges/{row.id}/undoing"
    return done(f"/cases/{target.id}", say=_("Merged. The customer sees nothing of it."), undo=undo)


@bp.post("/cases/<int:id>/merges/<int:merge_id>/undoing")
def unmerge(id: int, merge_id: int) -> Any:
    case, row = the_case(id), session().get(CaseMerge, merge_id)
    if row is None or case.id not in (row.source_id, row.target_id):
        raise NotFound
    merging.unmerge(g.actor, row)
    return done(f"/cases/{row.source_id}", say=_("Two cases again. What came later stayed where it was."))


@bp.post("/cases/<int:id>/messages/<int:message_id>/case")
def split(id: int, message_id: int) -> Any:
    case = the_case(id)
    message = queries.message_in(g.actor, case, message_id)
    made = merging.split(g.actor, message)
    return done(f"/cases/{made.id}", say=_("A case of its own, linked with the one it came from."))


@bp.post("/cases/<int:id>/quiet")
def mute(id: int) -> Any:
    case, form = the_case(id), read(QuietForm)
    on = bool(form.value("on"))
    quieting.mute(g.actor, case, on)
    said = _("Muted: what they write is kept and wakes nobody.") if on else _("It wakes you again.")
    return done(case_url(case), say=said)


@bp.post("/cases/<int:id>/spam")
def mark_spam(id: int) -> Any:
    case, form = the_case(id), read(QuietForm)
    on = bool(form.value("on"))
    quieting.mark_spam(g.actor, case, on)
    return done(case_url(case), say=_("Closed as spam.") if on else _("Open again."))


@bp.post("/cases/<int:id>/block")
def block(id: int) -> Any:
    case, form = the_case(id), read(QuietForm)
    on = bool(form.value("on"))
    quieting.block(g.actor, case, on)
    said = _("Blocked. What they write is kept under “Kept quiet”.") if on else _("They can reach you again.")
    return done(case_url(case), say=said)


def _merge_page(case: Case, words: str, trouble: str = "") -> str:
    return page(
        "cases/merge.html", case=case, words=words, trouble=trouble, showing=showing,
        found=merging.candidates(case, words), merges=merging.merges_of(case),
    )  # fmt: skip
