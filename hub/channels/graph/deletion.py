"""Somebody asks Meta to have what we know of them deleted: proven, kept as an item of the inbox, answered.

Whoever asked gets a code. It is made from their number, so asking twice is asking once, and nobody who does
not know the hub's key can make one.
"""

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from hub.channels.graph.arrivals import secret_of
from hub.channels.graph.checking import ask_for_numbers
from hub.channels.inbox import ask_to_read, put
from hub.channels.models import Channel, InboxItem, InboxState
from hub.core.db import locked, session, transaction
from hub.core.keys import derived_key

PURPOSE = b"erasure codes 1"
ALGORITHM = "HMAC-SHA256"
NUMBER = re.compile(r"[A-Za-z0-9_-]{1,63}")


def asked_by(channel: Channel, signed: str) -> str:
    """The number of whoever asks; "" for what Meta did not sign with the secret of our app."""
    mark, _dot, payload = signed.partition(".")
    secret = secret_of(channel, "client_secret")
    expected = hmac.new(secret.encode(), payload.encode("utf-8", "replace"), hashlib.sha256).digest()
    try:
        if not secret or not hmac.compare_digest(expected, _decoded(mark)):
            return ""
        told = json.loads(_decoded(payload))
    except ValueError:
        return ""
    if not isinstance(told, dict) or str(told.get("algorithm", "")).upper() != ALGORITHM:
        return ""
    who = str(told.get("user_id") or "")
    return who if NUMBER.fullmatch(who) else ""


def take_request(channel: Channel, who: str) -> str:
    """Have it done, also once more for who came back since. Returns the code under which it is looked up."""
    code = _code(channel, who)
    raw = json.dumps({"erase": who}).encode()
    with transaction():
        if put(channel, _key(code), raw) is None:
            item = session().scalars(_item(channel, code)).one()
            locked(item)
            if item.state != InboxState.WAITING:
                item.raw, item.state, item.tries = raw, InboxState.WAITING, item.tries + 1
                ask_to_read(item)
        ask_for_numbers(channel, who)
    return code


def asked_at(channel: Channel, who: str) -> datetime | None:
    """When somebody last asked to be forgotten here; None when they never did."""
    known = or_(
        InboxItem.key == _key(_code(channel, who)),
        InboxItem.key.startswith(f"fb:erase:{who}:", autoescape=True),
    )
    statement = select(func.max(InboxItem.received_at)).where(InboxItem.channel_id == channel.id, known)
    return session().scalar(statement) if NUMBER.fullmatch(who) else None


def state_of(channel: Channel, code: str) -> InboxState | None:
    """How far it is; None for a code that we gave to nobody."""
    item = session().scalars(_item(channel, code)).one_or_none()
    return item.state if item is not None else None


def _item(channel: Channel, code: str) -> Select[InboxItem]:
    return select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.key == _key(code))


def _code(channel: Channel, who: str) -> str:
    said = f"{channel.id}:{who}".encode()
    return hmac.new(derived_key(PURPOSE), said, hashlib.sha256).hexdigest()[:24]


def _key(code: str) -> str:
    return f"fb:erase:{code}"[:200]


def _decoded(said: str) -> bytes:
    """base64url as Meta writes it, without the signs at the end. Raises ValueError."""
    return base64.urlsafe_b64decode(said.encode("ascii") + b"=" * (-len(said) % 4))
