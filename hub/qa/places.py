"""What a community chose about its questions: whether they close once solved, and may carry no name."""

from datetime import timedelta

from sqlalchemy import select, update

from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.permissions import require
from hub.people.models import Person
from hub.qa.closing_models import PlaceRule, QuestionRule
from hub.qa.models import Question
from hub.qa.rules import SET_PLACE_RULE
from hub.spaces.models import Space

LONGEST = 24 * 365  # hours


def rule_of(space: Space) -> PlaceRule:
    """What was chosen there, or what holds everywhere; not to be changed."""
    return session().get(PlaceRule, space.id) or PlaceRule(space_id=space.id, takes_anonymous=False)


def takes_anonymous(space: Space) -> bool:
    """Whether one may ask there without one's name."""
    return rule_of(space).takes_anonymous


def places_without_names() -> set[int]:
    """The ids of the communities where one may."""
    return set(session().scalars(select(PlaceRule.space_id).where(PlaceRule.takes_anonymous)))


def house_lock() -> int:
    """Hours after which a solved question closes, unless its community chose; 0: never."""
    kept = session().get(QuestionRule, 1)
    return kept.lock_hours if kept is not None else 0


def lock_of(question: Question) -> timedelta | None:
    """How long after it was solved it closes; None: it stays open."""
    own = rule_of(question.space).lock_hours
    hours = house_lock() if own is None else own
    return timedelta(hours=hours) if hours else None


def set_place_rule(actor: Person, space: Space, *, lock_hours: int | None, takes_anonymous: bool) -> None:
    """Choose for a community. What was solved before keeps its moment; switched off, everything is open."""
    require(actor, SET_PLACE_RULE, space)
    with transaction() as db:
        row = db.get(PlaceRule, space.id)
        if row is None:
            row = PlaceRule(space_id=space.id)
            db.add(row)
        before = {"lock_hours": row.lock_hours, "takes_anonymous": bool(row.takes_anonymous)}
        row.lock_hours, row.takes_anonymous = lock_hours, takes_anonymous
        db.flush()
        if not (house_lock() if lock_hours is None else lock_hours):
            db.execute(update(Question).where(Question.space_id == space.id).values(locks_at=None))
        after = {"lock_hours": lock_hours, "takes_anonymous": takes_anonymous}
        audit(actor, "qa.place_rule", space.ref, before=before, after=after)


def open_all_again() -> None:
    """The house does not close solved questions any more, in a transaction; who chose for themselves do."""
    own = select(PlaceRule.space_id).where(PlaceRule.lock_hours > 0)
    session().execute(update(Question).where(Question.space_id.not_in(own)).values(locks_at=None))
