"""What badges add to the hub."""

from collections.abc import Iterable

from flask import render_template

from hub.badges import awarding
from hub.badges.api import bp as api
from hub.badges.events import BadgeAwarded
from hub.badges.models import Award
from hub.badges.queries import award_title, badges_of
from hub.badges.routes import bp
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Card, Feature, Kind, Recipient
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.people.events import RecognitionChanged
from hub.people.models import Person
from hub.people.recognition import shares_recognition
from hub.qa.events import AnswerAccepted, AnswerUnaccepted, VoteCast
from hub.reuse.events import CustomersWaiting, TextSent
from hub.wiki.events import PageEdited, PageVerified


def badges_panel(actor: Actor, person: Person) -> str:
    """At the side of somebody's page."""
    held = badges_of(actor, person)
    own, shared = actor.id == person.id, shares_recognition(person)
    return render_template("badges/_held.html", held=held, own=own, shared=shared) if held else ""


def badge_awarded(event: Event, fact: BadgeAwarded) -> Iterable[Recipient]:
    """Whoever earned it; several in a day are one notice."""
    if session().get(Award, int(event.subject.partition(":")[2])) is not None:
        yield Recipient(fact.person_id, lazy("something that you did came to something"), "helped",
                        f"badges:{event.at:%Y-%m-%d}")  # fmt: skip


feature = Feature(
    "badges",
    title=lazy("Badges"),
    blueprints=(bp, api),
    kinds=(
        Kind(
            "award", Award, lazy("Badge"), lambda _award: "/badges", award_title,
            card=lambda award: Card(
                award.ref, award_title(award), "/badges", lazy("Badge"), icon="star"
            ),
        ),
    ),
    on={
        AnswerAccepted: awarding.answer_accepted,
        AnswerUnaccepted: awarding.answer_unaccepted,
        TextSent: awarding.text_sent,
        VoteCast: awarding.vote_cast,
        CustomersWaiting: awarding.customers_waiting,
        PageVerified: awarding.page_verified,
        PageEdited: awarding.page_edited,
        RecognitionChanged: awarding.recognition_changed,
    },
    notify={BadgeAwarded: badge_awarded},
    panels={"person.side": badges_panel},
)  # fmt: skip
