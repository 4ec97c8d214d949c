"""What customers see of us: one question, five faces, a word if they like. No sign-in."""

from typing import Annotated, Any

from hub.cases.actions import outcomes
from hub.cases.actions.survey import can_still_rate, case_of_token
from hub.cases.models import Case
from hub.cases.routes.shown import bp
from hub.core.errors import NotFound
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.web.forms import LINES, Form, Read, blank, bounded, read
from hub.web.guard import anyone
from hub.web.pages import page

WORDS = 4_000
LABELS = (
    (1, lazy("Not at all")),
    (2, lazy("Hardly")),
    (3, lazy("Somewhat")),
    (4, lazy("Yes")),
    (5, lazy("Very much")),
)


class RatingForm(Form):
    """One press, and perhaps some words."""

    rating: int
    words: Annotated[str, bounded(WORDS), LINES] = ""


@bp.get("/r/<token>")
@anyone
def rating(token: str) -> Any:
    case = _case(token)
    return _page(case, token, blank()) if can_still_rate(case) else _too_late(case, token, blank())


@bp.post("/r/<token>")
@anyone
def rate(token: str) -> Any:
    case, form = _case(token), read(RatingForm)
    if not can_still_rate(case):
        return _too_late(case, token, form)
    if not form.ok or not 1 <= form.data.rating <= 5:
        form.refuse("rating", _("Please choose one of the five."))
        return _page(case, token, form), 422
    outcomes.rate(case, form.data.rating, form.data.words or case.rating_words)
    return _page(case, token, form, thanks=True)


def _case(token: str) -> Case:
    case = case_of_token(token)
    if case is None:
        raise NotFound
    return case


def _too_late(case: Case, token: str, form: Read[Any]) -> Any:
    """What was written is shown again: it can be sent to us as a message instead."""
    return _page(case, token, form, too_late=True), 410


def _page(case: Case, token: str, form: Read[Any], **how: bool) -> str:
    return page("cases/rating.html", case=case, token=token, form=form, labels=LABELS, **how)
