"""All that a plugin may import. This file is the promise to plugin authors: names stay."""

from hub.core.clock import now
from hub.core.db import Base, session, transaction
from hub.core.events import Event, Fact
from hub.core.features import Card, Feature, Kind, NavItem, Recipient
from hub.core.permissions import can, load, permission, readable, require, rule
from hub.core.words import gettext, lazy, ngettext
from hub.people.events import RecognitionChanged
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.qa.events import AnswerAccepted, AnswerPosted
from hub.reuse.events import OutcomeArrived, TextSent
from hub.threads.events import CommentPosted, ReactionChanged

__all__ = [
    "AnswerAccepted",
    "AnswerPosted",
    "Base",
    "Card",
    "CommentPosted",
    "Event",
    "Fact",
    "Feature",
    "Kind",
    "NavItem",
    "OutcomeArrived",
    "Person",
    "ReactionChanged",
    "Recipient",
    "RecognitionChanged",
    "TextSent",
    "can",
    "gettext",
    "is_recognised",
    "lazy",
    "load",
    "ngettext",
    "now",
    "permission",
    "readable",
    "require",
    "rule",
    "session",
    "transaction",
]
