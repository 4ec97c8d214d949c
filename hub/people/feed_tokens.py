"""The personal address of news feeds: who reads with it, signed; ended by its person or by a new password."""

import base64
import hmac
import re

from hub.core.db import session
from hub.people.models import Person
from hub.people.signing import personal_signature

SETTING = "feeds"  # how often the person made their addresses anew
TOKEN = re.compile(r"([1-9]\d{0,9})-([a-z2-7]{26})")


def feed_token(person: Person) -> str:
    """What stands in the address of this person's feeds."""
    made = personal_signature(person, b"news feeds", SETTING)
    return f"{person.id}-{base64.b32encode(made[:16]).decode().rstrip('=').lower()}"


def reader_of(token: str) -> Person | None:
    """Whose token it is; None when it is nobody's, or not any more."""
    found = TOKEN.fullmatch(token)
    person = session().get(Person, int(found[1])) if found else None
    if person is None or not person.is_active or not hmac.compare_digest(feed_token(person), token):
        return None
    return person
