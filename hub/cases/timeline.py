"""The joined timeline of a case (LK10): the case, its discussions, answers, replies and outcomes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from hub.cases.actions.steps import ASKED
from hub.cases.models import Case
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Card
from hub.core.permissions import Actor
from hub.links.models import LinkKind
from hub.links.queries import cards_for, targets_of
from hub.people.models import Person

KINDS = {"case": "Case", "discussion": "Discussion", "reply": "Replies", "outcome": "Outcome"}
MOST = 300
WORDS = {
    "cases.case_opened": ("The case was opened", "case"),
    "cases.customer_wrote": ("The customer wrote", "case"),
    "cases.case_assigned": ("It was given to somebody else", "case"),
    "cases.case_changed": ("State or priority changed", "case"),
    "cases.note_added": ("Somebody wrote inside", "discussion"),
    "cases.asked_inside": ("Asked inside", "discussion"),
    "cases.case_answered": ("The answer was ready", "discussion"),
    "qa.question_asked": ("The question was asked", "discussion"),
    "qa.question_edited": ("The question was changed", "discussion"),
    "qa.answer_posted": ("An answer", "discussion"),
    "qa.answer_edited": ("An answer was changed", "discussion"),
    "qa.answer_accepted": ("An answer was accepted", "discussion"),
    "qa.answer_unaccepted": ("The accepted mark was taken back", "discussion"),
    "qa.answer_vetted": ("The customer wording was vetted", "discussion"),
    "cases.reply_queued": ("A reply was written", "reply"),
    "cases.reply_moved": ("A reply", "reply"),
    "cases.reply_failed": ("A reply was not sent", "reply"),
    "reuse.text_sent": ("The helpers’ words went to the customer", "reply"),
    "cases.case_rated": ("The customer rated it", "outcome"),
    "reuse.outcome_arrived": ("The helpers heard of it", "outcome"),
    "cases.lesson_recorded": ("What was learned", "outcome"),
}  # fmt: skip
ICONS = {"case": "tray", "discussion": "bubbles", "reply": "send", "outcome": "loop"}


@dataclass(frozen=True)
class Entry:
    """One line: what happened to which of the five, when, by whom, and where it is."""

    at: datetime
    kind: str
    words: str
    who: Person | None
    url: str

    @property
    def icon(self) -> str:
        """Of its kind."""
        return ICONS[self.kind]


def timeline_of(actor: Actor, case: Case, only: str = "") -> list[Entry]:
    """Everything that happened around a case and that this reader may know of, oldest first."""
    questions = targets_of(case.ref, ASKED)
    used = targets_of(case.ref, (LinkKind.USED, LinkKind.LINKED))
    cards = cards_for(actor, [*questions, *used])
    open_refs = [ref for ref, card in cards.items() if not card.is_locked]
    statement = (
        select(Event)
        .where(or_(Event.subject == case.ref, Event.subject.in_(open_refs)), Event.kind.in_(WORDS))
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    events = list(reversed(session().scalars(statement).all()))
    ids = {event.actor_id for event in events if event.actor_id}
    people = {row.id: row for row in session().scalars(select(Person).where(Person.id.in_(ids)))}
    entries = [_entry(event, case, cards, people) for event in events]
    return [entry for entry in entries if not only or entry.kind == only]


def _entry(event: Event, case: Case, cards: dict[str, Card], people: dict[int, Person]) -> Entry:
    words, kind = WORDS[event.kind]
    data = event.data
    detail = str(data.get("state") or data.get("lesson") or "").replace("_", " ")
    if data.get("rating"):
        detail = f"{data['rating']} of 5"
    card = cards.get(event.subject) or cards.get(str(data.get("question") or ""))
    url = card.url if card else f"/cases/{case.id}"
    if kind == "reply" and data.get("message_id"):
        url = f"/cases/{case.id}/replies/{data['message_id']}/sources"
    title = f": {card.title}" if card and event.subject != case.ref else ""
    return Entry(event.at, kind, f"{words}{title}" + (f", {detail}" if detail else ""),
                 people.get(event.actor_id or 0), url)  # fmt: skip
