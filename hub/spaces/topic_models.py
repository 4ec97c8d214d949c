"""Merges of topics, with all that moved, so that a merge can be taken back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import Topic

THING, FOLLOWER, SYNONYM = "thing", "follower", "synonym"


class TopicMerge(Base):
    """That a topic became another name of a second one."""

    __tablename__ = "topic_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    source: Mapped[Topic] = relationship(foreign_keys=[source_id])
    target: Mapped[Topic] = relationship(foreign_keys=[target_id])
    by: Mapped[Person | None] = relationship()


class TopicMoved(Base):
    """One thing that moved in a merge. what: thing | follower | synonym; key: its ref or id.

    was_there: the second topic had it already, and keeps it when the merge is taken back.
    level: of a follower, how much they wanted to hear of the first one.
    """

    __tablename__ = "topic_moved"

    merge_id: Mapped[int] = mapped_column(ForeignKey("topic_merge.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    was_there: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(String(10), default="")

    __table_args__ = ({"sqlite_with_rowid": False},)
