"""The tables of polls. The key of a pick says how often one chooses; an anonymous vote leaves none."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Base


class Results(enum.StrEnum):
    """When people see how the others voted."""

    VOTED = "voted"
    END = "end"


class Poll(Base):
    """What a post of kind poll asks for."""

    __tablename__ = "poll"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    is_multiple: Mapped[bool] = mapped_column(default=False)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    results: Mapped[Results] = mapped_column(default=Results.VOTED)
    ends_at: Mapped[datetime | None]

    choices: Mapped[list["PollChoice"]] = relationship(order_by="PollChoice.position")

    @property
    def is_over(self) -> bool:
        """Nobody can vote any more."""
        return self.ends_at is not None and self.ends_at <= clock.now()


class PollChoice(Base):
    """Something to vote for. count: of an anonymous poll; other votes are counted from the picks."""

    __tablename__ = "poll_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("poll.post_id"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    count: Mapped[int] = mapped_column(default=0)


class PollVoter(Base):
    """That somebody has voted. No moment and no choice: nothing joins it to an anonymous count."""

    __tablename__ = "poll_voter"

    post_id: Mapped[int] = mapped_column(ForeignKey("poll.post_id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class PollPick(Base):
    """What somebody voted for by name. slot: 0 where only one may be chosen, else the choice itself."""

    __tablename__ = "poll_pick"

    post_id: Mapped[int] = mapped_column(ForeignKey("poll.post_id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("poll_choice.id"), index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
