"""Settling the check of a text that did not help a customer, wherever the text stands."""

from flask import Blueprint, Response, g

from hub.core.errors import Invalid, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.words import gettext as _
from hub.reuse import checking
from hub.reuse.check_models import Verdict
from hub.web.forms import Form, Note, Short, read
from hub.web.guard import safe_next
from hub.web.pages import done

bp = Blueprint("reuse", __name__, template_folder="templates")


class ReviewForm(Form):
    """A word for whoever wrote the text, if one likes; `back`: where the button stood."""

    note: Note = ""
    verdict: Short = ""  # wrong: customers who were given it are told
    back: Short = ""


@bp.post("/checks/<ref>/review")
def review_check(ref: str) -> Response:
    thing = resolve(g.actor, ref)
    if kind_of(ref).customer_text is None:
        raise NotFound
    form = read(ReviewForm)
    if not form.ok:
        raise Invalid(_("This text is too long."), fields=form.errors)
    if form.data.verdict == "wrong":
        recall = checking.found_wrong(g.actor, thing, form.data.note)
        return done(f"/recalls/{recall.id}", say=_("Taken back. Everybody who has it is looked up."))
    verdict = checking.review(g.actor, thing, form.data.note)
    said = (
        _("Noted: it was corrected. It can be suggested again.")
        if verdict == Verdict.CORRECTED
        else _("Noted: it stands as it is. It can be suggested again.")
    )
    return done(safe_next(form.data.back) if form.data.back else url_of(thing), say=said)
