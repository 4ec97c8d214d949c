"""The log of facts. An action records what happened in the transaction in which it happened.

A fact points, it does not carry: ids and two or three frozen values. Readers look up the present
state, so order and repetition hardly matter. Fields are added with a default, never renamed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Protocol

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, is_postgres, session, tell_after_commit
from hub.core.permissions import SYSTEM, Actor

FACTS: dict[str, type["Fact"]] = {}


@dataclass(frozen=True)
class Fact:
    """What happened, in the past tense. Subclasses set `kind` and, when people hear of it, `says`.

    `says` is a sentence with {actor} and {title}; `says_many` the one for several, with {n}.
    `quotes` names the field with words, free of any identity, that are shown below the sentence.
    """

    kind: ClassVar[str] = ""
    says: ClassVar[str] = ""
    says_many: ClassVar[str] = ""
    quotes: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        if not cls.kind or cls.kind in FACTS:
            raise TypeError(f"{cls.__name__} needs a kind of its own, like 'qa.answer_posted'")
        FACTS[cls.kind] = cls

    @classmethod
    def quoted(cls, data: Mapping[str, Any]) -> str:
        """Those words, of a fact as it is stored, in the language of this moment."""
        return str(data.get(cls.quotes, "")) if cls.quotes else ""

    def touches(self) -> tuple[str, ...]:
        """Refs besides the subject whose search documents and open pages are now out of date."""
        return ()


class Subject(Protocol):
    """What a fact is about: it has a ref and lives in a space (or in none)."""

    @property
    def ref(self) -> str: ...

    @property
    def space_id(self) -> int | None: ...


class Event(Base):
    """A fact as stored."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[int | None]
    space_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]

    __table_args__ = (
        Index(None, "subject", "id"),
        Index(None, "space_id", "id"),
        Index(None, "actor_id", "id"),
        {"sqlite_autoincrement": True},  # an id is never given twice: cursors rest on it
    )

    @cached_property
    def fact(self) -> Fact:
        """The typed fact; it never changes. Fields it did not have when written take their defaults."""
        made = FACTS[self.kind]
        known = {field.name for field in fields(made)}
        return made(**{name: value for name, value in self.data.items() if name in known})

    @property
    def is_known(self) -> bool:
        """False for a fact of a plugin that is no longer installed."""
        return self.kind in FACTS

    def refs(self) -> tuple[str, ...]:
        """The subject and everything else this fact touches, without repetition."""
        return tuple(dict.fromkeys((self.subject, *self.fact.touches())))


# Ids are given out before the commit. On PostgreSQL a reader could therefore pass over a slower
# transaction with a smaller id; one lock held from record() to commit keeps both orders the same.
_LOCK = text("SELECT pg_advisory_xact_lock(4242001)")


@contextmanager
def noted() -> Iterator[list[int]]:
    """The ids of what is recorded meanwhile: so a reactor knows its own doing when it reads the log."""
    info = session().info
    before, found = info.get("noted"), list[int]()
    info["noted"] = found
    try:
        yield found
    finally:
        info["noted"] = before


def record(fact: Fact, actor: Actor, subject: Subject, *, at: datetime | None = None) -> Event:
    """Write down that `actor` did this to `subject`: the last line of an action.

    Raises RuntimeError outside a transaction, and when no require() ran before it.
    """
    db = session()
    if not db.info.get("writing"):
        raise RuntimeError(f"{fact.kind} was recorded outside transaction()")
    if actor is not SYSTEM and not db.info.get("checked"):
        raise RuntimeError(
            f"{fact.kind} was recorded without a check. Call require(actor, …) in the action first."
        )
    db.flush()
    if is_postgres():
        db.execute(_LOCK)
    event = Event(
        kind=fact.kind,
        actor_id=actor.id,
        space_id=subject.space_id,
        subject=subject.ref,
        data=asdict(fact),
        at=at or clock.now(),
    )
    db.add(event)
    db.flush()
    if (meanwhile := db.info.get("noted")) is not None:
        meanwhile.append(event.id)
    tell_after_commit()
    return event
