"""Keeping what the administration chose about questions."""

from collections.abc import Iterable

from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.qa.closing_models import QuestionRule
from hub.qa.closings import reasons as reasons_in_force
from hub.qa.places import house_lock, open_all_again
from hub.qa.promised import hours_in_force


def set_rule(actor: Person, *, reasons: Iterable[str], hours: int, lock_hours: int = 0) -> None:
    """Keep the reasons for closing, each once and in their order; none: the usual ones again;
    the working hours without an answer before others are asked; lock_hours after which it closes, solved."""
    require(actor, ADMINISTER)
    kept = list(dict.fromkeys(" ".join(line.split())[: LIMITS.note] for line in reasons if line.strip()))
    with transaction() as db:
        before = {"reasons": reasons_in_force(), "hours": hours_in_force(), "lock": house_lock()}
        row = session().get(QuestionRule, 1)
        if row is None:
            row = QuestionRule(id=1)
            db.add(row)
        row.reasons, row.hours, row.lock_hours = kept, hours, lock_hours
        db.flush()
        if not lock_hours:
            open_all_again()
        after = {"reasons": kept, "hours": hours, "lock": lock_hours}
        audit(actor, "qa.rule", "question_rule:1", before=before, after=after)
