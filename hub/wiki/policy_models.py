"""What the house decided about pages, and each time somebody verified one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.wiki.models import PageState


class WikiPolicy(Base):
    """The one row of what holds for all pages; without it, the usual holds."""

    __tablename__ = "wiki_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_days: Mapped[int]
    calendar_kinds: Mapped[list[Any]] = mapped_column(JSON)
    uses: Mapped[int]
    needed: Mapped[dict[str, Any]] = mapped_column(JSON)  # audience → states
    ladder: Mapped[bool] = mapped_column(default=False, server_default=false())  # licences decide (WK14)


class PageVerification(Base):
    """That somebody found a page right as it stood, and how it had stood before: it can be taken back."""

    __tablename__ = "page_verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    revision: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    state_before: Mapped[PageState]
    by_before_id: Mapped[int | None]
    at_before: Mapped[datetime | None]
    revision_before: Mapped[int | None]
    due_before: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "page_id", "at"),)
