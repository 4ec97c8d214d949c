"""Cases becoming one and two again, and being kept quiet, over the API."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.cases import queries
from hub.cases.actions import merging, quieting
from hub.cases.api.shown import READ, WRITE, CaseOut, bp, case_out, the_case
from hub.cases.merge_models import CaseMerge
from hub.cases.models import Case
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.web.api import Out, listed, operation
from hub.web.forms import LINES, Form, bounded


class IntoIn(Form):
    """Which case it goes into."""

    into: Annotated[int, Field(ge=1, le=LIMITS.highest_id)]


class CandidatesIn(Form):
    """Words in the subject, to narrow the list."""

    q: Annotated[str, bounded(200), LINES] = ""


class QuietIn(Form):
    """Which of the three it is from now on; what is not named stays."""

    muted: bool | None = None
    spam: bool | None = None
    blocked: bool | None = None


class MergeOut(Out):
    """That one case went into another, and whether it was taken back."""

    id: int
    source_id: int
    target_id: int
    at: datetime
    undone_at: datetime | None


class QuietOut(Out):
    """How quiet a case is. `blocked` is its customer, in every case of theirs."""

    muted: bool
    spam: bool
    blocked: bool


@operation(
    bp, "GET", "/cases/<int:id>/merges", verb="list", thing="merges", out=listed(MergeOut), scopes=READ
)
def list_merges(id: int) -> dict[str, Any]:
    """What went into a case and where it went, the newest first."""
    return {"items": merging.merges_of(the_case(id)), "next": None}


@operation(
    bp, "GET", "/cases/<int:id>/merges/candidates", verb="list", thing="merge_candidates",
    out=listed(CaseOut), query=CandidatesIn, scopes=READ,
)  # fmt: skip
def list_candidates(id: int, query: CandidatesIn) -> dict[str, Any]:
    """Cases of the same customer that this one may go into."""
    return {"items": [case_out(each) for each in merging.candidates(the_case(id), query.q)], "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/merges", verb="merge", thing="case", out=MergeOut, body=IntoIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def merge_case(id: int, body: IntoIn) -> CaseMerge:
    """Put everything of a case into another one of the same customer, who sees nothing of it."""
    return merging.merge(g.actor, the_case(id), load(g.actor, Case, body.into))


@operation(
    bp, "POST", "/cases/<int:id>/merges/<int:merge_id>/undoing", verb="unmerge", thing="case", out=MergeOut,
    scopes=WRITE,
)  # fmt: skip
def unmerge_case(id: int, merge_id: int) -> CaseMerge:
    """Two cases again; what came later stays where it is."""
    case, row = the_case(id), session().get(CaseMerge, merge_id)
    if row is None or case.id not in (row.source_id, row.target_id):
        raise NotFound
    merging.unmerge(g.actor, row)
    return row


@operation(
    bp, "POST", "/cases/<int:id>/messages/<int:message_id>/case", verb="split", thing="case", out=CaseOut,
    scopes=WRITE, status=201,
)  # fmt: skip
def split_case(id: int, message_id: int) -> CaseOut:
    """Make a case of its own of one message of the customer; both are linked."""
    case = the_case(id)
    message = queries.message_in(g.actor, case, message_id)
    return case_out(the_case(merging.split(g.actor, message).id))


@operation(
    bp, "PATCH", "/cases/<int:id>/quiet", verb="quieten", thing="case", out=QuietOut, body=QuietIn,
    scopes=WRITE,
)  # fmt: skip
def quieten_case(id: int, body: QuietIn) -> QuietOut:
    """Mute a case, close it as spam, block its customer, or take any of it back. Nothing is dropped."""
    case = the_case(id)
    if body.muted is not None:
        quieting.mute(g.actor, case, body.muted)
    if body.spam is not None:
        quieting.mark_spam(g.actor, case, body.spam)
    if body.blocked is not None:
        quieting.block(g.actor, case, body.blocked)
    return QuietOut(
        muted=case.muted_at is not None, spam=case.spam_at is not None,
        blocked=case.customer.blocked_at is not None,
    )  # fmt: skip
