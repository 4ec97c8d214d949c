"""Customers, cases, and what is said: messages (outside) and notes (inside) are different tables."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, bindparam, cast, literal, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, query_expression, relationship

from hub.channels.contract import ChannelKind, MessageState
from hub.channels.models import Channel
from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace
from hub.threads.presence_models import Presence


def _few(name: str, condition: str, *columns: str) -> Index:
    """An index of the few rows for which something holds; a statement says it in the same words."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class CaseState(enum.StrEnum):
    """Where a case is (CS02)."""

    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_COLLEAGUE = "waiting_colleague"
    SOLVED = "solved"
    CLOSED = "closed"


OVER = (CaseState.SOLVED, CaseState.CLOSED)
UNDER_WAY = tuple(state for state in CaseState if state not in OVER)
_IS_UNDER_WAY = "state IN ({})".format(", ".join(f"'{state.value}'" for state in UNDER_WAY))


class Priority(enum.StrEnum):
    """How much it presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Customer(Base):
    """Somebody outside. Customers never sign in; colleagues without case rights never see this."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12), default="")
    company: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    rating_asked_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "name"),
        _few("ix_customer_blocked", "blocked_at IS NOT NULL", "blocked_at"),
    )

    @property
    def first_name(self) -> str:
        """What buttons call them: "Send to Marta"."""
        return self.name.split(" ")[0]


class Identity(Base):
    """An address at which a customer is known on one kind of channel."""

    __tablename__ = "identity"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[ChannelKind]
    address: Mapped[str] = mapped_column(String(320))

    customer: Mapped[Customer] = relationship()

    __table_args__ = (UniqueConstraint("kind", "address"), Index(None, "address"))


class Case(InSpace, Base):
    """One matter of one customer, on a desk. Its number is its id."""

    __tablename__ = "case"
    ref_kind = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    address: Mapped[str] = mapped_column(String(320), default="")  # where the customer is reached
    thread: Mapped[str] = mapped_column(String(320), default="")  # the channel's own conversation id
    subject: Mapped[str] = mapped_column(String(250))
    excerpt: Mapped[str] = mapped_column(String(250), default="")  # of the customer's last message
    state: Mapped[CaseState] = mapped_column(default=CaseState.NEW)
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime | None]
    team: Mapped[str] = mapped_column(String(120), default="")  # whose it is while nobody's
    language: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[datetime]
    # The customer waits since; empty while it is their turn.
    waiting_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # by when the answer that is owed was promised
    solution_due_at: Mapped[datetime | None]
    # Since when each clock runs (empty: it stands still), and the working seconds used before that.
    reply_from: Mapped[datetime | None]
    reply_used: Mapped[int] = mapped_column(default=0)
    solution_from: Mapped[datetime | None]
    solution_used: Mapped[int] = mapped_column(default=0)
    warn_at: Mapped[datetime | None]  # from then on the promise that comes first is soon due
    warned_at: Mapped[datetime | None]  # that it is was told
    missed_at: Mapped[datetime | None]  # that it has passed was told
    first_replied_at: Mapped[datetime | None]
    wrote_at: Mapped[datetime]  # the customer's last message
    active_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # The loop (D01): one moment per step.
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ready_answer: Mapped[str] = mapped_column(String(80), default="")
    replied_at: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    rating_words: Mapped[str] = mapped_column(Text, default="")
    rating_asked_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]  # the thanks to the helpers were said, or set aside
    lesson: Mapped[str] = mapped_column(String(20), default="")  # existing improved new nothing
    lesson_note: Mapped[str] = mapped_column(String(500), default="")
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    muted_at: Mapped[datetime | None]
    spam_at: Mapped[datetime | None]
    message_count: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(String(200))
    # What agents decided about copies of replies by mail: address → on, name, by whom.
    copies: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    approval_id: Mapped[int | None]  # the reply that waits here for a second person
    shared_draft_id: Mapped[int | None]  # the draft that its desk writes together
    has_files: Mapped[bool | None] = query_expression()  # under replies; where it was asked for
    # What the reader has begun to write; only there when it was asked for (drafts.begun_by).
    begun: Mapped[str | None] = query_expression()
    unread: Mapped[int | None] = query_expression()  # the newest message, where the reader has not seen it

    customer: Mapped[Customer] = relationship()
    channel: Mapped[Channel] = relationship()
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    here: Mapped[list[Presence]] = relationship(
        primaryjoin=lambda: foreign(Presence.ref) == literal("case:") + cast(Case.id, String), viewonly=True
    )

    __table_args__ = (
        Index("ix_case_mine", "assignee_id", "state", "due_at"),
        Index("ix_case_desk", "space_id", "state", "waiting_since"),
        Index("ix_case_due", "due_at"),
        Index("ix_case_solution_due", "solution_due_at"),
        Index("ix_case_warn", "warn_at"),
        Index("ix_case_snoozed", "snoozed_until"),
        # Few of many, and everything that the numbers beside the views ask for: one stands on every page.
        _few(
            "ix_case_under_way", _IS_UNDER_WAY, "space_id", "state", "assignee_id", "snoozed_until", "warn_at"
        ),
        # Those that are over are most of all: the newest of them, and what a day or a week brought.
        Index("ix_case_newest", "active_at", "id"),
        Index("ix_case_replied", "replied_at"),
        Index("ix_case_rated", "rated_at"),
        Index("ix_case_solved", "space_id", "state", "solved_at", "lesson"),
        _few("ix_case_muted", "muted_at IS NOT NULL", "muted_at"),
        _few("ix_case_spam", "spam_at IS NOT NULL", "spam_at"),
        _few("ix_case_unrated", "rating IS NULL", "space_id", "state", "rating_asked_at", "rating"),
        _few("ix_case_unlearned", "asked_at IS NOT NULL AND lesson = ''", "space_id", "state"),
        Index(None, "channel_id", "thread"),
        UniqueConstraint("channel_id", "external_id"),
    )

    @property
    def is_over(self) -> bool:
        """Solved or closed."""
        return self.state in OVER

    @property
    def is_quiet(self) -> bool:
        """What its customer writes is kept and wakes nobody."""
        return bool(self.muted_at or self.spam_at or self.customer.blocked_at)


