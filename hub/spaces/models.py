"""Spaces, memberships and requests to join, and the topics that things are filed under."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, declared_attr, foreign, mapped_column, relationship

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.core.words import lazy
from hub.people.models import Person


class SpaceKind(enum.StrEnum):
    """What a space is for."""

    COMMUNITY = "community"
    DESK = "desk"
    CONVERSATION = "conversation"  # of a few people; nobody finds it as a place
    PART = "part"  # of another space: pages with readers of their own; nobody finds it as a place either


class Visibility(enum.StrEnum):
    """Who may read what is inside; apart from joining (CO01)."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    HIDDEN = "hidden"


class Joining(enum.StrEnum):
    """How one becomes a member."""

    OPEN = "open"
    REQUEST = "request"
    INVITATION = "invitation"


class SpaceRole(enum.StrEnum):
    """What a member is in a space (CO02), weakest first."""

    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """0 for a guest to 4 for an owner."""
        return _RANKS[self]

    @property
    def label(self) -> str:
        """For people: "Moderator"."""
        return str(_LABELS[self])

    @property
    def with_article(self) -> str:
        """For sentences: "a moderator"."""
        return str(_WITH_ARTICLE[self])

    @property
    def and_above(self) -> str:
        """This role and the stronger ones, for people: "Moderators and above"."""
        return str(_AND_ABOVE[self])


_LABELS = {
    SpaceRole.GUEST: lazy("Guest"),
    SpaceRole.MEMBER: lazy("Member"),
    SpaceRole.MODERATOR: lazy("Moderator"),
    SpaceRole.ADMIN: lazy("Admin"),
    SpaceRole.OWNER: lazy("Owner"),
}
_WITH_ARTICLE = {
    SpaceRole.GUEST: lazy("a guest"),
    SpaceRole.MEMBER: lazy("a member"),
    SpaceRole.MODERATOR: lazy("a moderator"),
    SpaceRole.ADMIN: lazy("an admin"),
    SpaceRole.OWNER: lazy("an owner"),
}
_AND_ABOVE = {
    SpaceRole.GUEST: lazy("Guests and above"),
    SpaceRole.MEMBER: lazy("Members and above"),
    SpaceRole.MODERATOR: lazy("Moderators and above"),
    SpaceRole.ADMIN: lazy("Admins and above"),
    SpaceRole.OWNER: lazy("Owners and above"),
}
_RANKS = {role: rank for rank, role in enumerate(SpaceRole)}  # asked for every button of a page


PARTS = ("feed", "questions", "wiki", "cases")

# What may be granted per space, and the weakest role that holds it unless the space says otherwise.
GRID_DEFAULTS: dict[str, SpaceRole] = {
    "post": SpaceRole.MEMBER,
    "answer": SpaceRole.MEMBER,
    "curate": SpaceRole.MODERATOR,
    "see_cases": SpaceRole.MEMBER,
}


HOSTS = (SpaceRole.OWNER, SpaceRole.ADMIN)


class Space(HasRef, Base):
    """A place in which things live."""

    __tablename__ = "space"
    ref_kind = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SpaceKind] = mapped_column(default=SpaceKind.COMMUNITY)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    rules: Mapped[str] = mapped_column(Text, default="")
    rules_html: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.EVERYONE)
    joining: Mapped[Joining] = mapped_column(default=Joining.OPEN)
    is_all_staff: Mapped[bool] = mapped_column(default=False)
    keeps_talk: Mapped[bool] = mapped_column(default=False)  # nothing is moved from here to elsewhere
    is_official: Mapped[bool] = mapped_column(default=False)  # administrators stand behind it
    # Its parts. What is switched off is out of reach, not lost: it is there again when switched on.
    has_feed: Mapped[bool] = mapped_column(default=True)
    has_questions: Mapped[bool] = mapped_column(default=True)
    has_wiki: Mapped[bool] = mapped_column(default=True)
    has_cases: Mapped[bool] = mapped_column(default=True)  # whether cases ask here
    grid: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    ask_about: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    contacts: Mapped[list[int]] = mapped_column(JSON, default=list)
    member_count: Mapped[int] = mapped_column(default=0)
    entry_count: Mapped[int] = mapped_column(default=0)  # how much the feed has ever shown of it
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    within_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)  # of a part alone

    within: Mapped["Space | None"] = relationship(remote_side=[id])
    hosts: Mapped[list["Membership"]] = relationship(  # whom to ask, the owner first
        primaryjoin=lambda: and_(Space.id == foreign(Membership.space_id), Membership.role.in_(HOSTS)),
        order_by=lambda: (Membership.role.desc(), Membership.joined_at),
        viewonly=True,
    )

    __table_args__ = (Index(None, "visibility"),)

    @property
    def space_id(self) -> int:
        """A space lives in itself: facts about it reach those who may enter it."""
        return self.id

    @property
    def around(self) -> "Space":
        """The place that people know: the space itself, or the one that a part belongs to."""
        return self if self.within_id is None else self.within or self

    @property
    def url(self) -> str:
        """The community's page."""
        return f"/c/{self.around.slug}"

    @property
    def is_open(self) -> bool:
        """Whether every colleague may read what is inside."""
        return self.visibility == Visibility.EVERYONE

    @property
    def is_archived(self) -> bool:
        """Read-only, still found."""
        return self.archived_at is not None

    def has(self, part: str) -> bool:
        """Whether a part is switched on: feed, questions, wiki or cases. What is no part always is."""
        return part not in PARTS or bool(getattr(self, f"has_{part}"))

    def least_role(self, what: str) -> SpaceRole:
        """The weakest role that may do `what` here."""
        return SpaceRole(self.grid.get(what, GRID_DEFAULTS[what]))


class Membership(Base):
    """A person in a space. It is also what "following" means in the feed."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    role: Mapped[SpaceRole] = mapped_column(default=SpaceRole.MEMBER)
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    space: Mapped[Space] = relationship()

    __table_args__ = (Index(None, "space_id", "role"), {"sqlite_with_rowid": False})


class JoinRequest(Base):
    """Somebody asks to be let in."""

    __tablename__ = "join_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    space: Mapped[Space] = relationship()

    __table_args__ = (UniqueConstraint("space_id", "person_id"),)


class Topic(HasRef, Base):
    """A word that things are filed under: in all communities, or in one alone.

    A row with `same_as_id` is no topic of its own but another name of one (a synonym, or a topic that
    was merged into it). The slug is the word; of a community's own topic it has the community in front
    (`kiln-room.glaze`), so that what is said in a closed room takes no name away outside.
    """

    __tablename__ = "topic"
    ref_kind = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(130), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)

    space: Mapped[Space | None] = relationship()
    same_as: Mapped["Topic | None"] = relationship(remote_side=[id])

    @property
    def word(self) -> str:
        """The slug without its community: what is typed after #."""
        return self.slug.rpartition(".")[2]

    @property
    def url(self) -> str:
        """The topic's page."""
        return f"/topics/{self.slug}"


class Filed(Base):
    """That a thing is about a topic."""

    __tablename__ = "filed"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)

    topic: Mapped[Topic] = relationship(lazy="joined")

    __table_args__ = (Index(None, "ref"), {"sqlite_with_rowid": False})


class InSpace(HasRef):
    """Mixed into everything that lives in a space."""

    @declared_attr
    def space_id(cls) -> Mapped[int]:
        """Where it lives: whoever may enter may see it."""
        return mapped_column(ForeignKey("space.id"), index=True)

    @declared_attr
    def space(cls) -> Mapped[Space]:
        """The place itself."""
        return relationship(Space)
