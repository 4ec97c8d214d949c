"""Looking at overrides afterwards, and setting how strict the send check is."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.cases.check_models import CheckRule, Level
from hub.cases.checkrules import KINDS, choices_for, levels
from hub.cases.guard import Finding
from hub.cases.models import Message, Override
from hub.cases.override_events import OverrideJudged
from hub.cases.rules import TUNE_CHECKS
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid, NotFound
from hub.core.events import record
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.people.models import Person


def the_override(actor: Person, id: int) -> Override:
    """One that left from a desk whose cases the actor sees. Raises NotFound."""
    found = session().scalars(select(Override).where(Override.id == id)).one_or_none()
    if found is None:
        raise NotFound
    load(actor, Message, found.message_id)
    return found


def judge(actor: Person, override: Override, *, was_right: bool) -> None:
    """Say whether it was right to send it. It changes nothing for the customer: it tunes the rules."""
    require(actor, TUNE_CHECKS)
    with transaction():
        override.was_right, override.judged_by_id, override.judged_at = was_right, actor.id, clock.now()
        record(OverrideJudged(override.finding, was_right), actor, override.message)


def set_level(actor: Person, kind: str, level: Level) -> None:
    """How strict the check is with one kind of find. Raises Invalid where it may not be that lax."""
    require(actor, TUNE_CHECKS)
    if kind not in KINDS or level not in choices_for(kind):
        raise Invalid(
            _("Words from inside and other customers are never let through without a reason."), field="level"
        )
    before = levels()[kind]
    with transaction() as db:
        row = db.get(CheckRule, kind) or CheckRule(kind=kind)
        row.level, row.changed_by_id, row.at = level, actor.id, clock.now()
        db.add(row)
        db.flush()
        if before != level:
            audit(actor, "cases.set_check", f"check:{kind}", before={"level": before}, after={"level": level})


def keep_overrides(message: Message, overridden: Sequence[tuple[Finding, str]]) -> None:
    """Remember what left although the guard had warned, and why, inside the transaction of the reply."""
    for finding, reason in overridden:
        row = Override(
            message_id=message.id, person_id=message.author_id, finding=finding.kind,
            passage=finding.passage, reason=reason, at=message.at,
        )  # fmt: skip
        session().add(row)
