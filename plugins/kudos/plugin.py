"""Keeps the thanks that people give each other, and shows them on the page of who was thanked."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.plugin_api import (
    Base,
    Event,
    Feature,
    Person,
    ReactionChanged,
    RecognitionChanged,
    is_recognised,
    lazy,
    session,
)


class Thank(Base):
    """One person's thanks for one thing. The key makes it harmless to hear of it twice."""

    __tablename__ = "plugin_kudos_thank"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    giver_id: Mapped[int] = mapped_column(primary_key=True)
    receiver_id: Mapped[int] = mapped_column(index=True)


def thanked(event: Event, fact: ReactionChanged) -> None:
    """Somebody reacted: keep it if it was thanks, forget it if it was taken back."""
    if fact.mood != "thanks" or fact.author_id is None or event.actor_id is None:
        return
    row = session().get(Thank, (fact.ref, event.actor_id))
    receiver = session().get(Person, fact.author_id)
    if fact.on and row is None and receiver is not None and is_recognised(receiver):
        session().add(Thank(ref=fact.ref, giver_id=event.actor_id, receiver_id=fact.author_id))
    elif not fact.on and row is not None:
        session().delete(row)


def forget(_event: Event, fact: RecognitionChanged) -> None:
    """Who is not recognised any more has no count of thanks either."""
    session().execute(delete(Thank).where(Thank.receiver_id.in_(fact.ended)))


def thanks_panel(_actor: Any, person: Person) -> str:
    """A card on the person's page; nothing until the first thanks."""
    given = func.count(func.distinct(Thank.giver_id))
    if not is_recognised(person):
        return ""
    times, people = session().execute(select(func.count(), given).where(Thank.receiver_id == person.id)).one()
    if not times:
        return ""
    return render_template("kudos/_thanks.html", times=times, people=people, person=person)


feature = Feature(
    "kudos",
    title=lazy("Kudos"),
    blueprints=(Blueprint("kudos", __name__, url_prefix="/x/kudos", template_folder="templates"),),
    on={ReactionChanged: thanked, RecognitionChanged: forget},
    panels={"person.side": thanks_panel},
)
