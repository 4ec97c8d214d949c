"""Keeps the thanks that people give each other, and shows them on the page of who was thanked."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.plugin_api import Base, Event, Feature, Person, ReactionChanged, session


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
    if fact.on and row is None:
        session().add(Thank(ref=fact.ref, giver_id=event.actor_id, receiver_id=fact.author_id))
    elif not fact.on and row is not None:
        session().delete(row)


def thanks_panel(_actor: Any, person: Person) -> str:
    """A card on the person's page; nothing until the first thanks."""
    given = func.count(func.distinct(Thank.giver_id))
    times, people = session().execute(select(func.count(), given).where(Thank.receiver_id == person.id)).one()
    if not times:
        return ""
    return render_template("kudos/_thanks.html", times=times, people=people, person=person)


feature = Feature(
    "kudos",
    title="Kudos",
    blueprints=(Blueprint("kudos", __name__, url_prefix="/x/kudos", template_folder="templates"),),
    on={ReactionChanged: thanked},
    panels={"person.side": thanks_panel},
)
