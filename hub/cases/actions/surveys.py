"""Setting when a desk asks its customers, and in which words."""

from collections.abc import Mapping, Sequence

from hub.cases.guard import inspect_wording
from hub.cases.rules import RUN_DESK
from hub.cases.survey_models import SurveyRule
from hub.cases.surveying import ADDRESS
from hub.channels.contract import traits_of
from hub.channels.models import Channel
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.variables import unfilled
from hub.spaces.models import Space

LONG_ADDRESS = 90  # characters that the address takes once it is filled in
KNOWN = ("address", "first_name", "subject")


def set_survey(
    actor: Person,
    desk: Space,
    *,
    asks: bool,
    days: int,
    only: Sequence[int],
    never: Sequence[int],
    words: Mapping[Channel, str],
) -> None:
    """The rules of a desk. Raises Invalid with what is wrong with the words of a channel."""
    require(actor, RUN_DESK, desk)
    for channel, text in words.items():
        _refuse_unfit(actor, channel, text)
    with transaction() as db:
        row = session().get(SurveyRule, desk.id) or SurveyRule(space_id=desk.id)
        row.asks, row.days, row.only, row.never = asks, days, list(only), list(never)
        row.words = {str(channel.id): text for channel, text in words.items() if text}
        row.changed_by_id, row.at = actor.id, clock.now()
        db.add(row)
        after = {"asks": asks, "days": days, "only": row.only, "never": row.never}
        audit(actor, "cases.set_survey", desk.ref, after=after)


def _refuse_unfit(actor: Person, channel: Channel, text: str) -> None:
    if not text:
        return
    field = f"words-{channel.id}"
    if ADDRESS not in text:
        raise Invalid(_("Put {{address}} where the customer is to press."), field=field)
    unknown = [name for name in unfilled(text) if name not in KNOWN]
    if unknown:
        raise Invalid(_("“%(name)s” is not filled here.", name=unknown[0]), field=field)
    traits = traits_of(channel)
    if traits is not None and len(text) + LONG_ADDRESS > traits.length:
        raise Invalid(_("This is too long for %(name)s.", name=channel.name), field=field)
    findings = inspect_wording(text, actor)
    if findings:
        raise Invalid(findings[0].message, field=field)
