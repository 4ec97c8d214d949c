"""The rule: when something happens and the case fits, deeds are done. And the log of what fired, and why."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case
from hub.core.db import Base
from hub.spaces.models import InSpace


class Trigger(enum.StrEnum):
    """What a rule waits for."""

    ARRIVED = "arrived"
    WROTE = "wrote"
    SENT = "sent"
    STATE = "state"
    LABEL = "label"
    DUE = "due"
    QUIET = "quiet"


class DeskRule(InSpace, Base):
    """A rule of a desk. `filter` as in the list of cases; `deeds` as of a macro; off until switched on."""

    __tablename__ = "desk_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    trigger: Mapped[Trigger]
    hours: Mapped[int | None]  # without a word, for `quiet`
    filter: Mapped[str] = mapped_column(String(500), default="")
    deeds: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_on: Mapped[bool] = mapped_column(default=False)
    on_at: Mapped[datetime | None]  # what happened before it was switched on is no concern of it
    on_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who answers for what it sends
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Firing(Base):
    """That a rule fired for a case, once for each cause. As it was then: filter, what of it held, deeds.

    `trouble`: why nothing was done after all.
    """

    __tablename__ = "rule_firing"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("desk_rule.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    cause: Mapped[str] = mapped_column(String(80))  # event:812 | sent:9 | quiet:77
    trigger: Mapped[Trigger]
    filter: Mapped[str] = mapped_column(String(500))
    why: Mapped[list[Any]] = mapped_column(JSON)
    deeds: Mapped[list[Any]] = mapped_column(JSON)
    trouble: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    rule: Mapped[DeskRule] = relationship()
    case: Mapped[Case] = relationship()

    __table_args__ = (UniqueConstraint("rule_id", "case_id", "cause"), Index(None, "rule_id", "id"))


class Echo(Base):
    """An event that rules caused: `chain` names all of them, and none of these fires because of it."""

    __tablename__ = "rule_echo"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chain: Mapped[list[Any]] = mapped_column(JSON)
