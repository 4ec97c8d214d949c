"""A notice: that a person should hear of something. It points; its words are made when it is read.

Beside it: when digests are due, and the mails that answer notices.
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from hub.core.db import Base
from hub.core.events import Event
from hub.core.refs import HasRef
from hub.people.models import Person


class Notice(HasRef, Base):
    """One per person and thread, updated in place (NO02)."""

    __tablename__ = "notice"
    ref_kind = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    thread: Mapped[str] = mapped_column(String(80))
    space_id: Mapped[int | None]  # whoever may not enter it any more does not see the notice either
    event_id: Mapped[int]  # the newest of those that were merged
    kind: Mapped[str] = mapped_column(String(80))  # its fact
    about: Mapped[str] = mapped_column(String(80))  # what opens
    detail: Mapped[str] = mapped_column(String(80), default="")  # what was written, when it is another thing
    actor_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(10))
    count: Mapped[int] = mapped_column(default=1)  # facts of this kind since it was last seen
    wave: Mapped[int] = mapped_column(default=1)  # how often it became new: one mail for each
    in_app: Mapped[bool] = mapped_column(default=True)  # False: the person wants the mail only
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # it became new again because it still waits

    person: Mapped[Person] = relationship()
    # What a line of it says beside its thing; neither has to be there (any more).
    event: Mapped[Event | None] = relationship(
        primaryjoin=lambda: foreign(Notice.event_id) == Event.id, viewonly=True
    )
    actor: Mapped[Person | None] = relationship(
        primaryjoin=lambda: foreign(Notice.actor_id) == Person.id, viewonly=True
    )

    __table_args__ = (
        Index(None, "person_id", "thread", unique=True),
        Index(None, "person_id", "at"),
        Index(None, "person_id", "seen_at"),
    )


class Every(enum.StrEnum):
    """How often a person wants one mail about everything (NO04)."""

    NEVER = "never"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Digest(Base):
    """When a person's next digest is due, and until when the last one told."""

    __tablename__ = "digest"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    every: Mapped[Every] = mapped_column(default=Every.DAY)
    hour: Mapped[int] = mapped_column(default=8)  # in the person's time zone
    told_until: Mapped[datetime]
    next_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "next_at"),)


class ReplyBox(Base):
    """How far the mailbox for answers to notices was read, and how it is."""

    __tablename__ = "reply_box"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    last_ok_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")


class ReplyState(enum.StrEnum):
    """What became of a mail that answers a notice."""

    WAITING = "waiting"
    POSTED = "posted"
    RETURNED = "returned"  # it went back to its person, with the reason
    IGNORED = "ignored"  # a machine wrote it, or it is nobody's


class MailReply(Base):
    """A mail that answers a notice, once. It is forgotten when it was dealt with.

    Of one that could not be posted the text is kept for a while, for its writer alone.
    """

    __tablename__ = "mail_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # of its Message-ID
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[ReplyState] = mapped_column(default=ReplyState.WAITING)
    reason: Mapped[str] = mapped_column(String(200), default="")  # a code: why it was not posted
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made: Mapped[str] = mapped_column(String(80), default="")  # the answer or comment that it became
    sender: Mapped[str] = mapped_column(String(320), default="")  # as the mail says, which anybody can claim
    about: Mapped[str] = mapped_column(String(80), default="")  # what the notice told of
    text: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()

    __table_args__ = (Index(None, "person_id", "received_at"), Index(None, "state", "id"))
