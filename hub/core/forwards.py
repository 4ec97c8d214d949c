"""Where to find what became a part of something else: a ref that is no more leads to the one it went into."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, String, case, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, session


class Forward(Base):
    """`ref` is a part of `target` now; `place` is what it became there, when that has a ref of its own."""

    __tablename__ = "forward"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    target: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime]

    __table_args__ = (Index(None, "target"), Index(None, "place"))


def forward(ref: str, target: str, place: str = "") -> None:
    """Let a ref lead on, inside a transaction; so do those that led to it until now."""
    db = session()
    led_here = (Forward.target == ref) | (Forward.place == ref)
    new_place = case((Forward.place.in_(("", ref)), place), else_=Forward.place)
    db.execute(update(Forward).where(led_here).values(target=target, place=new_place))
    db.add(Forward(ref=ref, target=target, place=place, at=clock.now()))
    db.flush()


def carry_places(places: Iterable[str], target: str) -> None:
    """What stands at these places went to another thing, inside a transaction: follow it there."""
    session().execute(update(Forward).where(Forward.place.in_(list(places))).values(target=target))


def forwards_of(refs: Iterable[str]) -> dict[str, Forward]:
    """ref → where it leads, for those that lead on."""
    wanted = list(refs)
    if not wanted:
        return {}
    return {row.ref: row for row in session().scalars(select(Forward).where(Forward.ref.in_(wanted)))}


def led_here(ref: str) -> list[str]:
    """The refs that lead to a thing because they became a part of it: what was said of them is about it."""
    return list(session().scalars(select(Forward.ref).where(Forward.target == ref).order_by(Forward.ref)))


def stop_forwarding(ref: str, target: str, before: Iterable[str]) -> None:
    """A ref stands for itself again, inside a transaction. `before`: those that led to it until then."""
    db = session()
    db.execute(delete(Forward).where(Forward.ref == ref, Forward.target == target))
    db.execute(
        update(Forward).where(Forward.ref.in_(list(before)), Forward.target == target).values(target=ref)
    )
