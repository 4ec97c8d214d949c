"""The personal address of news feeds: who reads with it, signed; ended by its person or by a new password."""

import base64
import hashlib
import hmac
import re

from flask import current_app

from hub.core.db import session
from hub.people.models import Person

SETTING = "feeds"  # how often the person made their addresses anew
TOKEN = re.compile(r"([1-9]\d{0,9})-([a-z2-7]{26})")


def feed_token(person: Person) -> str:
    """What stands in the address of this person's feeds."""
    rounds = person.settings.get(SETTING, 0) if isinstance(person.settings, dict) else 0
    since = person.password_changed_at.isoformat() if person.password_changed_at else ""
    key = hashlib.sha256(b"news feeds\0" + current_app.config["SECRET_KEY"].encode()).digest()
    made = hmac.new(key, f"{person.id}:{rounds}:{since}".encode(), hashlib.sha256).digest()
    return f"{person.id}-{base64.b32encode(made[:16]).decode().rstrip('=').lower()}"


def reader_of(token: str) -> Person | None:
    """Whose token it is; None when it is nobody's, or not any more."""
    found = TOKEN.fullmatch(token)
    person = session().get(Person, int(found[1])) if found else None
    if person is None or not person.is_active or not hmac.compare_digest(feed_token(person), token):
        return None
    return person