# Its values are written out, in the words of ix_case_under_way: else no database sees that it may use that.
IS_UNDER_WAY = Case.state.in_(bindparam(None, UNDER_WAY, expanding=True, literal_execute=True))


class Message(InSpace, Base):
    """Something the customer wrote to us, or we to them. Never a note."""

    __tablename__ = "message"
    ref_kind = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # empty: the customer
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")  # safe, made by us
    quoted: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    state: Mapped[MessageState]
    reason: Mapped[str] = mapped_column(Text, default="")  # why it failed, in words
    digest: Mapped[str] = mapped_column(String(64), default="")  # the guard's mark on a reply
    release_at: Mapped[datetime | None]  # until then it can be taken back
    external_id: Mapped[str | None] = mapped_column(String(400))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    permalink: Mapped[str] = mapped_column(String(400), default="")
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    automatic: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    author: Mapped[Person | None] = relationship()

    __table_args__ = (
        Index(None, "case_id", "id"),
        Index(None, "external_id"),
        UniqueConstraint("channel_id", "external_id"),
        _few("ix_message_ours", "author_id IS NOT NULL", "at"),
    )

    @property
    def is_ours(self) -> bool:
        """Written by us, for the customer."""
        return self.author_id is not None or self.automatic


class Note(InSpace, Base):
    """Something said inside a case. No adapter, mail or form knows this table."""

    __tablename__ = "note"
    ref_kind = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    author: Mapped[Person] = relationship()


class Override(Base):
    """That somebody sent a reply although the guard had warned, and why."""

    __tablename__ = "guard_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    finding: Mapped[str] = mapped_column(String(40), index=True)
    passage: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
    # A supervisor looked at it afterwards: was it right to send it?
    was_right: Mapped[bool | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judged_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Step(Base):
    """A line of the case's own history: assigned, state changed, asked inside, rated."""

    __tablename__ = "case_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(String(80), default="")  # a ref: the question asked, say
    at: Mapped[datetime]

    actor: Mapped[Person | None] = relationship()
