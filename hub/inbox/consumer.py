"""From facts to notices: who is named by the features, may read it, and has not muted it.

Cursor and notices move in one transaction, so each fact counts exactly once.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select

from hub.core.db import session
from hub.core.deliveries import enqueue
from hub.core.events import Event
from hub.core.features import Recipient, registry, resolve_many
from hub.core.words import gettext, speaking
from hub.core.words import gettext as _
from hub.inbox.chat.models import ChatWay
from hub.inbox.groups import APP, CHAT, MAIL, PUSH, WAYS, Group, group_of, wants
from hub.inbox.models import Notice
from hub.inbox.push.models import PushDevice
from hub.inbox.reactions import follow_the_conversation
from hub.people.models import Person
from hub.people.rhythm import away_of, waking
from hub.threads.events import (
    ConversationMoved,
    ConversationPutBack,
    ConversationsMerged,
    ConversationTurned,
)
from hub.threads.watching import muted

SOON = timedelta(seconds=10)
CHAT_WAIT = timedelta(minutes=1)
WAIT = timedelta(minutes=5)  # a single mail waits: whoever sees the notice meanwhile gets none
GONE_ELSEWHERE = (
    ConversationMoved.kind, ConversationsMerged.kind, ConversationPutBack.kind, ConversationTurned.kind,
)  # fmt: skip
QUEUE, PUSH_QUEUE, CHAT_QUEUE = "mail", "push", "chat"
STANDS_IN_FOR = ("answer", "decide", "review")
ASKED = ("answer", "decide", "review")
URGENCY = (*ASKED, "helped", "read")


class InboxConsumer:
    """Reads the log and writes notices."""

    name = "inbox"

    def handle(self, events: Sequence[Event]) -> None:
        """Note down each event for everybody who should hear of it."""
        for event in events:
            if event.kind in GONE_ELSEWHERE:
                follow_the_conversation(event)
        told = [(event, each) for event in events for each in _merged(registry.recipients(event))]
        batch = _Batch(told)
        for event, recipient in told:
            batch.tell(event, recipient)


class _Batch:
    """What was asked already while the events of one batch are noted down."""

    def __init__(self, told: Sequence[tuple[Event, Recipient]]) -> None:
        self._people: dict[int, Person | None] = {}
        self._notices: dict[tuple[int, str], Notice] = {}
        self._about: dict[int, set[str]] = {}  # person → all that they hear of in this batch
        for event, recipient in told:
            self._about.setdefault(recipient.person_id, set()).add(opens(event) or "")
        self._readable: dict[int, Collection[str]] = {}
        self._muted: dict[str, set[int]] = {}
        self._pushed: set[int] | None = None  # who has a device that notices are pushed to
        self._chatting: set[int] | None = None  # who has connected a chat

    def tell(self, event: Event, recipient: Recipient) -> None:
        person = self._person(recipient.person_id)
        if person is None or person.id == event.actor_id:
            return
        self._hear(event, person, recipient)
        away = away_of(person, event.at)
        if away is not None and away.substitute_id and recipient.action in STANDS_IN_FOR:
            self._stand_in(event, person, away.substitute_id, recipient)

    def _stand_in(self, event: Event, person: Person, substitute_id: int, recipient: Recipient) -> None:
        """What must be done meanwhile, to whoever stands in; not handed on again if they are away too."""
        substitute = self._person(substitute_id)
        if substitute is not None and substitute.id not in (event.actor_id, person.id):
            with speaking(substitute.language):
                reason = _(
                    "you stand in for %(name)s: %(reason)s",
                    name=person.name,
                    reason=gettext(recipient.reason),
                )
            self._hear(event, substitute, replace(recipient, person_id=substitute.id, reason=reason))

    def _hear(self, event: Event, person: Person, recipient: Recipient) -> None:
        about = opens(event)
        is_private = about is None  # only that it happened: the thing itself is not for this person
        if about is not None and not self._may_read(person, about):
            if not about_own_words(event):
                return
            is_private = True
        thread = recipient.thread or event.subject
        if person.id in self._muted_in(thread) or person.id in self._muted_in(about or thread):
            return
        group = group_of(event.kind, recipient.action)
        if any(wants(person, group, way) for way in WAYS):
            notice = self._notice(person, thread[:80])
            _note(notice, event, person, recipient, "" if is_private else about or "")
            ask_for_mail(notice, person, group)
            if wants(person, group, PUSH) and self._has_device(person):
                ask_for_push(notice, person)
            if wants(person, group, CHAT) and self._has_chat(person):
                ask_for_chat(notice, person)

    def _has_chat(self, person: Person) -> bool:
        if self._chatting is None:
            among = select(ChatWay.person_id).where(
                ChatWay.person_id.in_(self._about), ChatWay.ended_at.is_(None)
            )
            self._chatting = set(session().scalars(among))
        return person.id in self._chatting

    def _has_device(self, person: Person) -> bool:
        if self._pushed is None:
            among = select(PushDevice.person_id).where(PushDevice.person_id.in_(self._about))
            self._pushed = set(session().scalars(among))
        return person.id in self._pushed

    def _person(self, id: int) -> Person | None:
        if id not in self._people:
            found = session().get(Person, id)
            self._people[id] = found if found is not None and found.is_active else None
        return self._people[id]

    def _may_read(self, person: Person, ref: str) -> bool:
        asked = self._about.setdefault(person.id, set())
        if person.id not in self._readable or ref not in asked:  # the second: they stand in for somebody
            asked.add(ref)
            self._readable[person.id] = set(resolve_many(person, asked))
        return ref in self._readable[person.id]

    def _notice(self, person: Person, thread: str) -> Notice:
        key = (person.id, thread)
        if key not in self._notices:
            self._notices[key] = _notice_of(person, thread)
        return self._notices[key]

    def _muted_in(self, ref: str) -> set[int]:
        if ref not in self._muted:
            self._muted[ref] = muted(ref)
        return self._muted[ref]


def about_own_words(event: Event) -> bool:
    """Results with customers are told to helpers who may not open the case: of that they hear nothing."""
    return hasattr(event.fact, "sources")


def opens(event: Event) -> str | None:
    """What a notice of this event leads to: its subject, or of a result the helper's own text."""
    if about_own_words(event):
        return next(iter(getattr(event.fact, "sources", ())), None)
    return event.subject


