"""A conversation: who is in it says its space, what is said in it are comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace, Membership


class Conversation(InSpace, Base):
    """Words between two or more colleagues. Its people are the members of its space."""

    __tablename__ = "conversation"
    ref_kind = "conversation"
    author_id = None  # it is nobody's own: who hears of it is who is in it
    in_sight = 30  # of what was said, without unfolding the earlier

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")  # "" for one that goes by its people
    # Names the set of people it began with, so that the same people find it again. None once one has left.
    people_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    former_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))  # it goes on from this one
    started_at: Mapped[datetime]
    active_at: Mapped[datetime]

    people: Mapped[list[Person]] = relationship(
        secondary=Membership.__table__,
        primaryjoin=lambda: Conversation.space_id == Membership.space_id,
        secondaryjoin=lambda: Membership.person_id == Person.id,
        order_by=Person.name,
        viewonly=True,
    )

    @property
    def url(self) -> str:
        """`/messages/5`."""
        return f"/messages/{self.id}"

    @property
    def is_pair(self) -> bool:
        """Between two: nobody leaves it, and it needs no name."""
        return len(self.people) <= 2 and self.people_key is not None
