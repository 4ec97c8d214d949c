"""What a case's customer is called, and what stood where something was masked (D12)."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import func, literal, select

from hub.cases.models import Case, Identity, Message
from hub.channels.contract import MessageState, identity_kind
from hub.channels.models import Channel
from hub.core.db import session
from hub.reuse.masking import Masked, mask, sole_values

MOST_MESSAGES = 50


def names_of(case: Case) -> list[str]:
    """Everything the customer is called: what must not be read inside."""
    return names_of_each([case])[case.id]


def names_of_each(cases: Iterable[Case]) -> dict[int, list[str]]:
    """The same for many cases, by their ids, with one look at the addresses."""
    cases = list(cases)
    addresses: dict[int, list[str]] = {}
    found = select(Identity.customer_id, Identity.address).where(
        Identity.customer_id.in_({case.customer_id for case in cases} or [0])
    )
    for customer_id, address in session().execute(found):
        addresses.setdefault(customer_id, []).append(address)
    return {case.id: _called(case, addresses.get(case.customer_id, [])) for case in cases}


def placeholders_of(case: Case) -> dict[str, str]:
    """`[booking]` → what this customer wrote there: for wording that goes back to them.

    A placeholder that could stand for several things is left out, and is seen in the reply.
    """
    return placeholders_of_each([case])[case.id]


def placeholders_of_each(cases: Sequence[Case]) -> dict[int, dict[str, str]]:
    """The same for many cases, by their ids, in one statement."""
    masked = _masked_each(cases)
    return {case.id: {**sole_values(masked[case.id]), "[name]": case.customer.first_name} for case in cases}


def could_be(case: Case, place: str) -> list[str]:
    """Everything that stood where a place like `[booking]` does now: a person has to choose."""
    bare = _unnumbered(place)
    return [
        value
        for name, value in _masked_each([case])[case.id].placeholders.items()
        if _unnumbered(name) == bare
    ]


def _unnumbered(place: str) -> str:
    return re.sub(r" \d{1,3}\]$", "]", place)


def _masked_each(cases: Sequence[Case]) -> dict[int, Masked]:
    """What each customer wrote, by case."""
    said: dict[int, list[str]] = {case.id: [case.subject] for case in cases}
    place = func.row_number().over(partition_by=Message.case_id, order_by=Message.id).label("place")
    received = select(Message.case_id, Message.body, place).where(
        Message.case_id.in_(said or [0]), Message.state == MessageState.RECEIVED
    )
    first = received.subquery("received")
    words = select(first.c.case_id, first.c.place, first.c.body).where(first.c.place <= MOST_MESSAGES)
    called = select(Case.id, literal(0), Identity.address).join(
        Identity, Identity.customer_id == Case.customer_id
    )
    addresses: dict[int, list[str]] = {}
    rows = session().execute(words.union_all(called.where(Case.id.in_(said or [0])))).all()
    for case_id, at, text in sorted(rows, key=lambda row: row[1]):
        (said[case_id] if at else addresses.setdefault(case_id, [])).append(text)
    return {
        case.id: mask("\n".join(said[case.id]), _called(case, addresses.get(case.id, []))) for case in cases
    }


def _called(case: Case, addresses: Iterable[str]) -> list[str]:
    handles = (address.split("@")[0] for address in addresses)
    return [case.customer.name, *(each for each in handles if len(each) > 3)]


def identity_at(channel: Channel, address: str) -> Identity | None:
    """Who is known by an address on this kind of channel."""
    statement = select(Identity).where(
        Identity.kind == identity_kind(channel.kind), Identity.address == address.strip().lower()
    )
    return session().scalars(statement).one_or_none()
