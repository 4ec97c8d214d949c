"""Questions, answers and votes. An answer has two texts: what we know and what we may say (D05)."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Base
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import InSpace

NEEDED = text("vote_count >= 10")
USED = text("sent_count >= 3")
SENT = text("last_sent_at IS NOT NULL")


class QuestionState(enum.StrEnum):
    """Where a question is in its life."""

    OPEN = "open"
    SOLVED = "solved"
    OBSOLETE = "obsolete"
    DUPLICATE = "duplicate"
    CLOSED = "closed"


class Question(InSpace, Base):
    """Something a colleague wants to know; often a customer waits behind it."""

    __tablename__ = "question"
    ref_kind = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Who asked without their name; `author` is then the account that stands for a colleague.
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.OPEN)
    # The accepted answer is denormalised here, so that lists need no second look.
    accepted_id: Mapped[int | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    solution: Mapped[str] = mapped_column(String(400), default="")  # its excerpt (QA05)
    answer_count: Mapped[int] = mapped_column(default=0)
    vote_count: Mapped[int] = mapped_column(default=0)  # "I need this too"
    comment_count: Mapped[int] = mapped_column(default=0)
    case_count: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]  # the longest-waiting customer behind it (D11)
    waiting_count: Mapped[int] = mapped_column(default=0)
    waiting_due_at: Mapped[datetime | None]  # the first promise to one of them
    thanks_until: Mapped[datetime | None]  # somebody promised thanks for an answer until then
    locks_at: Mapped[datetime | None]  # solved: from then on nothing more is said here
    rung: Mapped[int] = mapped_column(default=0)  # how far it has climbed without an answer (D18)
    climbed_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None] = mapped_column(index=True)  # when it climbs on
    asked_back_at: Mapped[datetime | None]  # when the asker was asked whether it is solved
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    active_at: Mapped[datetime]  # last answer or comment
    removed_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(String(200))  # where an importer found it

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id])

    __table_args__ = (
        Index(None, "state", "id"),
        # Everything that counting the open ones asks for: the number stands on every page.
        Index("ix_question_open", "state", "answer_count", "space_id", "removed_at", "waiting_since"),
        Index("ix_question_feed", "space_id", "id"),
        Index(None, "waiting_since"),
        Index(None, "source", unique=True),
        # Few among many: what colleagues need again and again, for those who curate.
        Index("ix_question_needed", "vote_count", sqlite_where=NEEDED, postgresql_where=NEEDED),
    )

    @property
    def really_by_id(self) -> int:
        """Whose question it is. For rights and notices; shown to nobody."""
        return self.asker_id or self.author_id

    @property
    def locked_because(self) -> str:
        """Why nothing more is said here and what to do; "" where it is open."""
        if self.locks_at is None or self.locks_at > clock.now():
            return ""
        return _("This was solved and is closed by now. A new problem? Ask anew and link to it.")

    @property
    def is_solved(self) -> bool:
        """Whether an answer was accepted."""
        return self.accepted_id is not None

    @property
    def is_aside(self) -> bool:
        """Whether it was closed, is a duplicate, or holds no more."""
        return self.state in (QuestionState.OBSOLETE, QuestionState.DUPLICATE, QuestionState.CLOSED)


class Answer(InSpace, Base):
    """What a colleague knows, and what a customer may be told of it."""

    __tablename__ = "answer"
    ref_kind = "answer"
    comments_most = 10  # they make clear what it says; what is more is an answer of its own (QA07)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    customer_text: Mapped[str] = mapped_column(Text, default="")  # what we may say; plain Markdown
    customer_html: Mapped[str] = mapped_column(Text, default="")
    customer_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    credits: Mapped[list[int]] = mapped_column(JSON, default=list)  # whose edits were taken over
    vetted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    vetted_at: Mapped[datetime | None]
    vetted_revision: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    vote_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    # Results with customers (LK15), counted by the metrics of the loop.
    sent_count: Mapped[int] = mapped_column(default=0)
    rated_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    last_sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    obsolete_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(String(200), unique=True)

    question: Mapped[Question] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    customer_by: Mapped[Person | None] = relationship(foreign_keys=[customer_by_id])
    vetted_by: Mapped[Person | None] = relationship(foreign_keys=[vetted_by_id])

    __table_args__ = (
        Index("ix_answer_used", "sent_count", sqlite_where=USED, postgresql_where=USED),
        # What went to customers lately: few among many.
        Index("ix_answer_sent", "last_sent_at", "space_id", sqlite_where=SENT, postgresql_where=SENT),
    )

    @property
    def locked_because(self) -> str:
        """As of its question."""
        return self.question.locked_because

    @property
    def thread_root(self) -> Question:
        """What people follow who talk about an answer."""
        return self.question

    @property
    def is_vetted(self) -> bool:
        """Whether the customer wording, as it stands now, was vetted."""
        return bool(self.customer_text) and self.vetted_revision == self.revision

    @property
    def rating(self) -> float | None:
        """What customers thought on average, 1 to 5."""
        return self.rating_sum / self.rated_count if self.rated_count else None


class Vote(Base):
    """A person's vote on a question or an answer: 1 or -1."""

    __tablename__ = "vote"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    value: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(String(500), default="")  # of a vote against
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
