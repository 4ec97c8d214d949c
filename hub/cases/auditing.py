"""What left against the send check, as auditors read it: without the customer where they see no cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.identities import names_of_each
from hub.cases.models import Case, Message, Override
from hub.cases.rules import audited_space_ids
from hub.core.db import session
from hub.people.models import Person
from hub.reuse.masking import mask
from hub.spaces.rules import case_space_ids
from hub.web.paging import Page, cut

SHOWN = 20
OF_ANOTHER = "customer"  # the find whose passage is itself another customer


@dataclass(frozen=True)
class Left:
    """One override as it may be read. `case_id` is None for who may not open the case."""

    id: int
    override: Override
    passage: str
    reason: str
    case_id: int | None


def own_desks(actor: Person) -> frozenset[int]:
    """The desks on which one sees cases oneself."""
    return frozenset(session().scalars(case_space_ids(actor)))


def everything_left(actor: Person, after: int | None = None, size: int = SHOWN) -> Page[Left]:
    """Every override that one may read the record of, the newest first, judged or not."""
    statement = (
        select(Override)
        .join(Message, Message.id == Override.message_id)
        .where(Message.space_id.in_(audited_space_ids(actor)))
        .options(
            joinedload(Override.person),
            joinedload(Override.message).joinedload(Message.case).joinedload(Case.customer),
        )
        .order_by(Override.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Override.id < after)
    rows = session().scalars(statement).all()
    own, hidden = own_desks(actor), hidden_words([row.message for row in rows])
    shown = [_shown(row, hidden[row.message_id], is_own=row.message.space_id in own) for row in rows]
    return cut(shown, size)


def overrides_of(messages: Iterable[Message]) -> dict[int, list[Override]]:
    """What left against the check with each of these replies, by the id of the reply."""
    found: dict[int, list[Override]] = {}
    ids = [message.id for message in messages]
    for row in session().scalars(select(Override).where(Override.message_id.in_(ids or [0]))):
        found.setdefault(row.message_id, []).append(row)
    return found


def hidden_words(messages: Sequence[Message]) -> dict[int, list[str]]:
    """Who must not be read in each of these replies: its customer, and others that slipped into it."""
    names = names_of_each({message.case_id: message.case for message in messages}.values())
    overrides = overrides_of(messages)
    return {
        message.id: [
            *names[message.case_id],
            *(row.passage for row in overrides.get(message.id, []) if row.finding == OF_ANOTHER),
        ]
        for message in messages
    }


def _shown(row: Override, hidden: list[str], *, is_own: bool) -> Left:
    if is_own:
        return Left(row.id, row, row.passage, row.reason, row.message.case_id)
    return Left(row.id, row, mask(row.passage, hidden).text, mask(row.reason, hidden).text, None)
