"""What coaches said of a link that was drawn."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.links.models import Link
from hub.people.models import Person


class LinkReview(Base):
    """One look at one link: was it the right article, was it the right case for it?"""

    __tablename__ = "link_review"

    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    right_article: Mapped[bool]
    right_case: Mapped[bool]
    comment: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    link: Mapped[Link] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)
