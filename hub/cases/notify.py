"""Who hears of what happens to cases, and why. Nobody outside the desk hears anything of a case
but the people who helped, and they hear no name."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.cases.events import (
    CaseAnswered,
    CaseAssigned,
    CaseRated,
    CaseWoke,
    CustomerWrote,
    HoldingDue,
    NoteAdded,
    PromiseMissed,
    PromiseSoon,
    ReplyFailed,
    TeamAsked,
)
from hub.cases.models import Case
from hub.core import refs
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.people.models import Person
from hub.reuse.events import CustomerCameBack, HelpersToldPrivately, OutcomeArrived, ReplyRead, TextSent
from hub.spaces.models import Membership
from hub.spaces.queries import hosts
from hub.threads.watching import watchers

MOST_OF_A_TEAM = 100
LOW = 2  # a rating of this or less is told in private only


def customer_wrote(event: Event, _fact: CustomerWrote) -> Iterable[Recipient]:
    """Whoever works on the case."""
    yield from _assignee(event, lazy("you work on this case"), "answer")


def case_assigned(event: Event, fact: CaseAssigned) -> Iterable[Recipient]:
    """Whoever got it from somebody else."""
    if fact.assignee_id and fact.assignee_id != event.actor_id:
        yield Recipient(fact.assignee_id, lazy("it was given to you"), "answer", event.subject)


def team_asked(event: Event, fact: TeamAsked) -> Iterable[Recipient]:
    """Everybody of the team who belongs to the desk."""
    members = select(Membership.person_id).where(Membership.space_id == event.space_id)
    team = select(Person.id).where(Person.id.in_(members), Person.team == fact.team)
    for person_id in session().scalars(team.limit(MOST_OF_A_TEAM)):
        if person_id != event.actor_id:
            yield Recipient(person_id, lazy("it was given to your team"), "answer", event.subject)


def case_woke(event: Event, _fact: CaseWoke) -> Iterable[Recipient]:
    """Whoever put it aside, as a rule: the one who works on it."""
    yield from _assignee(event, lazy("it was put aside until now"), "answer")


def case_answered(event: Event, _fact: CaseAnswered) -> Iterable[Recipient]:
    """The agent can reply now (LK05)."""
    yield from _assignee(event, lazy("you asked inside for this case"), "answer")


def holding_due(event: Event, _fact: HoldingDue) -> Iterable[Recipient]:
    """Whoever works on the case: a holding reply is ready."""
    yield from _assignee(event, lazy("your customer waits, and nobody inside has answered"), "answer")


def note_added(event: Event, _fact: NoteAdded) -> Iterable[Recipient]:
    """Whoever works on the case, and who wrote inside it before."""
    yield from _assignee(event, lazy("you work on this case"), "read")
    for person_id in watchers(event.subject):
        yield Recipient(person_id, lazy("you wrote inside this case"), "read", event.subject)


def promise_soon(event: Event, _fact: PromiseSoon) -> Iterable[Recipient]:
    """Whoever works on the case; those who run the desk while nobody does."""
    reason = lazy("you work on this case")
    yield from list(_assignee(event, reason, "answer")) or _hosts(event)


def promise_missed(event: Event, _fact: PromiseMissed) -> Iterable[Recipient]:
    """Whoever works on the case, and those who run the desk."""
    yield from _assignee(event, lazy("you work on this case"), "answer")
    yield from _hosts(event)


def reply_failed(event: Event, _fact: ReplyFailed) -> Iterable[Recipient]:
    """The agent, at once."""
    yield from _assignee(event, lazy("your reply did not arrive"), "answer")


def case_rated(event: Event, _fact: CaseRated) -> Iterable[Recipient]:
    """The agent; the helpers hear through the outcome."""
    yield from _assignee(event, lazy("you work on this case"), "helped")


def text_sent(event: Event, fact: TextSent) -> Iterable[Recipient]:
    """Everybody whose words went out; several in a day are one notice."""
    for person_id in fact.helpers:
        yield Recipient(person_id, lazy("your words were used in a reply"), "helped", _daily(event, "sent"))


def outcome_arrived(event: Event, fact: OutcomeArrived) -> Iterable[Recipient]:
    """Good news is grouped by day; a low rating comes alone and asks for a look (D03)."""
    for person_id in fact.helpers:
        if fact.rating <= LOW:
            reason = lazy("a customer said that it did not help")
            yield Recipient(person_id, reason, "review", f"low:{event.id}")
        else:
            yield Recipient(person_id, lazy("you helped with the reply"), "helped", _daily(event, "rated"))


def customer_came_back(event: Event, fact: CustomerCameBack) -> Iterable[Recipient]:
    """A case that opened again comes alone and asks for a look; else several in a day are one notice."""
    for person_id in fact.helpers:
        if fact.reopened:
            reason = lazy("the case had been solved and is open again")
            yield Recipient(person_id, reason, "review", f"back:{event.id}")
        else:
            yield Recipient(person_id, lazy("you helped with the reply"), "read", _daily(event, "back"))


def helpers_told_privately(event: Event, fact: HelpersToldPrivately) -> Iterable[Recipient]:
    """Each of them, alone."""
    for person_id in fact.helpers:
        yield Recipient(person_id, lazy("your words were used in a reply"), "helped", f"thanks:{event.id}")


def reply_read(event: Event, fact: ReplyRead) -> Iterable[Recipient]:
    """Several in a day are one notice."""
    for person_id in fact.helpers:
        yield Recipient(person_id, lazy("you helped with the reply"), "read", _daily(event, "seen"))


def _assignee(event: Event, reason: str, action: str) -> Iterable[Recipient]:
    case = session().get(Case, refs.parse(event.subject).id)
    if case is not None and case.assignee_id is not None:
        yield Recipient(case.assignee_id, reason, action, event.subject)


def _hosts(event: Event) -> Iterable[Recipient]:
    case = session().get(Case, refs.parse(event.subject).id)
    for host in hosts(case.space) if case is not None else ():
        yield Recipient(host.person_id, lazy("you run this desk"), "answer", event.subject)


def _daily(event: Event, what: str) -> str:
    return f"{what}:{event.at:%Y-%m-%d}"
