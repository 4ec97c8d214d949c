"""What a case's customer is called, and what stood where something was masked (D12)."""

from sqlalchemy import select

from hub.cases.models import Case, Identity, Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.reuse.masking import mask, sole_values

MOST_MESSAGES = 50


def names_of(case: Case) -> list[str]:
    """Everything the customer is called: what must not be read inside."""
    addresses = session().scalars(select(Identity.address).where(Identity.customer_id == case.customer_id))
    handles = [address.split("@")[0] for address in addresses]
    return [case.customer.name, *(handle for handle in handles if len(handle) > 3)]


def placeholders_of(case: Case) -> dict[str, str]:
    """`[booking]` → what this customer wrote there: for wording that goes back to them.

    A placeholder that could stand for several things is left out, and is seen in the reply.
    """
    statement = select(Message.body).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    words = session().scalars(statement.order_by(Message.id).limit(MOST_MESSAGES))
    found = sole_values(mask("\n".join([case.subject, *words]), names_of(case)))
    return {**found, "[name]": case.customer.first_name}
