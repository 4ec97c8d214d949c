"""What provenance adds to the hub: a person's impact on their page, and checks of what did not help."""

from flask import render_template

from hub.core.features import Feature, Periodic
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.people.events import RecognitionChanged
from hub.people.models import Person
from hub.people.recognition import is_recognised, shares_recognition
from hub.reuse import notify, proving
from hub.reuse.check_api import bp as check_api
from hub.reuse.events import (
    CheckLifted,
    CheckReviewed,
    CustomerCameBack,
    OutcomeArrived,
    TextCorrected,
    TextDoubted,
    TextSent,
)
from hub.reuse.forgetting import forget_help
from hub.reuse.proof_routes import bp
from hub.reuse.proving import prove_all
from hub.reuse.queries import impact_of


def impact_panel(actor: Actor, person: Person) -> str:
    """Customers whom this person's words reached, for themselves and, if they share it, for colleagues."""
    is_own = isinstance(actor, Person) and actor.id == person.id
    if not (is_recognised(person) if is_own else shares_recognition(person)):
        return ""
    found = impact_of(person)
    if not found.customers:
        return ""
    sentence = ", ".join(f"{month} {sum(parts)}" for month, parts in found.by_month)
    return render_template("reuse/_impact.html", found=found, person=person, sentence=sentence)


feature = Feature(
    "reuse",
    title=lazy("Provenance"),
    blueprints=(bp, check_api),
    on={
        RecognitionChanged: forget_help,
        TextSent: proving.text_sent,
        OutcomeArrived: proving.outcome_arrived,
        CustomerCameBack: proving.customer_came_back,
        CheckReviewed: proving.source_judged,
        CheckLifted: proving.source_judged,
        TextCorrected: proving.source_judged,
    },
    periodic={"proof": Periodic(3600, prove_all)},
    notify={TextDoubted: notify.text_doubted, CheckReviewed: notify.check_reviewed},
    panels={"person.impact": impact_panel},
)
