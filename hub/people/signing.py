"""What proves that an address was made for a person: ended by them, or by a new password."""

import hashlib
import hmac

from hub.core.keys import derived_key
from hub.people.models import Person


def personal_signature(person: Person, purpose: bytes, rounds: str, said: str = "") -> bytes:
    """32 bytes over `said`. rounds: the setting that counts how often the person made these anew."""
    count = person.settings.get(rounds, 0) if isinstance(person.settings, dict) else 0
    since = person.password_changed_at.isoformat() if person.password_changed_at else ""
    whole = f"{said}:{person.id}:{count}:{since}".encode()
    return hmac.new(derived_key(purpose), whole, hashlib.sha256).digest()
