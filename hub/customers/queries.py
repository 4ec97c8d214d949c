"""A customer as the desk sees them, and who may be the same person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case, Customer, Identity
from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.customers.models import CustomerMerge
from hub.spaces.rules import case_space_ids

CASES = 50
CANDIDATES = 8


@dataclass(frozen=True)
class Known:
    """One customer with what the reader may see of them."""

    customer: Customer
    identities: Sequence[Identity]
    cases: Sequence[Case]
    elsewhere: int  # cases on desks that the reader does not see
    merges: Sequence[CustomerMerge]


def known(actor: Actor, customer: Customer) -> Known:
    """Everything about one customer, the newest case first."""
    return Known(
        customer, identities_of(customer), cases_of(actor, customer),
        _elsewhere(actor, customer), merges_of(customer),
    )  # fmt: skip


def identities_of(customer: Customer) -> Sequence[Identity]:
    """Where they are reached."""
    statement = select(Identity).where(Identity.customer_id == customer.id)
    return session().scalars(statement.order_by(Identity.kind, Identity.address)).all()


def cases_of(actor: Actor, customer: Customer) -> Sequence[Case]:
    """Their cases as far as the reader sees them, the newest first."""
    statement = readable(actor, select(Case)).where(Case.customer_id == customer.id)
    ordered = statement.options(joinedload(Case.channel)).order_by(Case.id.desc()).limit(CASES)
    return session().scalars(ordered).all()


def merges_of(customer: Customer) -> Sequence[CustomerMerge]:
    """Who became a part of them and still is."""
    statement = select(CustomerMerge).where(
        CustomerMerge.kept_id == customer.id, CustomerMerge.undone_at.is_(None)
    )
    ordered = statement.options(joinedload(CustomerMerge.gone), joinedload(CustomerMerge.by))
    return session().scalars(ordered.order_by(CustomerMerge.id.desc()).limit(CANDIDATES)).all()


def lives_on_in(customer_id: int) -> int | None:
    """The customer of whom this one is a part now."""
    statement = select(CustomerMerge.kept_id).where(
        CustomerMerge.gone_id == customer_id, CustomerMerge.undone_at.is_(None)
    )
    return session().scalar(statement.order_by(CustomerMerge.id.desc()).limit(1))


def perhaps_the_same(actor: Actor, customer: Customer, words: str = "") -> list[tuple[Customer, str]]:
    """Others who may be the same person, each with an address: by `words`, else by the same name."""
    text = " ".join(words.split())
    wanted = (
        or_(Customer.name.icontains(text, autoescape=True), Customer.id.in_(_reached_at(text)))
        if text
        else func.lower(Customer.name) == customer.name.lower()
    )
    statement = readable(actor, select(Customer)).where(wanted, Customer.id != customer.id)
    found = session().scalars(statement.order_by(Customer.name, Customer.id).limit(CANDIDATES)).all()
    addresses = _addresses([each.id for each in found])
    return [(each, addresses.get(each.id, "")) for each in found]


def _reached_at(words: str) -> Select[int]:
    return select(Identity.customer_id).where(Identity.address.icontains(words, autoescape=True))


def _addresses(ids: Sequence[int]) -> dict[int, str]:
    rows = session().execute(
        select(Identity.customer_id, Identity.address)
        .where(Identity.customer_id.in_(ids or [0]))
        .order_by(Identity.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def _elsewhere(actor: Actor, customer: Customer) -> int:
    """How many of their cases live on desks that the reader does not see."""
    hidden = select(func.count(Case.id)).where(
        Case.customer_id == customer.id, Case.space_id.not_in(case_space_ids(actor))
    )
    return session().scalar(hidden) or 0
