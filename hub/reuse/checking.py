"""Opening, lifting and settling checks (D15): a text that did not help is looked at by somebody.

A rating of two or less, or a customer who came back to a solved case, opens the check of every text
that the reply was made from. Three different customers withdraw a text from suggestions.
"""

from typing import Any

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict
from hub.core.events import Event, record
from hub.core.features import kind_of, resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.check_models import BadResult, Check, Verdict
from hub.reuse.checks import open_check
from hub.reuse.events import CheckLifted, CheckReviewed, CustomerCameBack, OutcomeArrived, TextDoubted
from hub.reuse.models import Provenance
from hub.reuse.recall_models import Change, Recall
from hub.reuse.recalls import recalled_until, take_back
from hub.reuse.rules import REVIEW_CHECK

LOW = 2  # a rating of this or less is a bad result
ENOUGH = 3  # so many different customers withdraw a text from suggestions


def outcome_arrived(event: Event, fact: OutcomeArrived) -> None:
    """A low rating opens a check; a rating that became better takes the customer off it again."""
    for thing in _sources(fact.sources):
        if fact.rating <= LOW:
            _doubt(event, thing, rating=fact.rating, words=fact.words)
        elif fact.before:
            _lift(event, thing)


def customer_came_back(event: Event, fact: CustomerCameBack) -> None:
    """It had been solved and was not."""
    if fact.reopened:
        for thing in _sources(fact.sources):
            _doubt(event, thing, reopened=True, words=fact.words)


def review(actor: Person, thing: Any, note: str = "", *, wrong: bool = False) -> Verdict:
    """Settle the check of a text: it stands as it is, or was corrected meanwhile. Suggested again."""
    require(actor, REVIEW_CHECK, thing)
    with transaction():
        check = open_check(thing.ref)
        if check is None or locked(check).closed_at is not None:
            raise Conflict(_("Somebody has looked at this already."))
        verdict = Verdict.CORRECTED if thing.revision > check.revision or wrong else Verdict.KEPT
        _close(check, thing, verdict)
        check.closed_by_id, check.note = actor.id, note[: LIMITS.note]
        record(CheckReviewed(check.id, thing.ref, verdict, check.note), actor, _place(thing))
    return verdict


def found_wrong(actor: Person, thing: Any, note: str = "") -> Recall:
    """Settle the check of a text that must not be said any more: whoever was given it is told."""
    with transaction():
        review(actor, thing, note, wrong=True)
        return take_back(actor, thing, Change.WRONG, note)


def settle_check(actor: Person, thing: Any) -> None:
    """The actor found a text right as it stands now, and may say so: inside a transaction."""
    check = open_check(thing.ref)
    if check is not None:
        verdict = Verdict.CORRECTED if thing.revision > check.revision else Verdict.KEPT
        _close(check, thing, verdict)
        check.closed_by_id = actor.id
        record(CheckReviewed(check.id, thing.ref, verdict), actor, _place(thing))


def _doubt(
    event: Event, thing: Any, *, rating: int | None = None, reopened: bool = False, words: str = ""
) -> None:
    """Note one bad result, and tell. What concerned a text that was corrected since opens nothing."""
    if _is_mended(event.subject, thing):
        return
    check = open_check(thing.ref) or _open(thing)
    row = session().get(BadResult, (check.id, event.subject))
    is_new = row is None
    if row is None:
        row = BadResult(
            check_id=check.id, case_ref=event.subject, customer=_customer(event.subject), at=event.at
        )
        session().add(row)
    row.rating, row.reopened = rating or row.rating, reopened or bool(row.reopened)
    row.words = words or row.words or ""
    before = check.withdrawn_at
    _count(check)
    if is_new or (check.withdrawn_at is not None and before is None):
        newly = check.withdrawn_at is not None and before is None
        fact = TextDoubted(check.id, thing.ref, check.customers, newly, row.words, rating or 0)
        record(fact, SYSTEM, _place(thing))


def _lift(event: Event, thing: Any) -> None:
    """The customer rates it better now: unless they came back as well, it counts no more."""
    check = open_check(thing.ref)
    row = session().get(BadResult, (check.id, event.subject)) if check is not None else None
    if check is None or row is None:
        return
    row.rating = None
    if not row.reopened:
        session().delete(row)
    _count(check)
    if not check.customers:
        _close(check, thing, Verdict.REVOKED)
    record(CheckLifted(check.id, thing.ref, check.customers), SYSTEM, _place(thing))


def _open(thing: Any) -> Check:
    check = Check(source=thing.ref, revision=thing.revision, opened_at=clock.now())
    session().add(check)
    session().flush()
    return check


def _close(check: Check, thing: Any, verdict: Verdict) -> None:
    check.closed_at, check.closed_revision, check.verdict = clock.now(), thing.revision, verdict
    check.withdrawn_at = None


def _count(check: Check) -> None:
    session().flush()
    count = select(func.count(BadResult.customer.distinct())).where(BadResult.check_id == check.id)
    check.customers = session().scalar(count) or 0
    if check.customers < ENOUGH:
        check.withdrawn_at = None
    elif check.withdrawn_at is None:
        check.withdrawn_at = clock.now()


def _is_mended(case_ref: str, thing: Any) -> bool:
    """Whether this customer was given a text that was recalled, or that a review found corrected since."""
    given = session().scalar(
        select(func.max(Provenance.source_revision)).where(
            Provenance.case_ref == case_ref, Provenance.source == thing.ref, Provenance.reply.is_not(None)
        )
    )
    mended = session().scalar(
        select(func.max(Check.closed_revision)).where(
            Check.source == thing.ref, Check.verdict == Verdict.CORRECTED
        )
    )
    if given is None:
        return False
    return (mended is not None and given < mended) or given <= recalled_until(thing.ref)


def _customer(case_ref: str) -> str:
    """Tells whether two cases are the same customer's."""
    case = resolve_many(SYSTEM, [case_ref]).get(case_ref)
    customer_id = getattr(case, "customer_id", None)
    return case_ref if customer_id is None else f"customer:{customer_id}"


def _sources(refs: list[str]) -> list[Any]:
    """The texts behind a reply that have something to tell customers, as they are now."""
    found = resolve_many(SYSTEM, refs)
    return [found[ref] for ref in refs if ref in found and kind_of(ref).customer_text is not None]


def _place(thing: Any) -> Any:
    """What the facts are about: the conversation that the text stands in, else the text."""
    return getattr(thing, "thread_root", thing)
