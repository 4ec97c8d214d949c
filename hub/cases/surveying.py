"""Whether a case's customer is asked how it was, and in which words (CS20)."""

from datetime import timedelta

from sqlalchemy import select

from hub.cases.list_models import Labelled
from hub.cases.models import Case
from hub.cases.survey_models import USUAL_DAYS, SurveyRule
from hub.core import clock
from hub.core.db import session
from hub.reuse.variables import fill

ADDRESS = "{{address}}"
SUBJECT = "{{subject}}"


def is_fitting(case: Case) -> bool:
    """Whether the desk's rules let its customer be asked about this case now."""
    if case.is_quiet:
        return False
    rule = session().get(SurveyRule, case.space_id)
    asked = case.customer.rating_asked_at
    days = rule.days if rule is not None else USUAL_DAYS
    if asked is not None and clock.now() - asked < timedelta(days=days):
        return False
    if rule is None:
        return True
    labels = set(session().scalars(select(Labelled.label_id).where(Labelled.case_id == case.id)))
    if not rule.asks or labels & set(rule.never):
        return False
    return not rule.only or bool(labels & set(rule.only))


def own_words(case: Case, address: str) -> str:
    """The desk's question on this channel, filled; "" where it has none of its own."""
    rule = session().get(SurveyRule, case.space_id)
    text = str(rule.words.get(str(case.channel_id), "")) if rule is not None else ""
    name = case.customer.first_name
    return fill(text, {"first_name": name, "subject": case.subject, "address": address}) if text else ""
