"""Changing what is known about a customer; two that are one person, together and apart again.

Merging moves addresses and cases under one name. It changes no case: its desk, its notes and the
address its replies go to stay what they are, so that nobody reads or gets anything new by it.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from hub.cases.models import Case, Customer, Identity
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.customers.events import CustomerChanged, CustomersMerged
from hub.customers.models import CustomerMerge
from hub.customers.rules import EDIT_CUSTOMER, MERGE_CUSTOMER
from hub.people.models import Person


def edit_customer(
    actor: Person, customer: Customer, *, name: str, company: str, language: str, note: str
) -> None:
    """What we call them, where they work, what we know. They never see it."""
    require(actor, EDIT_CUSTOMER, customer)
    with transaction():
        locked(customer)
        customer.name, customer.company = name, company
        customer.language, customer.note = language, note
        cases = _cases_of(customer)
        record(CustomerChanged([case.id for case in cases]), actor, cases[-1])


def merge_customers(actor: Person, kept: Customer, gone: Customer) -> CustomerMerge:
    """`gone` becomes a part of `kept`. Raises Invalid for the same one, Denied where a desk is closed."""
    if kept.id == gone.id:
        raise Invalid(_("This is the same customer already. Choose another one."), field="other")
    for each in (kept, gone):
        require(actor, MERGE_CUSTOMER, each)
    with transaction() as db:
        for each in sorted((kept, gone), key=lambda each: each.id):
            locked(each)
        cases, identities = _cases_of(gone), _identities_of(gone)
        merge = CustomerMerge(
            kept_id=kept.id, kept=kept, gone_id=gone.id, gone=gone, by_id=actor.id, by=actor, at=clock.now(),
            cases=[each.id for each in cases], identities=[each.id for each in identities],
        )  # fmt: skip
        db.add(merge)
        _move(cases, identities, kept)
        kept.company = kept.company or gone.company
        kept.language = kept.language or gone.language
        if (
            kept.rating_asked_at is None
            or (gone.rating_asked_at or kept.rating_asked_at) > kept.rating_asked_at
        ):
            kept.rating_asked_at = gone.rating_asked_at or kept.rating_asked_at
        db.flush()
        audit(actor, "customers.merge", f"customer:{kept.id}", after={"gone": gone.id, "cases": merge.cases})
        record(
            CustomersMerged(merge.id, cases=merge.cases), actor, cases[-1] if cases else _cases_of(kept)[-1]
        )
    return merge


def part_customers(actor: Person, merge: CustomerMerge) -> None:
    """Take a merge back: what moved, and what came since to the addresses that moved, goes back."""
    require(actor, MERGE_CUSTOMER, merge.kept)
    with transaction():
        locked(merge)
        if merge.undone_at is not None:
            raise Conflict(_("They are apart again already."))
        identities = [each for each in _identities_of(merge.kept) if each.id in merge.identities]
        addresses = {each.address.casefold() for each in identities}
        cases = [
            each
            for each in _cases_of(merge.kept)
            if each.id in merge.cases
            or (each.created_at > merge.at and each.address and each.address.casefold() in addresses)
        ]
        about = cases[-1] if cases else _cases_of(merge.kept)[-1]
        _move(cases, identities, merge.gone)
        merge.undone_at = clock.now()
        ids = [each.id for each in cases]
        audit(
            actor, "customers.part", f"customer:{merge.kept_id}", after={"back": merge.gone_id, "cases": ids}
        )
        record(CustomersMerged(merge.id, parted=True, cases=ids), actor, about)


def _cases_of(customer: Customer) -> Sequence[Case]:
    return session().scalars(select(Case).where(Case.customer_id == customer.id).order_by(Case.id)).all()


def _identities_of(customer: Customer) -> Sequence[Identity]:
    statement = select(Identity).where(Identity.customer_id == customer.id)
    return session().scalars(statement.order_by(func.lower(Identity.address), Identity.id)).all()


def _move(cases: Sequence[Case], identities: Sequence[Identity], to: Customer) -> None:
    for case in cases:
        case.customer = to
    for identity in identities:
        identity.customer = to
