"""Tables about people: the person, their sessions and tokens, what they watch and have read."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.types import TypeDecorator

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.core.words import lazy


class Role(enum.StrEnum):
    """What a person may do across the whole hub (GO10). Everybody is a member."""

    MEMBER = "member"
    AGENT = "agent"
    KNOWLEDGE_MANAGER = "knowledge_manager"
    COMMUNITY_ADMIN = "community_admin"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """For people: "Knowledge manager"."""
        return str(_ROLE_LABELS[self])


_ROLE_LABELS = {
    Role.MEMBER: lazy("Member"),
    Role.AGENT: lazy("Agent"),
    Role.KNOWLEDGE_MANAGER: lazy("Knowledge manager"),
    Role.COMMUNITY_ADMIN: lazy("Community admin"),
    Role.SUPERVISOR: lazy("Supervisor"),
    Role.AUDITOR: lazy("Auditor"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}


class RoleSet(TypeDecorator[frozenset[Role]]):
    """Roles in one column, `,agent,supervisor,`: they are read with every request."""

    impl = String(200)
    cache_ok = True

    def process_bind_param(self, value: frozenset[Role] | None, dialect: Dialect) -> str:
        return "," + "".join(f"{Role(role).value}," for role in sorted(value or ()))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role]:
        return frozenset(Role(name) for name in (value or "").split(",") if name)


class Person(HasRef, Base):
    """A colleague with an account."""

    __tablename__ = "person"
    ref_kind = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    roles: Mapped[frozenset[Role]] = mapped_column(RoleSet, default=frozenset)
    title: Mapped[str] = mapped_column(String(120), default="")
    team: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    learns: Mapped[list[str]] = mapped_column(JSON, default=list)  # topics they want to learn about
    contact: Mapped[str] = mapped_column(String(200), default="")  # how they like to be reached
    work_days: Mapped[int] = mapped_column(default=0)  # a bit a day, Monday the lowest; 0: not said
    work_begins: Mapped[int] = mapped_column(default=9)  # hours of their own time zone
    work_ends: Mapped[int] = mapped_column(default=17)
    most_asked: Mapped[int | None]  # how many requests they take at once; empty: as everybody
    timezone: Mapped[str] = mapped_column(String(60), default="")
    language: Mapped[str] = mapped_column(String(12), default="")  # of the pages; "" as the browser asks
    single_keys: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    wants_recognition: Mapped[bool] = mapped_column(default=True)
    is_recognised: Mapped[bool] = mapped_column(default=True)  # what holds: own choice, place and hub
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(String(120))  # where an importer found them

    space_id = None  # a person lives in no space: every colleague may know every colleague

    @property
    def is_active(self) -> bool:
        """False once the account was deactivated: nothing may be done with it then."""
        return self.deactivated_at is None

    @property
    def url(self) -> str:
        """The person's page."""
        return f"/people/{self.handle}"

    @property
    def first_name(self) -> str:
        """What buttons call them."""
        return self.name.split(" ")[0]

    def has(self, *roles: Role) -> bool:
        """Whether the person holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)

    # Flask-Login's protocol
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session remembers."""
        return str(self.id)


def with_face(relation: Any) -> ORMOption:
    """Load these people along, with what stands under a text of theirs; the rest comes when it is asked."""
    face = (Person.id, Person.handle, Person.name, Person.title, Person.deactivated_at)
    return joinedload(relation).load_only(*face)


# Signs in what browsers call themselves; the first that fits counts, as most of them name others too.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


class WebSession(Base):
    """A browser that somebody uses: server-side, so that it can be listed and ended."""

    __tablename__ = "web_session"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    public_id: Mapped[str] = mapped_column(String(24), unique=True)

    person: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def device(self) -> str:
        """What its owner would call it: "Firefox on Windows"; programs by their own name."""
        browser = next((name for sign, name in BROWSERS if sign in self.agent), "")
        system = next((name for sign, name in SYSTEMS if sign in self.agent), "")
        return " on ".join(filter(None, (browser, system))) or self.agent[:60] or "A program"


class PersonToken(Base):
    """A one-time link (password reset, invitation), stored as a hash, bound to the password."""

    __tablename__ = "person_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    bound_to: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A key for programs: acts as its person, within its scopes, until it expires."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class SignInTry(Base):
    """A failed sign-in; counted per account and per address to slow down guessing."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))  # hash of what was typed
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))


class Attention(enum.StrEnum):
    """How much a person wants to hear of a thread, a topic or a community (FD15), least first."""

    MUTED = "muted"
    NORMAL = "normal"
    FIRST = "first"
    TRACKED = "tracked"
    WATCHING = "watching"


class Watch(Base):
    """That a person has chosen how much to hear of a thing. level: an Attention."""

    __tablename__ = "watch"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    level: Mapped[str] = mapped_column(String(10), default=Attention.WATCHING)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "ref"),)


class Reading(Base):
    """How far a person has read a thread: the id of the last comment or answer seen."""

    __tablename__ = "reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    last_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class ProfileWord(Base):
    """A single word of a profile, folded, so that people are found by it. kind: knows | learns | speaks."""

    __tablename__ = "profile_word"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (Index(None, "kind", "word", "person_id"), {"sqlite_with_rowid": False})


class Follow(Base):
    """That a person follows a colleague. Known to the follower alone."""

    __tablename__ = "follow"

    follower_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)


class Draft(Base):
    """Text that somebody has begun, per place (FD02)."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(250), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "place"),)


class RecognitionOff(Base):
    """A place whose people are not recognised; "*" is everywhere."""

    __tablename__ = "recognition_off"

    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]


# SQLite loses it when a migration copies the table: that has to make it again.
Index("ix_person_name", func.lower(Person.name))
Index("ix_person_place", Person.place)
