"""The addresses of promising thanks for an answer."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from flask import Response, g

from hub.core import clock
from hub.core.errors import HubError
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.qa import thanking
from hub.qa.models import Question
from hub.qa.routes.shown import bp
from hub.qa.rules import PROMISE_THANKS
from hub.qa.search import question_url
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.pages import done, page

USUAL = timedelta(days=7)


class ThanksForm(Form):
    """What is promised, and the last day of it."""

    words: Annotated[str, bounded(LIMITS.short, 1), LINES]
    until: date


@bp.get("/q/<int:id>/thanks")
def promising(id: int) -> str:
    found = load(g.actor, Question, id)
    require(g.actor, PROMISE_THANKS, found)
    return _promising(found, blank(until=(clock.now() + USUAL).date().isoformat()))


@bp.post("/q/<int:id>/thanks")
def promise(id: int) -> Any:
    found, form = load(g.actor, Question, id), read(ThanksForm)
    require(g.actor, PROMISE_THANKS, found)
    if not form.ok:
        return _promising(found, form), 422
    until = datetime.combine(form.data.until, time(23, 59), UTC)
    try:
        thanking.promise_thanks(g.actor, found, form.data.words, until)
    except HubError as error:
        form.refuse(error.field or "words", error.message)
        return _promising(found, form), error.status
    return done(question_url(found), say=_("Promised."), undo=f"/q/{id}/thanks/removal")


@bp.post("/q/<int:id>/thanks/removal")
def take_back(id: int) -> Response:
    found = load(g.actor, Question, id)
    thanking.take_thanks_back(g.actor, found)
    return done(question_url(found), say=_("It is not promised any more."))


def _promising(found: Question, form: Read[Any]) -> str:
    return page("qa/thanks.html", question=found, form=form, url=question_url(found))
