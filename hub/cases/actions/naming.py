"""What a customer is called whom a message knew by a number only."""

from sqlalchemy import select

from hub.cases.identities import identity_at
from hub.cases.models import Case, Customer, Message
from hub.channels.contract import Author
from hub.channels.models import Channel
from hub.channels.ways import NAMELESS
from hub.core.db import locked, session, transaction


def take_name(channel: Channel, author: Author) -> Customer | None:
    """Give them the name of their profile, unless a colleague gave them one. None: nobody is known by it."""
    identity = identity_at(channel, author.address)
    if identity is None:
        return None
    with transaction():
        customer = identity.customer
        locked(customer)
        if customer.name in _stood_in(customer):
            customer.name = " ".join(author.name.split())[:200]
    return customer


def _stood_in(customer: Customer) -> set[str]:
    """What stood for their name as long as it was not known."""
    statement = select(Message.extra).join(Case, Case.id == Message.case_id)
    said = session().scalars(statement.where(Case.customer_id == customer.id).limit(50))
    return {str(extra[NAMELESS]) for extra in said if extra.get(NAMELESS)}
