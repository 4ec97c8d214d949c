"""Webhooks are for those who set up the hub."""

from sqlalchemy import ColumnElement

from hub.core.permissions import SYSTEM, Actor, can, visible
from hub.people.rules import ADMINISTER
from hub.webhooks.models import Webhook


@visible(Webhook)
def webhooks_one_sees(actor: Actor) -> ColumnElement[bool]:
    """All of them, for whoever sets up the hub."""
    if actor is SYSTEM or can(actor, ADMINISTER):
        return Webhook.id.is_not(None)
    return Webhook.id.is_(None)
