"""The blueprint of the desk's API, and how cases, messages and notes leave."""

from datetime import datetime

from flask import Response, g, jsonify
from sqlalchemy.orm import joinedload

from hub.cases.approval_models import Approval
from hub.cases.models import Case
from hub.cases.search import case_url
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.web.api import Out, api_blueprint, filled

bp = api_blueprint("cases")

READ = ("read", "cases")
WRITE = ("write", "cases")


class CaseOut(Out):
    """One matter of one customer, for those of its desk."""

    id: int
    ref: str
    url: str
    space_id: int
    customer: str
    channel: str
    subject: str
    excerpt: str
    state: str
    priority: str
    assignee: PersonName | None
    language: str
    message_count: int
    waiting_since: datetime | None
    due_at: datetime | None
    solution_due_at: datetime | None
    snoozed_until: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    ready_answer: str
    replied_at: datetime | None
    rating: int | None
    rating_words: str
    lesson: str
    created_at: datetime
    active_at: datetime


class MessageOut(Out):
    """What the customer wrote to us, or we to them."""

    id: int
    ref: str
    case_id: int
    author: PersonName | None
    is_ours: bool
    body: str
    state: str
    reason: str
    release_at: datetime | None
    at: datetime


class ApprovalOut(Out):
    """A reply that waits for a second person, and what became of it."""

    id: int
    case_id: int
    author: PersonName
    body: str
    written: str
    version: int
    because: list[str]
    state: str
    reason: str
    asked_at: datetime
    decided_by: PersonName | None
    decided_at: datetime | None
    message_id: int | None


class NoteOut(Out):
    """Something said inside a case."""

    id: int
    ref: str
    case_id: int
    author: PersonName
    body: str
    html: str
    at: datetime


def the_case(id: int) -> Case:
    """A case with whom it names."""
    options = [joinedload(getattr(Case, name)) for name in ("customer", "channel", "assignee", "space")]
    return load(g.actor, Case, id, options=options)


def waits_answer(approval: Approval) -> Response:
    """202: it was taken in, and has not left."""
    response = jsonify(filled(ApprovalOut, approval).model_dump(mode="json"))
    response.status_code = 202
    return response


def case_out(found: Case) -> CaseOut:
    """A case as it leaves."""
    return filled(
        CaseOut, found, url=case_url(found), customer=found.customer.name, channel=found.channel.kind
    )
