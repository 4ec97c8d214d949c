"""The joined timeline of a loop (LK10): case, discussion, answer, reply and outcome in one line of time.

It opens from each of the five and is the same from all: `about` says which entries are of the one
that it was opened from. What the reader may not open is told without name, words or address.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Card, card_of, registry
from hub.core.permissions import Actor
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.models import LinkKind
from hub.links.queries import cards_for, ends_around, targets_of
from hub.people.models import Person

KINDS = {
    "case": lazy("Case"), "discussion": lazy("Discussion"), "answer": lazy("Answers"),
    "reply": lazy("Replies"), "outcome": lazy("Outcome"),
}  # fmt: skip
ICONS = {"case": "tray", "discussion": "bubbles", "answer": "check", "reply": "send", "outcome": "loop"}
WAITING = (LinkKind.ASKED, LinkKind.JOINED)
MOST = 300
MOST_REFS = 200
NOTHING: Mapping[str, Card] = {}
WORDS = {
    "cases.case_opened": (lazy("The case was opened"), "case"),
    "cases.customer_wrote": (lazy("The customer wrote"), "case"),
    "cases.case_assigned": (lazy("It was given to somebody else"), "case"),
    "cases.case_changed": (lazy("State or priority changed"), "case"),
    "cases.note_added": (lazy("Somebody wrote inside"), "discussion"),
    "cases.asked_inside": (lazy("Asked inside"), "discussion"),
    "cases.case_answered": (lazy("The answer was ready"), "answer"),
    "qa.question_asked": (lazy("The question was asked"), "discussion"),
    "qa.question_edited": (lazy("The question was changed"), "discussion"),
    "qa.answer_posted": (lazy("An answer"), "answer"),
    "qa.answer_edited": (lazy("An answer was changed"), "answer"),
    "qa.answer_accepted": (lazy("An answer was accepted"), "answer"),
    "qa.answer_unaccepted": (lazy("The accepted mark was taken back"), "answer"),
    "qa.answer_vetted": (lazy("The customer wording was vetted"), "answer"),
    "qa.nobody_answered": (lazy("Nobody had answered: others were asked"), "discussion"),
    "qa.edit_suggested": (lazy("An edit was suggested"), "discussion"),
    "qa.edit_approved": (lazy("A suggested edit was taken over"), "discussion"),
    "qa.edit_rejected": (lazy("A suggested edit was not taken over"), "discussion"),
    "qa.marked_obsolete": (lazy("Marked as obsolete"), "discussion"),
    "qa.question_closed": (lazy("The question was closed"), "discussion"),
    "qa.put_back": (lazy("Opened again"), "discussion"),
    "cases.reply_queued": (lazy("A reply was written"), "reply"),
    "cases.reply_moved": ("A reply", "reply"),
    "cases.reply_failed": (lazy("A reply was not sent"), "reply"),
    "reuse.text_sent": (lazy("The helpers’ words went to the customer"), "reply"),
    "reuse.reply_read": (lazy("The customer read it"), "reply"),
    "cases.case_rated": (lazy("The customer rated it"), "outcome"),
    "reuse.customer_came_back": (lazy("The helpers heard that the customer wrote again"), "outcome"),
    "reuse.outcome_arrived": (lazy("The helpers heard of it"), "outcome"),
    "reuse.text_doubted": (lazy("It did not help a customer"), "outcome"),
    "reuse.check_lifted": (lazy("A customer took it back: it did help"), "outcome"),
    "reuse.check_reviewed": (lazy("Somebody looked at what customers said"), "outcome"),
    "cases.lesson_recorded": (lazy("What was learned"), "outcome"),
}
# Of a case that the reader may not open: that it happened, and nothing else.
MASKED = {
    "cases.asked_inside": (lazy("A customer waits for this"), "case"),
    "reuse.text_sent": (lazy("Words from here went to a customer"), "reply"),
    "reuse.outcome_arrived": (lazy("A customer said how it was"), "outcome"),
}


@dataclass(frozen=True)
class Entry:
    """One line: what happened to which of the five, when, by whom, where it is, and after how long."""

    at: datetime
    kind: str
    words: str
    who: Person | None
    url: str
    about: frozenset[str] = frozenset()
    before: datetime | None = None  # when the entry above it happened

    @property
    def icon(self) -> str:
        """Of its kind."""
        return ICONS[self.kind]


def timeline_of_case(actor: Actor, case: Any, only: str = "") -> list[Entry]:
    """Everything around a case that this reader may know of, oldest first."""
    known = {case.ref: card_of(case)}
    return _timeline(actor, [case.ref, *targets_of(case.ref, WAITING)], {case.ref}, only, known)


def timeline_of_question(actor: Actor, question: Any, only: str = "") -> list[Entry]:
    """The discussion, and what became of it in every case that waited for it or was given its answers."""
    kind = registry.kinds[question.ref_kind]
    parts = list(kind.parts(question))[:MOST_REFS] if kind.parts is not None else []
    cases = [ref for ref in ends_around(question.ref, parts) if ref.startswith("case:")]
    known = {question.ref: card_of(question)}
    return _timeline(actor, [question.ref, *cases], {question.ref, *parts}, only, known)


def _timeline(
    actor: Actor, subjects: Collection[str], own: Collection[str], only: str,
    known: Mapping[str, Card] = NOTHING,
) -> list[Entry]:  # fmt: skip
    cards = {**known, **cards_for(actor, [ref for ref in subjects if ref not in known])}
    open_refs = [ref for ref in subjects if ref in cards and not cards[ref].is_locked]
    locked = [ref for ref in subjects if ref.startswith("case:") and ref not in open_refs]
    wanted = or_(
        Event.subject.in_(open_refs) & Event.kind.in_(WORDS),
        Event.subject.in_(locked) & Event.kind.in_(MASKED),
    )
    newest = session().scalars(select(Event).where(wanted).order_by(Event.id.desc()).limit(MOST))
    events = [each for each in reversed(newest.all()) if each.subject in open_refs or _touches(each, own)]
    people = _people({event.actor_id for event in events if event.actor_id})
    entries: list[Entry] = []
    for event in events:
        before = entries[-1].at if entries else None
        made = _entry(event, cards, people, before) if event.subject in open_refs else _masked(event, before)
        if not only or made.kind == only:
            entries.append(made)
    return entries


def _entry(
    event: Event, cards: Mapping[str, Card], people: Mapping[int, Person], before: datetime | None
) -> Entry:
    words, kind = WORDS[event.kind]
    data = event.data
    detail = str(data.get("state") or data.get("lesson") or "").replace("_", " ")
    if data.get("rating"):
        detail = _("%(rating)s of 5", rating=data["rating"])
    other = cards.get(str(data.get("question") or ""))
    card = other if other is not None and not other.is_locked else cards[event.subject]
    title = f": {card.title}" if not card.channel else ""
    url = card.url
    if data.get("answer_id"):
        url = f"{card.url}#a{data['answer_id']}"
    if kind == "reply" and data.get("message_id"):
        url = f"{card.url}/replies/{data['message_id']}/sources"
    said = f"{words}{title}" + (f", {detail}" if detail else "")
    return Entry(event.at, kind, said, people.get(event.actor_id or 0), url, _about(event), before)


def _masked(event: Event, before: datetime | None) -> Entry:
    words, kind = MASKED[event.kind]
    return Entry(event.at, kind, words, None, "", _about(event) - {event.subject}, before)


def _about(event: Event) -> frozenset[str]:
    """Everything that an entry is about, by ref."""
    data: dict[str, Any] = event.data
    named = {event.subject, str(data.get("reply") or ""), str(data.get("answer") or "")}
    named.update(data.get("sources") or ())
    named.update(f"{kind}:{data[f'{kind}_id']}" for kind in ("answer", "message") if data.get(f"{kind}_id"))
    return frozenset(named - {""})


def _touches(event: Event, own: Collection[str]) -> bool:
    named = {str(event.data.get("question") or ""), *(event.data.get("sources") or ())}
    return not named.isdisjoint(own)


def _people(ids: set[int]) -> dict[int, Person]:
    return {row.id: row for row in session().scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}
