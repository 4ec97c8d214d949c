"""Browser sessions on our side: an opaque 256-bit key in the cookie, everything else in a row.

So a session can be listed, ended by its person or an administrator, and dies with the account.
"""

import hashlib
import secrets
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import bindparam, delete, select
from werkzeug.datastructures import CallbackDict

from hub.core import clock
from hub.core.db import session as db_session
from hub.core.db import transaction
from hub.people.models import Person, WebSession

LIFETIME = timedelta(days=14)  # without use
VISITOR_LIFETIME = timedelta(hours=2)  # nobody signed in: only a form token is in it
SEEN_EVERY = timedelta(minutes=5)  # how exact "last used" is; saves a write per request

# Built once: it is asked by every request.
_LIVING = (
    select(WebSession)
    .where(WebSession.key_hash == bindparam("key_hash"), WebSession.expires_at > bindparam("now"))
    .execution_options(keeps_plan=True)
)


class HubSession(CallbackDict[str, Any], SessionMixin):
    """What Flask, Flask-Login and the form token keep for a browser."""

    def __init__(self, initial: dict[str, Any], row: WebSession | None, key: str) -> None:
        def changed(_self: object) -> None:
            self.modified = True

        super().__init__(initial, changed)
        self.row = row
        # Kept apart from the row: after a failure the row cannot be asked any more.
        self.seen_at = row.seen_at if row else None
        self.key = key
        self.modified = False
        self.agent = self.address = ""

    def renew(self, *, agent: str = "", address: str = "") -> None:
        """Go on under a new key; the old one ends at once."""
        if self.row is not None:
            with transaction() as db:
                db.execute(delete(WebSession).where(WebSession.key_hash == self.row.key_hash))
        self.clear()
        self.row, self.key, self.modified = None, secrets.token_urlsafe(32), True
        self.agent, self.address = agent, address

    @property
    def person(self) -> Person | None:
        """Who is signed in, loaded together with the session."""
        return self.row.person if self.row else None


class HubSessionInterface(SessionInterface):
    """Reads and writes sessions for Flask."""

    def __init__(self, *, https: bool) -> None:
        # __Host- cookies cannot be set by a neighbouring subdomain, but need TLS.
        self.cookie = "__Host-backchannel" if https else "backchannel"
        self.https = https

    def open_session(self, app: Flask, request: Request) -> HubSession:
        """The session behind the cookie, or a new one that is stored when something is put in."""
        key = request.cookies.get(self.cookie, "")
        row = find(key) if key and request.path.startswith("/static/") is False else None
        if row is None:
            return HubSession({}, None, secrets.token_urlsafe(32))
        # A deep copy: a list that is only added to would look unchanged to the database.
        return HubSession(deepcopy(row.data), row, key)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed, and now and then that the session was used."""
        if not isinstance(session, HubSession):
            return
        if session.row is None and not session:
            if session.modified:
                response.delete_cookie(self.cookie, path="/", secure=self.https, samesite="Lax")
            return
        moment = clock.now()
        stale = session.seen_at is not None and moment - session.seen_at > SEEN_EVERY
        if session.modified or session.row is None or stale:
            self._store(session, response)

    def _store(self, session: HubSession, response: Response) -> None:
        with transaction() as db:
            row = db.get(WebSession, _hash(session.key)) if session.row else None
            if row is None:
                if session.row is not None:
                    return  # it was ended meanwhile: do not bring it back
                row = _new_row(session.key, agent=session.agent, address=session.address)
                db.add(row)
            row.data = dict(session)
            row.person_id = int(session["_user_id"]) if "_user_id" in session else None
            row.seen_at = clock.now()
            row.expires_at = row.seen_at + (LIFETIME if row.person_id else VISITOR_LIFETIME)
        response.set_cookie(
            self.cookie, session.key, max_age=int(LIFETIME.total_seconds()), path="/",
            httponly=True, secure=self.https, samesite="Lax",
        )  # fmt: skip


def find(key: str) -> WebSession | None:
    """The living session with this key, with its person; None when ended or expired."""
    row = db_session().scalars(_LIVING, {"key_hash": _hash(key), "now": clock.now()}).one_or_none()
    if row is not None and row.person is not None and not row.person.is_active:
        return None
    return row


def sessions_of(person: Person) -> Iterator[WebSession]:
    """Every browser a person is signed in with, last used first."""
    statement = (
        select(WebSession)
        .where(WebSession.person_id == person.id, WebSession.expires_at > clock.now())
        .order_by(WebSession.seen_at.desc())
    )
    return iter(db_session().scalars(statement))


def end_sessions(person: Person, *, but: bytes | None = None, public_id: str | None = None) -> int:
    """End the sessions of a person, inside a transaction: all, all but one, or a single one."""
    statement = delete(WebSession).where(WebSession.person_id == person.id)
    if but is not None:
        statement = statement.where(WebSession.key_hash != but)
    if public_id is not None:
        statement = statement.where(WebSession.public_id == public_id)
    return db_session().execute(statement).rowcount or 0  # type: ignore[attr-defined]


def forget_expired() -> int:
    """Throw away sessions that nobody can use any more. Returns how many."""
    with transaction() as db:
        gone = db.execute(delete(WebSession).where(WebSession.expires_at < clock.now()))
        return gone.rowcount or 0  # type: ignore[attr-defined]


def begin(person: Person, *, agent: str = "", address: str = "") -> str:
    """A new signed-in session for `person`, inside a transaction. Returns the key of the cookie."""
    key = secrets.token_urlsafe(32)
    row = _new_row(key, agent=agent, address=address)
    row.person_id = person.id
    row.data = {"_user_id": str(person.id), "_fresh": True}
    row.expires_at = clock.now() + LIFETIME
    db_session().add(row)
    return key


def _new_row(key: str, *, agent: str = "", address: str = "") -> WebSession:
    moment = clock.now()
    return WebSession(
        key_hash=_hash(key), created_at=moment, seen_at=moment, expires_at=moment,
        agent=agent[:200], address=address[:64], public_id=secrets.token_urlsafe(12),
    )  # fmt: skip


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
