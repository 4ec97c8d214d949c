"""Sent twice, done once: double clicks, reloads, retries of programs.

A page carries a random `once` value in its form, a program an Idempotency-Key. The key is stored
in the same transaction as what the route does, so a repeat finds it and gets the first answer.
"""

import functools
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Response, g, make_response, request
from sqlalchemy import Index, String, Text, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, session, transaction
from hub.core.errors import Conflict
from hub.core.features import registry, resolve
from hub.core.words import gettext as _
from hub.web.guard import is_api, wants_fragment

View = TypeVar("View", bound=Callable[..., Any])
KEEP = timedelta(days=2)


class Submission(Base):
    """The answer that a key got, kept for two days."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str] = mapped_column(String(2000), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    __table_args__ = (Index(None, "at"),)


class _Refused(Exception):
    """Carries an answer that is not a success out of the transaction, so that it is undone."""

    def __init__(self, response: Response) -> None:
        self.response = response


def once(view: View) -> View:
    """Make a POST view safe to repeat."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        key = _key()
        if key is None:
            return view(*args, **kwargs)
        try:
            with transaction() as db:
                earlier = db.get(Submission, key)
                if earlier is not None:
                    return _replay(earlier)
                row = Submission(key=key, at=clock.now())
                db.add(row)
                db.flush()
                response = make_response(view(*args, **kwargs))
                if response.status_code >= 400:
                    raise _Refused(response)
                row.status = response.status_code
                row.location = response.headers.get("Location", "")
                row.body = response.get_data(as_text=True) if is_api() else ""
            return response
        except _Refused as refused:
            return refused.response
        except IntegrityError as error:  # the twin request on PostgreSQL won the race
            return _after_race(key, error)

    return guarded  # type: ignore[return-value]  # same signature as the view


def once_field() -> str:
    """A new value for the hidden `once` field of a form."""
    return secrets.token_urlsafe(12)


def forget_old() -> int:
    """Throw away keys that nobody will repeat any more. Returns how many."""
    with transaction() as db:
        gone = db.execute(delete(Submission).where(Submission.at < clock.now() - KEEP))
        return gone.rowcount or 0  # type: ignore[attr-defined]


def _key() -> str | None:
    sent = request.headers.get("Idempotency-Key") if is_api() else request.form.get("once")
    if not sent:
        return None
    return f"{g.actor.id}:{request.path[:80]}:{sent[:80]}"


def _replay(earlier: Submission) -> Response:
    if is_api():
        _require_still_there(earlier.body)
        response = Response(earlier.body, earlier.status, mimetype="application/json")
        response.headers["Idempotent-Replayed"] = "true"
    elif wants_fragment():
        response = Response(status=204, headers={"HX-Refresh": "true"})
    else:
        response = Response(status=303)
    if earlier.location:
        response.headers["Location"] = earlier.location
    return response


def _require_still_there(body: str) -> None:
    """What the address names and what the answer shows must still be there for this actor, else NotFound."""
    shown = json.loads(body) if body else None
    refs = [shown["ref"]] if isinstance(shown, dict) and isinstance(shown.get("ref"), str) else []
    named = request.path.split("/")[3].removesuffix("s")  # /api/v1/cases/7/notes: a case
    if id := (request.view_args or {}).get("id"):
        refs.append(f"{named}:{id}")
    for ref in refs:
        if ref.partition(":")[0] in registry.kinds:
            resolve(g.actor, ref)


def _after_race(key: str, error: IntegrityError) -> Response:
    session.remove()
    earlier = session().get(Submission, key)
    if earlier is None:
        raise error
    if not earlier.status:
        raise Conflict(_("The same thing was sent twice at once. Reload to see the result."))
    return _replay(earlier)
