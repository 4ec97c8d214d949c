"""Who sees a customer: whoever may open one of their cases, and nobody else."""

from sqlalchemy import ColumnElement, exists, select

from hub.cases.models import Case, Customer
from hub.core.db import session
from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.rules import WORK_CASES_IN, case_space_ids

EDIT_CUSTOMER = permission("customers.customer.edit", lazy("Change what is noted about a customer"))
MERGE_CUSTOMER = permission("customers.customer.merge", lazy("Say that two customers are one person"))


@visible(Customer)
def readable_customers(actor: Actor) -> ColumnElement[bool]:
    """Those with a case on a desk whose cases one sees."""
    return exists().where(Case.customer_id == Customer.id, Case.space_id.in_(case_space_ids(actor)))


@rule(EDIT_CUSTOMER)
def may_edit(actor: Person, customer: Customer) -> Verdict:
    return any(can(actor, WORK_CASES_IN, desk) for desk in desks_of(customer))


@rule(MERGE_CUSTOMER)
def may_merge(actor: Person, customer: Customer) -> Verdict:
    if all(can(actor, WORK_CASES_IN, desk) for desk in desks_of(customer)):
        return True
    return Because(
        _("This customer has cases on a desk that you do not work on. Ask somebody who works on all of them.")
    )


def desks_of(customer: Customer) -> list[Space]:
    """Every desk on which a case of theirs lives."""
    # Distinct, for PostgreSQL would look through the cases of each desk for one of theirs.
    theirs = select(Case.space_id).where(Case.customer_id == customer.id).distinct()
    return list(session().scalars(select(Space).where(Space.id.in_(theirs))))
