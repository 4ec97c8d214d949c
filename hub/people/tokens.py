"""API tokens: shown once, stored as a hash, with scopes and an end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.permissions import Actor
from hub.people.models import ApiToken, Person

PREFIX = "bck_"
SCOPES = ("read", "write", "messages", "cases", "admin")
USED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class NewToken:
    """A token just made: the only time its text is known."""

    row: ApiToken
    text: str


def make_token(person: Person, name: str, scopes: tuple[str, ...], expires_at: datetime) -> NewToken:
    """A new token for `person`, inside a transaction."""
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        person_id=person.id, name=name, token_hash=_hash(text), scopes=list(scopes),
        created_at=clock.now(), expires_at=expires_at,
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit(person, "people.token", person.ref, after={"token": row.id, "scopes": list(scopes)})
    return NewToken(row, text)


def find(text: str) -> ApiToken | None:
    """The living token with this text, if its person may still act."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    row = session().scalars(select(ApiToken).where(ApiToken.token_hash == _hash(text))).one_or_none()
    if row is None or row.revoked_at or row.expires_at <= clock.now() or not row.person.is_active:
        return None
    return row


def lacks(actor: Actor, scope: str) -> bool:
    """Whether `actor` is a program whose token was not given a scope. People at their pages lack none."""
    scopes: frozenset[str] | None = getattr(actor, "__dict__", {}).get("token_scopes")
    return scopes is not None and scope not in scopes


def actor_of(text: str) -> Person | None:
    """Who a bearer token speaks for. Notes now and then that it was used."""
    row = find(text)
    if row is None:
        return None
    moment = clock.now()
    if row.last_used_at is None or moment - row.last_used_at > USED_EVERY:
        with transaction():
            row.last_used_at = moment
    row.person.__dict__["token_scopes"] = frozenset(row.scopes)
    return row.person


def revoke(person: Person, id: int) -> bool:
    """End one of the person's own tokens. False when there is no such one."""
    with transaction() as db:
        row = db.get(ApiToken, id)
        if row is None or row.person_id != person.id:
            return False
        row.revoked_at = row.revoked_at or clock.now()
        audit(person, "people.token_end", person.ref, after={"token": id})
        return True


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