def _merged(recipients: Sequence[Recipient]) -> list[Recipient]:
    """Once for each person and thread, with the most that is asked of them."""
    found: dict[tuple[int, str | None], Recipient] = {}
    for each in sorted(recipients, key=lambda each: _urgency(each.action)):
        found.setdefault((each.person_id, each.thread), each)
    return list(found.values())


def _notice_of(person: Person, thread: str) -> Notice:
    """The one that is there, held; else a new one. Those of this batch are known already: no flush."""
    db = session()
    statement = select(Notice).where(Notice.person_id == person.id, Notice.thread == thread)
    with db.no_autoflush:
        notice = db.scalars(statement.with_for_update()).one_or_none()
    if notice is None:
        notice = Notice(person_id=person.id, thread=thread, count=0, wave=0)
        db.add(notice)
    return notice


def _note(notice: Notice, event: Event, person: Person, recipient: Recipient, about: str) -> None:
    is_fresh = not notice.wave or notice.seen_at is not None or notice.done_at is not None
    if is_fresh:
        notice.count, notice.action, notice.wave = 0, recipient.action, notice.wave + 1
        notice.seen_at = notice.done_at = notice.reminded_at = None
    notice.count = notice.count + 1 if notice.kind == event.kind else 1
    is_less = _urgency(notice.action) < _urgency(recipient.action)
    if is_less and (notice.action not in ASKED or _has_acted(notice, event)):
        notice.action = recipient.action  # the result was told, or what was asked is done
    notice.action = min(notice.action, recipient.action, key=_urgency)
    notice.kind, notice.event_id, notice.actor_id, notice.at = event.kind, event.id, event.actor_id, event.at
    notice.reason, notice.about = recipient.reason[:200], about
    notice.detail = next((ref for ref in event.refs()[1:] if ref != about), "") if about else ""
    notice.space_id = None if about_own_words(event) else event.space_id
    notice.in_app = wants(person, group_of(event.kind, notice.action), APP)


def _has_acted(notice: Notice, event: Event) -> bool:
    """Whether its person did something there since it last told them, and before this event."""
    acted = select(Event.id).where(
        Event.actor_id == notice.person_id, Event.id > notice.event_id, Event.id < event.id,
        or_(Event.subject == notice.thread, Event.subject == notice.about),
    )  # fmt: skip
    return session().scalar(acted.limit(1)) is not None


def ask_for_mail(notice: Notice, person: Person, group: Group) -> None:
    """One mail for each time the notice becomes new; without a mail server nothing is queued."""
    if wants(person, group, MAIL) and current_app.config["HUB"].smtp_url:
        session().flush()  # gives a new one its id
        payload = {"notice": notice.id, "wave": notice.wave}
        enqueue(QUEUE, mail_key(notice), payload, run_at=waking(person, notice.at + WAIT))


def ask_for_push(notice: Notice, person: Person) -> None:
    """A device tells it soon, so that whoever looks at the page just then is spared."""
    session().flush()
    payload = {"notice": notice.id, "wave": notice.wave}
    run_at = waking(person, notice.at + SOON)
    enqueue(PUSH_QUEUE, f"push:{notice.id}:{notice.wave}", payload, run_at=run_at)


def ask_for_chat(notice: Notice, person: Person, run_at: datetime | None = None) -> None:
    """One message for each time the notice becomes new, so a busy thread is one message until it is seen.

    run_at: the moment at which what is urgent calls them.
    """
    session().flush()
    payload = {"notice": notice.id, "wave": notice.wave, "urgent": run_at is not None}
    run_at = run_at or waking(person, notice.at + CHAT_WAIT)
    enqueue(CHAT_QUEUE, f"chat:{notice.id}:{notice.wave}", payload, run_at=run_at)


def mail_key(notice: Notice) -> str:
    """Names the mail about a notice as it is now."""
    return f"notice:{notice.id}:{notice.wave}"


def _urgency(action: str) -> int:
    return URGENCY.index(action) if action in URGENCY else len(URGENCY)
