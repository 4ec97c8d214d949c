"""The list of cases, one case, and what the desk does with it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import AwareDatetime, Field, StringConstraints

from hub.cases import queries
from hub.cases.actions import handling, inside, intake, outcomes
from hub.cases.api.shown import READ, WRITE, CaseOut, MessageOut, NoteOut, bp, case_out, the_case
from hub.cases.broken import broken_counts, broken_loops
from hub.cases.models import CaseState, Note, Priority
from hub.channels.contract import Author
from hub.channels.models import Channel
from hub.core.db import session, transaction
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.links.timeline import timeline_of_case
from hub.people.api import PersonName
from hub.people.models import Person
from hub.spaces.models import Space
from hub.web.api import Out, Paged, filled, listed, operation
from hub.web.forms import LINES, Body, Form, Name, OptionalBody, Title, bounded
from hub.web.forms import Note as Reason

RefText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]


class CasesIn(Paged):
    """Which view of the list."""

    view: Literal["mine", "unassigned", "team", "waiting", "snoozed", "closed"] = "mine"


class CaseEditIn(Form):
    """What is to change; what is not named stays. `assignee_id` null gives it back to the desk."""

    assignee_id: int | None = None
    state: Literal["open", "waiting_customer", "waiting_colleague"] | None = None
    priority: Priority | None = None
    snoozed_until: AwareDatetime | None = None


class SolveIn(Form):
    """What was learned, and whether it is closed for good."""

    lesson: Literal["", "existing", "improved", "new", "nothing"] = ""
    note: Reason = ""
    close: bool = False


class NoteIn(Form):
    """Something to say inside."""

    body: Body


class AskInsideIn(Form):
    """A question to colleagues. The customer's name and addresses are masked in it."""

    space_id: int
    title: Title
    body: OptionalBody = ""
    topics: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.tag)]],
        Field(max_length=LIMITS.tags),
    ] = Field(default_factory=list)


class WaitIn(Form):
    """A question that is discussed already."""

    question: RefText
    reason: Reason = ""


class LeaveIn(Form):
    """Which question no longer fits, and why."""

    question: RefText
    because: Annotated[str, bounded(LIMITS.note, 3), LINES]


class LessonIn(Form):
    """What a case taught us."""

    lesson: Literal["existing", "improved", "new", "nothing"]
    note: Reason = ""


class ByHandIn(Form):
    """What somebody at the telephone or the counter told us, and through which channel it is kept."""

    channel_id: int
    name: Name
    address: Annotated[str, bounded(LIMITS.address), LINES] = ""
    subject: Title
    body: Annotated[str, bounded(LIMITS.message, 1), LINES]
    language: Annotated[str, bounded(12), LINES] = ""


class CountsOut(Out):
    """How many cases are in each view of the list, and how many loops broke at which place."""

    mine: int
    unassigned: int
    team: int
    waiting: int
    snoozed: int
    unused: int
    no_result: int
    no_lesson: int


class LoopsIn(Form):
    """Where the loop broke."""

    kind: Literal["unused", "no-result", "no-lesson"] = "unused"


class EntryOut(Out):
    """One line of the joined timeline. `about`: the refs of what it is about."""

    at: datetime
    kind: str
    words: str
    who: PersonName | None
    url: str
    about: list[str]


class TimelineIn(Form):
    """Of what only."""

    kind: Literal["", "case", "discussion", "answer", "reply", "outcome"] = ""


class AskedOut(Out):
    """The question that a case waits for."""

    question: str


@operation(bp, "GET", "/cases", verb="list", thing="cases", out=listed(CaseOut), query=CasesIn, scopes=READ)
def list_cases(query: CasesIn) -> dict[str, Any]:
    """A view of the desk's list, least time left first."""
    page = queries.list_cases(g.actor, query.view, after=query.after, size=query.limit)
    return {"items": [case_out(row.case) for row in page.items], "next": page.next}


@operation(
    bp, "POST", "/cases", verb="open", thing="case", out=CaseOut, body=ByHandIn, scopes=WRITE, status=201
)
def open_case(body: ByHandIn) -> CaseOut:
    """Open a case by hand; it is its opener's at once."""
    channel = load(g.actor, Channel, body.channel_id)
    author = Author(body.address.strip(), body.name)
    made = intake.open_by_hand(g.actor, channel, author, body.subject, body.body, language=body.language)
    return case_out(the_case(made.id))


@operation(bp, "GET", "/cases/counts", verb="count", thing="cases", out=CountsOut, scopes=READ)
def count_cases() -> dict[str, int]:
    """The numbers beside the views."""
    broken = {name.replace("-", "_"): count for name, count in broken_counts(g.actor).items()}
    return {**queries.view_counts(g.actor), **broken}


@operation(
    bp, "GET", "/cases/loops", verb="list", thing="loops", out=listed(CaseOut), query=LoopsIn, scopes=READ
)
def list_loops(query: LoopsIn) -> dict[str, Any]:
    """Cases whose loop stopped half way, longest first: the first 50."""
    return {"items": [case_out(found) for found in broken_loops(g.actor, query.kind)], "next": None}


