"""When a desk asks its customers how it was: by label, at most so often, in words for each channel."""

from typing import Annotated, Any

from flask import g, request
from pydantic import Field
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from hub.cases.actions.surveys import set_survey
from hub.cases.list_models import Label
from hub.cases.routes.promises import the_desk
from hub.cases.routes.shown import bp
from hub.cases.survey_models import USUAL_DAYS, SurveyRule
from hub.channels.contract import traits_of
from hub.channels.models import Channel
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.spaces.models import Space
from hub.web.forms import Form, Read, blank, read
from hub.web.pages import done, page

WORDS = "words-"
MOST_DAYS = 365


class SurveyForm(Form):
    """The rules; the words of each channel come beside them as words-<id>."""

    asks: str = ""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = USUAL_DAYS
    only: tuple[int, ...] = ()
    never: tuple[int, ...] = ()


@bp.get("/cases/desks/<slug>/survey")
def survey(slug: str) -> str:
    desk = the_desk(slug)
    rule = session().get(SurveyRule, desk.id)
    if rule is None:
        return _page(desk, blank(asks="1", days=USUAL_DAYS, only=[], never=[]))
    words = {f"{WORDS}{id}": text for id, text in rule.words.items()}
    only, never = ([str(each) for each in ids] for ids in (rule.only, rule.never))
    return _page(desk, blank(asks="1" if rule.asks else "", days=rule.days, only=only, never=never, **words))


@bp.post("/cases/desks/<slug>/survey")
def keep_survey(slug: str) -> Any:
    desk, sent = the_desk(slug), MultiDict(request.form)
    typed = {name: sent.pop(name).replace("\r\n", "\n").strip()[: LIMITS.body]
             for name in [each for each in sent if each.startswith(WORDS)]}  # fmt: skip
    form = read(SurveyForm, sent)
    form.values |= typed
    if form.ok:
        data, labels = form.data, {label.id for label in _labels(desk)}
        words = {each: typed.get(f"{WORDS}{each.id}", "") for each in _channels(desk)}
        try:
            set_survey(
                g.actor, desk, asks=bool(data.asks), days=data.days, words=words,
                only=[each for each in data.only if each in labels],
                never=[each for each in data.never if each in labels],
            )  # fmt: skip
            return done(f"/cases/desks/{slug}/survey", say=_("That holds for the next question."))
        except Invalid as refused:
            form.refuse(refused.field or "days", refused.message)
    return _page(desk, form), 422


def _labels(desk: Space) -> list[Label]:
    return list(session().scalars(select(Label).where(Label.space_id == desk.id).order_by(Label.name)))


def _channels(desk: Space) -> list[Channel]:
    """Those through which customers are asked at all."""
    statement = select(Channel).where(Channel.space_id == desk.id).order_by(Channel.name)
    found = [(each, traits_of(each)) for each in session().scalars(statement)]
    return [each for each, traits in found if traits is not None and traits.can_send and traits.asks_rating]


def _page(desk: Space, form: Read[Any]) -> str:
    return page("cases/survey.html", desk=desk, form=form, labels=_labels(desk), channels=_channels(desk))
