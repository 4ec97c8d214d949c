"""Finding who holds a recalled text: every reply that carried it, one follow-up for each customer.

It happens after the recall was opened, as a reaction to its fact: killed half way it begins again, and
told twice it is the same. A reply that leaves while it happens is added when it has left.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case, Message
from hub.cases.rules import WORK_CASE
from hub.channels.contract import MessageState
from hub.core import clock, refs
from hub.core.db import locked, pairs, session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM, can
from hub.people.models import Person
from hub.recall.events import RecallGathered
from hub.recall.models import CarriedBy, FollowUp, Told
from hub.reuse.events import TextCorrected, TextSent
from hub.reuse.recall_models import Recall, RecalledText
from hub.reuse.recalls import is_carried, sent_with

NOT_GIVEN = (MessageState.TAKEN_BACK, MessageState.FAILED)
BATCH = 400  # ids in one statement


def text_corrected(_event: Event, fact: TextCorrected) -> None:
    """A recall was opened, or another change joined it: find everybody."""
    recall = session().get(Recall, fact.recall) if fact.recall else None
    if recall is not None and recall.is_open:
        gather(recall)


def text_sent(_event: Event, fact: TextSent) -> None:
    """A reply has left that may carry what is being taken back: it had been on its way."""
    statement = (
        select(Recall)
        .join(RecalledText, RecalledText.recall_id == Recall.id)
        .where(RecalledText.ref.in_(fact.sources), Recall.closed_at.is_(None))
    )
    for recall in session().scalars(statement).unique().all():
        gather(recall, only=fact.reply)


def gather(recall: Recall, only: str = "") -> None:
    """Note every reply that carried the text and is not noted yet, and whom it concerns."""
    with transaction():
        locked(recall)
        told = set(_owners_told(recall))
        added = [_add(recall, row, message) for row, message in _replies(recall, only)]
        recall.gathered_at = clock.now()
        session().flush()
        waiting = {each.id: each for each in added if each.state == Told.WAITING}
        owners = _name_owners(waiting.values())
        customers = len({each.customer_id for each in added})
        cases = sorted({each.case_id for each in added})
        fact = RecallGathered(customers, sorted(owners - told), cases, recall.because)
        record(fact, SYSTEM, recall)


def _replies(recall: Recall, only: str) -> Iterable[tuple[Any, Message]]:
    """Provenance of replies that carried it, with the reply; those that are noted already left out."""
    texts = select(RecalledText.ref, RecalledText.revision).where(RecalledText.recall_id == recall.id)
    until = pairs(texts)
    rows = [row for row in session().execute(sent_with(until)) if row.source_revision <= until[row.source]]
    if only:
        rows = [row for row in rows if row.reply == only]
    own = list(dict.fromkeys(row.text for row in rows if row.source == recall.source))
    wordings = [*([recall.said] if recall.said else []), *own]
    rows = [row for row in rows if row.source == recall.source or is_carried(row.text, wordings)]
    noted = select(CarriedBy.message_id).where(CarriedBy.recall_id == recall.id)
    seen = set(session().scalars(noted))
    messages = _messages([refs.parse(row.reply).id for row in rows])
    for row in rows:
        message = messages.get(refs.parse(row.reply).id)
        if message is not None and message.id not in seen:
            seen.add(message.id)
            yield row, message


def _messages(ids: Sequence[int]) -> dict[int, Message]:
    found = {}
    for at in range(0, len(ids), BATCH):
        statement = select(Message).where(
            Message.id.in_(ids[at : at + BATCH]), Message.state.not_in(NOT_GIVEN)
        )
        with_case = statement.options(joinedload(Message.case).joinedload(Case.space))
        found.update({row.id: row for row in session().scalars(with_case)})
    return found


def _add(recall: Recall, row: Any, message: Message) -> FollowUp:
    """One more reply of a customer. Told already, they hear again only of what they were given since."""
    case, at = message.case, row.sent_at or message.at
    statement = select(FollowUp).where(
        FollowUp.recall_id == recall.id, FollowUp.customer_id == case.customer_id
    )
    found = session().scalars(statement).one_or_none()
    if found is None:
        found = FollowUp(
            recall_id=recall.id, customer_id=case.customer_id, case_id=case.id, case=case,
            state=Told.WAITING, given_at=at,
        )  # fmt: skip
        session().add(found)
    elif at >= found.given_at:
        found.case_id, found.case, found.given_at = case.id, case, at
        if found.is_settled and found.settled_at is not None and at >= found.settled_at:
            found.state, found.because, found.draft, found.reply = Told.WAITING, "", "", ""
            found.settled_by_id = found.settled_at = None
    session().flush()
    session().add(
        CarriedBy(
            recall_id=recall.id,
            message_id=message.id,
            follow_up_id=found.id,
            case_id=case.id,
            channel=case.channel.kind,
            source=row.source,
            revision=row.source_revision,
            kept=row.kept,
            at=at,
        )
    )
    return found


def _owners_told(recall: Recall) -> Iterable[int]:
    statement = select(FollowUp.owner_id).where(
        FollowUp.recall_id == recall.id, FollowUp.owner_id.is_not(None)
    )
    return (id for id in session().scalars(statement) if id is not None)


def _name_owners(waiting: Iterable[FollowUp]) -> set[int]:
    """Who looks after each: the case's assignee, else who wrote last; nobody who may not any more."""
    owners: set[int] = set()
    for each in waiting:
        owner = _owner_of(each.case)
        each.owner_id = owner.id if owner else None
        owners |= {owner.id} if owner else set()
    return owners


def _owner_of(case: Case) -> Person | None:
    statement = (
        select(Person)
        .join(Message, Message.author_id == Person.id)
        .where(Message.case_id == case.id, Message.state.not_in(NOT_GIVEN))
        .order_by(Message.id.desc())
        .limit(1)
    )
    assigned = session().get(Person, case.assignee_id) if case.assignee_id else None
    for person in (assigned, session().scalars(statement).first()):
        if person is not None and person.is_active and can(person, WORK_CASE, case):
            return person
    return None
