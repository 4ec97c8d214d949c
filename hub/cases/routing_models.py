"""How new cases of a desk find somebody, and whose turn it is."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base

MOST_AT_ONCE = 8


class Routing(enum.StrEnum):
    """Who gets a new case."""

    NOBODY = "nobody"  # it waits to be taken
    TURNS = "turns"  # one after the other
    FREE = "free"  # who has the fewest
    TOPIC = "topic"  # who knows about it, and of them who has the fewest


class DeskRouting(Base):
    """The rule of a desk. Without one new cases wait to be taken."""

    __tablename__ = "desk_routing"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    rule: Mapped[Routing] = mapped_column(default=Routing.NOBODY)
    most: Mapped[int] = mapped_column(default=MOST_AT_ONCE)  # open cases of one person, given by the hub
    return_minutes: Mapped[int | None]  # untouched so long, a given case goes back to the queue


class DeskTurn(Base):
    """When somebody of a desk was given a case last."""

    __tablename__ = "desk_turn"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    given_at: Mapped[datetime]
