"""What is said about one passage of a page: the passage as it was then, and a conversation about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace
from hub.wiki.models import Page


class Passage(InSpace, Base):
    """A place in the text of a page, known by its words and those around it. Comments stand under it."""

    __tablename__ = "page_passage"
    ref_kind = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    revision: Mapped[int]  # of the page, in which it was found
    quote: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(200), default="")
    after: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]
    comment_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    page: Mapped[Page] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=[resolved_by_id])

    @property
    def thread_root(self) -> Page:
        """Who follows the page hears what is said of its passages."""
        return self.page
