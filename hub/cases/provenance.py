"""The report of where replies came from: who said what, from which text, who checked, who overrode (D20).

Signed with a key of the hub's own, so that a report that was changed afterwards is found out.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.auditing import hidden_words, overrides_of
from hub.cases.models import Case, Message, Override
from hub.cases.rules import audited_space_ids
from hub.core.db import session
from hub.core.keys import derived_key
from hub.people.models import Person
from hub.people.queries import names_by_id
from hub.reuse.masking import mask
from hub.reuse.models import Provenance
from hub.reuse.queries import provenance_of

MOST = 1_000
PURPOSE = b"provenance report"

Who = Callable[[int | None], str | None]
Said = Callable[[Message, str], str]


def replies_between(actor: Person, since: datetime, until: datetime) -> Sequence[Message]:
    """What colleagues wrote to customers on the desks that one may look into, the first ones first."""
    chosen = select(Message.id).where(
        Message.space_id.in_(audited_space_ids(actor)),
        Message.author_id.is_not(None),
        Message.automatic.is_(False),
        Message.at >= since,
        Message.at < until,
    )
    order = (Message.at, Message.id)
    statement = (  # chosen by their numbers, then filled
        select(Message)
        .where(Message.id.in_(chosen.order_by(*order).limit(MOST)))
        .options(joinedload(Message.author), joinedload(Message.case).joinedload(Case.customer))
        .order_by(*order)
        .execution_options(keeps_plan=True)
    )
    return session().scalars(statement).all()


def report_of(
    messages: Sequence[Message], made_at: datetime, *, masked: bool, own: Container[int]
) -> dict[str, Any]:
    """The signed report. `masked`: without names of colleagues and customers.

    `own`: the desks on which the reader sees cases; replies of others are told without the customer, and
    without the titles of what they were made from, which may stand in a closed space.
    """
    sources = provenance_of([message.ref for message in messages])
    overrides = overrides_of(messages)
    hidden = hidden_words(messages)
    ids = {id for rows in sources.values() for row in rows for id in (*row.authors, row.vetted_by_id or 0)}
    ids |= {message.author_id or 0 for message in messages}
    names = {id: person.name for id, person in names_by_id(ids).items()}

    def who(id: int | None) -> str | None:
        return None if not id else f"person {id}" if masked else names.get(id, f"person {id}")

    def said(message: Message, text: str) -> str:
        if masked:
            return mask(text, [*hidden[message.id], *names.values()]).text
        return text if message.space_id in own else mask(text, hidden[message.id]).text

    replies = [
        {
            "reply": message.ref, "case": message.case_id, "at": message.at.isoformat(),
            "state": message.state, "by": who(message.author_id), "text": said(message, message.body),
            "sources": [
                _source(row, message, who, said, message.space_id in own)
                for row in sources.get(message.ref, [])
            ],
            "overrides": [_override(row, message, who, said) for row in overrides.get(message.id, [])],
        }
        for message in messages
    ]  # fmt: skip
    report = {"made_at": made_at.isoformat(), "masked": masked, "replies": replies}
    return {**report, "signature": _signature(report)}


def is_genuine(text: str) -> bool:
    """Whether this is a report of this hub, as it was made."""
    try:
        report = json.loads(text)
        signature = report.pop("signature")
        return hmac.compare_digest(str(signature), _signature(report))
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return False


def _source(row: Provenance, message: Message, who: Who, said: Said, titled: bool) -> dict[str, Any]:
    return {
        "source": row.source, "revision": row.source_revision,
        "title": said(message, row.source_title) if titled else "",
        "written_by": [who(id) for id in row.authors], "vetted_by": who(row.vetted_by_id),
        "trust": row.trust, "kept": row.kept, "relation": row.relation, "text": said(message, row.text),
    }  # fmt: skip


def _override(row: Override, message: Message, who: Who, said: Said) -> dict[str, Any]:
    return {
        "finding": row.finding, "passage": said(message, row.passage), "reason": said(message, row.reason),
        "by": who(row.person_id), "was_right": row.was_right,
    }  # fmt: skip


def _signature(report: dict[str, Any]) -> str:
    plain = json.dumps(report, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(derived_key(PURPOSE), plain.encode(), hashlib.sha256).hexdigest()
