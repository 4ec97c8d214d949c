"""Comments and reactions. A comment carries the space of what it is about."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import InSpace

BOOKED = text("mood = 'book'")  # few, and looked for among all


class Mood(enum.StrEnum):
    """The reactions, each with a meaning (FD07)."""

    AGREE = "agree"
    THANKS = "thanks"
    METOO = "metoo"
    BOOK = "book"  # should become an article: feeds curation


@dataclass(frozen=True)
class Closing:
    """That somebody ended a conversation. A thing that can be closed has it as `closing`, else None."""

    by: Person
    at: datetime

    @property
    def reason(self) -> str:
        """Why nothing can be said there now, and what to do."""
        return _(
            "%(name)s closed this conversation. Ask them to open it again, or start a new post.",
            name=self.by.name,
        )


class Comment(InSpace, Base):
    """Something said under a thing: one visual level, deeper ones quote their parent (FD06)."""

    __tablename__ = "comment"
    ref_kind = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80))  # the ref it stands under
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)  # readable, for search and excerpts
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]  # what it stands under was removed

    author: Mapped[Person] = relationship()
    parent: Mapped["Comment | None"] = relationship(remote_side=[id])

    __table_args__ = (Index(None, "about", "id"),)


class Reaction(Base):
    """That a person feels this way about a thing. The key makes it at most once."""

    __tablename__ = "reaction"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mood: Mapped[Mood] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "person_id", "ref"),
        Index("ix_reaction_book", "ref", sqlite_where=BOOKED, postgresql_where=BOOKED),
        {"sqlite_with_rowid": False},
    )


class Revision(InSpace, Base):
    """An earlier text of something people wrote, kept when it was edited (FD12)."""

    __tablename__ = "text_revision"
    ref_kind = "text_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who wrote the next one
    note: Mapped[str] = mapped_column(String(500), default="")  # and why
    at: Mapped[datetime]  # when this text was written

    replaced_by: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "about", "number", unique=True),)
