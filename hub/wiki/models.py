"""Pages, their revisions, old addresses, links between them, and what readers say of them."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from hub.core.db import Base
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import InSpace, Space

SENT = text("last_sent_at IS NOT NULL")


class PageKind(enum.StrEnum):
    """What a page is for (WK02)."""

    HOWTO = "howto"
    PROBLEM = "problem"
    POLICY = "policy"
    ANNOUNCEMENT = "announcement"
    HOLDING = "holding"
    BLOCK = "block"  # shown inside other pages

    @property
    def label(self) -> str:
        """For people."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    PageKind.HOWTO: lazy("How-to"),
    PageKind.PROBLEM: lazy("Problem and solution"),
    PageKind.POLICY: lazy("Policy"),
    PageKind.ANNOUNCEMENT: lazy("Announcement"),
    PageKind.HOLDING: lazy("Holding statement"),
    PageKind.BLOCK: lazy("Shared block"),
}


class PageState(enum.StrEnum):
    """How far a page can be relied on (WK05)."""

    WIP = "wip"
    UNVALIDATED = "unvalidated"
    VALIDATED = "validated"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """For people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    PageState.WIP: lazy("Work in progress"),
    PageState.UNVALIDATED: lazy("Not validated"),
    PageState.VALIDATED: lazy("Validated"),
    PageState.ARCHIVED: lazy("Archived"),
}


class PageAudience(enum.StrEnum):
    """Who may be told what the page says (WK06); apart from who may read it inside."""

    INTERNAL = "internal"
    PARTNER = "partner"
    CUSTOMER = "customer"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """For people."""
        return _AUDIENCE_LABELS[self]


_AUDIENCE_LABELS = {
    PageAudience.INTERNAL: lazy("Inside only"),
    PageAudience.PARTNER: lazy("Partners"),
    PageAudience.CUSTOMER: lazy("Customers"),
    PageAudience.PUBLIC: lazy("Everybody, in public"),
}


class Page(InSpace, Base):
    """What is known about one thing, kept up to date by somebody."""

    __tablename__ = "page"
    ref_kind = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    slug: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(700))  # the slugs from the top, joined by "/"
    position: Mapped[int] = mapped_column(default=0)  # among its siblings
    title: Mapped[str] = mapped_column(String(250))
    title_key: Mapped[str] = mapped_column(String(250))  # as [[Title]] is looked up
    kind: Mapped[PageKind] = mapped_column(default=PageKind.HOWTO)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [level, anchor, text]
    state: Mapped[PageState] = mapped_column(default=PageState.UNVALIDATED)
    audience: Mapped[PageAudience] = mapped_column(default=PageAudience.INTERNAL)
    revision: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # of the present revision
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who is asked to verify
    verifier_space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))  # or a group that is
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who did
    verified_at: Mapped[datetime | None]
    verified_revision: Mapped[int | None]
    review_days: Mapped[int | None]  # None: as for its kind; 0: never by the calendar
    review_on: Mapped[date | None]  # a day instead, once
    is_guarded: Mapped[bool] = mapped_column(default=False)  # only named people change it
    review_due_at: Mapped[datetime | None] = mapped_column(index=True)  # set when it is verified
    credits: Mapped[list[int]] = mapped_column(JSON, default=list)  # whose words it was made from
    comment_count: Mapped[int] = mapped_column(default=0)
    sent_count: Mapped[int] = mapped_column(default=0)
    rated_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    last_sent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]  # last, give or take a week
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # whose it was until they left
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    purged_at: Mapped[datetime | None]  # since then a husk
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)  # removed by that
    source: Mapped[str | None] = mapped_column(String(200), unique=True)  # where an importer found it
    language: Mapped[str] = mapped_column(String(10), default="")  # "" where nobody said it
    translation_of_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    source_revision: Mapped[int | None]  # of the original, that this one says the same as
    has_flags: Mapped[bool | None] = query_expression()  # only where one page is read as a whole
    has_changes: Mapped[bool | None] = query_expression()
    has_versions: Mapped[bool | None] = query_expression()
    has_passages: Mapped[bool | None] = query_expression()

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    editor: Mapped[Person] = relationship(foreign_keys=[editor_id])
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    verifier: Mapped[Person | None] = relationship(foreign_keys=[verifier_id])
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])
    verifier_space: Mapped[Space | None] = relationship(foreign_keys=[verifier_space_id])
    space: Mapped[Space] = relationship(foreign_keys="Page.space_id")

    __table_args__ = (
        Index(None, "space_id", "path", unique=True),
        Index(None, "title_key"),
        Index(None, "edited_at"),
        # What went to customers lately: few among many.
        Index("ix_page_sent", "last_sent_at", "space_id", sqlite_where=SENT, postgresql_where=SENT),
    )

    @property
    def version_group(self) -> int:
        """The same number for one page in all its languages."""
        return self.translation_of_id or self.id

    @property
    def has_own_readers(self) -> bool:
        """Whether it is read by others than its community is: it lives in a part of it."""
        return self.space.within_id is not None

    @property
    def is_validated(self) -> bool:
        """Whether it may be relied on as it stands."""
        return self.state == PageState.VALIDATED

    @property
    def rating(self) -> float | None:
        """What customers thought on average, 1 to 5."""
        return self.rating_sum / self.rated_count if self.rated_count else None


class PageRevision(InSpace, Base):
    """The whole text of a page as it was saved once. Never changed: provenance points here."""

    __tablename__ = "page_revision"
    ref_kind = "page_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[PageState]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    author: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "page_id", "number", unique=True),)


class PageRedirect(Base):
    """An address, and a title, that a page once had."""

    __tablename__ = "page_redirect"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    path: Mapped[str] = mapped_column(String(700))
    title_key: Mapped[str] = mapped_column(String(250), default="")
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "space_id", "path", unique=True), Index(None, "title_key"))


class WikiLink(Base):
    """That a page names another one in [[…]], or shows a block; without a target it is wanted (WK17)."""

    __tablename__ = "wiki_link"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    title_key: Mapped[str] = mapped_column(String(250), primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    is_shown: Mapped[bool] = mapped_column(default=False)  # put in by ![[…]]

    page: Mapped[Page] = relationship(foreign_keys=[page_id])

    __table_args__ = (Index(None, "title_key"), {"sqlite_with_rowid": False})


class PageOpinion(Base):
    """Whether a reader found the page right; the latest word counts (WK21)."""

    __tablename__ = "page_opinion"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    is_right: Mapped[bool]
    words: Mapped[str] = mapped_column(String(500), default="")
    revision: Mapped[int]
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)
