"""What administrators set in motion: invitations, and another try for what got stuck."""

from typing import Any

from flask import current_app

from hub.core import clock, dispatch
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from hub.core.errors import Conflict
from hub.core.permissions import Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rules import ADMINISTER
from hub.people.sign_in import invite_mail
from hub.spaces.actions import welcome


def invite(actor: Person, name: str, email: str, handle: str, **more: Any) -> Person:
    """Give a colleague an account and send them the way in: a link with which they set a password."""
    with transaction():
        person = welcome(actor, name, email, handle, **more)
        invite_mail(person)
    return person


def retry_event(actor: Actor, parked: dispatch.ParkedEvent) -> bool:
    """Hand a parked event to its consumer once more. True when it went through."""
    require(actor, ADMINISTER)
    consumers = {each.name: each for each in current_app.extensions["consumers"]}
    consumer = consumers.get(parked.consumer)
    if consumer is None:
        raise Conflict(
            _(
                "%(consumer)s is no longer installed; this event is kept for the record.",
                consumer=parked.consumer,
            )
        )
    try:
        dispatch.retry_parked(consumer, parked)
    except Exception:  # whatever the consumer raises: the event stays parked
        session.remove()
        return False
    return True


def retry_delivery(actor: Actor, delivery: Delivery) -> None:
    """Let a worker try again now."""
    require(actor, ADMINISTER)
    with transaction():
        delivery.state, delivery.run_at, delivery.attempts = "waiting", clock.now(), 0
        audit(actor, "deliveries.retry", f"delivery:{delivery.id}")