@operation(
    bp, "GET", "/cases/<int:id>/timeline", verb="read", thing="timeline", out=listed(EntryOut),
    query=TimelineIn, scopes=READ,
)  # fmt: skip
def read_timeline(id: int, query: TimelineIn) -> dict[str, Any]:
    """Everything around a case in one line of time, oldest first: the newest 300."""
    entries = timeline_of_case(g.actor, the_case(id), query.kind)
    return {"items": [filled(EntryOut, each, about=sorted(each.about)) for each in entries], "next": None}


@operation(bp, "GET", "/cases/<int:id>", verb="read", thing="case", out=CaseOut, scopes=READ)
def read_case(id: int) -> CaseOut:
    """One case."""
    return case_out(the_case(id))


@operation(
    bp, "PATCH", "/cases/<int:id>", verb="edit", thing="case", out=CaseOut, body=CaseEditIn, scopes=WRITE
)
def edit_case(id: int, body: CaseEditIn) -> CaseOut:
    """Assign, move, weigh or put aside; all of it or nothing."""
    case, sent = the_case(id), body.model_fields_set
    with transaction():
        if "assignee_id" in sent:
            assignee = load(g.actor, Person, body.assignee_id) if body.assignee_id is not None else None
            handling.assign(g.actor, case, assignee)
        if body.state is not None:
            handling.move(g.actor, case, CaseState(body.state))
        if body.priority is not None:
            handling.set_priority(g.actor, case, body.priority)
        if "snoozed_until" in sent:
            handling.snooze(g.actor, case, body.snoozed_until)
    session().refresh(case, ["assignee"])
    return case_out(case)


@operation(
    bp, "POST", "/cases/<int:id>/solution", verb="solve", thing="case", out=CaseOut, body=SolveIn,
    scopes=WRITE,
)  # fmt: skip
def solve_case(id: int, body: SolveIn) -> CaseOut:
    """The matter is settled."""
    case = the_case(id)
    outcomes.solve(g.actor, case, lesson=body.lesson, note=body.note, close=body.close)
    return case_out(case)


@operation(
    bp, "POST", "/cases/<int:id>/lesson", verb="record", thing="lesson", out=CaseOut, body=LessonIn,
    scopes=WRITE,
)  # fmt: skip
def record_lesson(id: int, body: LessonIn) -> CaseOut:
    """Note what a case taught us, after it was solved."""
    case = the_case(id)
    outcomes.record_lesson(g.actor, case, body.lesson, body.note)
    return case_out(case)


@operation(
    bp, "GET", "/cases/<int:id>/messages", verb="list", thing="messages", out=listed(MessageOut),
    query=Paged, scopes=READ,
)  # fmt: skip
def list_messages(id: int, query: Paged) -> dict[str, Any]:
    """The conversation, oldest first."""
    page = queries.messages_after(the_case(id), query.after or 0, query.limit)
    return {"items": page.items, "next": page.next}


@operation(bp, "GET", "/cases/<int:id>/notes", verb="list", thing="notes", out=listed(NoteOut), scopes=READ)
def list_notes(id: int) -> dict[str, Any]:
    """What was said inside the case."""
    return {"items": queries.notes_of(the_case(id)), "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/notes", verb="add", thing="note", out=NoteOut, body=NoteIn, scopes=WRITE,
    status=201,
)  # fmt: skip
def add_note(id: int, body: NoteIn) -> Note:
    """Write inside a case. A note has no way out."""
    return handling.add_note(g.actor, the_case(id), body.body)


@operation(
    bp, "POST", "/cases/<int:id>/questions", verb="ask_inside", thing="case", out=AskedOut,
    body=AskInsideIn, scopes=WRITE, status=201,
)  # fmt: skip
def ask_inside(id: int, body: AskInsideIn) -> dict[str, str]:
    """Ask colleagues for this customer."""
    space = load(g.actor, Space, body.space_id)
    ref = inside.ask_inside(g.actor, the_case(id), space, body.title, body.body, tuple(body.topics))
    return {"question": ref}


@operation(
    bp, "PUT", "/cases/<int:id>/questions", verb="join", thing="question", out=AskedOut, body=WaitIn,
    scopes=WRITE,
)  # fmt: skip
def join_question(id: int, body: WaitIn) -> dict[str, str]:
    """Wait for a question that is discussed already."""
    inside.join_question(g.actor, the_case(id), body.question, body.reason)
    return {"question": body.question}


@operation(
    bp, "POST", "/cases/<int:id>/questions/leaving", verb="leave", thing="question", out=CaseOut,
    body=LeaveIn, scopes=WRITE,
)  # fmt: skip
def leave_question(id: int, body: LeaveIn) -> CaseOut:
    """No longer wait for a question; the question stays."""
    case = the_case(id)
    inside.leave_question(g.actor, case, body.question, body.because)
    return case_out(case)
