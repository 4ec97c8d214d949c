"""What a case's customer is called, and what stood where something was masked (D12)."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.cases.models import Case, Identity, Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.reuse.masking import mask, sole_values

MOST_MESSAGES = 50


def names_of(case: Case) -> list[str]:
    """Everything the customer is called: what must not be read inside."""
    return names_of_each([case])[case.id]


def names_of_each(cases: Iterable[Case]) -> dict[int, list[str]]:
    """The same for many cases, by their ids, with one look at the addresses."""
    cases = list(cases)
    handles: dict[int, list[str]] = {}
    found = select(Identity.customer_id, Identity.address).where(
        Identity.customer_id.in_({case.customer_id for case in cases} or [0])
    )
    for customer_id, address in session().execute(found):
        handles.setdefault(customer_id, []).append(address.split("@")[0])
    return {
        case.id: [case.customer.name, *(each for each in handles.get(case.customer_id, []) if len(each) > 3)]
        for case in cases
    }


def placeholders_of(case: Case) -> dict[str, str]:
    """`[booking]` → what this customer wrote there: for wording that goes back to them.

    A placeholder that could stand for several things is left out, and is seen in the reply.
    """
    statement = select(Message.body).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    words = session().scalars(statement.order_by(Message.id).limit(MOST_MESSAGES))
    found = sole_values(mask("\n".join([case.subject, *words]), names_of(case)))
    return {**found, "[name]": case.customer.first_name}
