"""All that a plugin may import. This file is the promise to plugin authors: names stay."""

from hub.core.clock import now
from hub.core.db import Base, session, transaction
from hub.core.events import Event, Fact
from hub.core.features import Card, Feature, Kind, NavItem, Recipient
from hub.core.permissions import can, load, permission, readable, require, rule

__all__ = [
    "Base",
    "Card",
    "Event",
    "Fact",
    "Feature",
    "Kind",
    "NavItem",
    "Recipient",
    "can",
    "load",
    "now",
    "permission",
    "readable",
    "require",
    "rule",
    "session",
    "transaction",
]
