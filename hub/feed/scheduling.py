"""Posts that are written now and posted later: plan, change, send at once, take back (FD03).

A planned post becomes a post in the transaction in which it is forgotten as a plan, so that it is
posted once whatever breaks. What its author may not do at that moment is not done: it is kept, with why.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Denied, HubError, Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, load, require
from hub.core.words import gettext as _
from hub.core.words import speaking
from hub.feed.announcing import Ask
from hub.feed.composing import forget_drafts, make
from hub.feed.events import PlannedPostOrphaned, ScheduledPostParked
from hub.feed.rules import ANNOUNCE, WRITE_POST
from hub.feed.schedule_models import ScheduledPost
from hub.feed.voting import Terms
from hub.people.models import Person
from hub.people.rhythm import as_utc
from hub.people.rules import EDIT_OWN
from hub.spaces.models import Space
from hub.spaces.rules import POST_IN
from hub.threads.writing import ask_about_reach
from hub.web.filters import zone_of

AHEAD = timedelta(days=15)
BATCH = 100


def schedule(
    actor: Person,
    space: Space,
    kind: str,
    text: str,
    at: datetime,
    *,
    about: str = "",
    badge: str = "",
    poll: Terms | None = None,
    ask: Ask | None = None,
    topics: Sequence[str] = (),
) -> ScheduledPost:
    """Keep what the composer holds until `at`."""
    require(actor, POST_IN if kind == "question" else WRITE_POST, space)
    if ask is not None:
        require(actor, ANNOUNCE, space)
    _check(at)
    ask_about_reach(actor, space.id, text)
    with transaction() as db:
        row = ScheduledPost(
            person_id=actor.id, person=actor, into_id=space.id, into=space, kind=kind, text=text,
            about=about, badge=badge, poll=_kept(poll), ask=_kept_ask(ask), at=at,
            topics=list(topics),
        )  # fmt: skip
        db.add(row)
        forget_drafts(actor, space)
        db.flush()
    return row


def planned(actor: Person) -> Sequence[ScheduledPost]:
    """One's own, the next first."""
    own = select(ScheduledPost).where(ScheduledPost.person_id == actor.id)
    return session().scalars(own.options(joinedload(ScheduledPost.into)).order_by(ScheduledPost.at)).all()


def change(actor: Person, row: ScheduledPost, text: str, at: datetime) -> None:
    """Another text or another moment. What was kept back gets its chance again."""
    require(actor, EDIT_OWN, row.person)
    _check(at)
    ask_about_reach(actor, row.into_id, text)
    with transaction():
        locked(row)
        row.text, row.at, row.parked = text, at, ""


def cancel(actor: Person, row: ScheduledPost) -> None:
    """Forget it."""
    require(actor, EDIT_OWN, row.person)
    with transaction() as db:
        db.delete(locked(row))


def send_now(actor: Person, row: ScheduledPost) -> Any:
    """Post it at once. Returns what was made."""
    require(actor, EDIT_OWN, row.person)
    with transaction():
        return _publish(locked(row))


def due_posts() -> None:
    """Post what is due, each in a transaction of its own."""
    due = select(ScheduledPost.id).where(ScheduledPost.at <= clock.now(), ScheduledPost.parked == "")
    for id in session().scalars(due.order_by(ScheduledPost.at).limit(BATCH)).all():
        try:
            with transaction():
                row = _held(id)
                if row is not None:
                    _publish(row)
        except HubError as error:
            _park(id, error)


def local_moment(person: Person, typed: datetime) -> datetime:
    """What somebody typed, read on the clock where they are."""
    return typed.astimezone(UTC) if typed.tzinfo is not None else as_utc(typed, zone_of(person))


def _held(id: int) -> ScheduledPost | None:
    """The row, if it still waits and nobody else is at it."""
    waiting = select(ScheduledPost).where(ScheduledPost.id == id, ScheduledPost.parked == "")
    return session().scalars(waiting.with_for_update(skip_locked=True)).one_or_none()


def _publish(row: ScheduledPost) -> Any:
    author = row.person
    if not author.is_active:
        raise Denied(_("Your account was closed when it was due. Choose a new moment."))
    space = load(author, Space, row.into_id)
    terms: dict[str, Any] = {"badge": row.badge, "poll": _terms(row.poll), "ask": _ask(row.ask)}
    made = make(author, space, row.kind, row.text, about=row.about, topics=row.topics, **terms)
    session().delete(row)
    return made


def _park(id: int, error: HubError) -> None:
    with transaction():
        row = _held(id)
        if row is not None:
            with speaking(row.person.language):
                row.parked = str(error.message) or _("It could not be posted.")
            if row.person.is_active:
                record(ScheduledPostParked(row.person_id), SYSTEM, row)
            else:
                require(SYSTEM, POST_IN, row.into)
                record(PlannedPostOrphaned(row.id), row.person, row.into)


def _check(at: datetime) -> None:
    now = clock.now()
    if not now < at <= now + AHEAD:
        words = _("Choose a moment that is still to come, at most %(days)s days ahead.", days=AHEAD.days)
        raise Invalid(words, field="later")


def _kept(poll: Terms | None) -> dict[str, Any] | None:
    if poll is None:
        return None
    ends_at = poll.ends_at.isoformat() if poll.ends_at else None
    return {
        "choices": list(poll.choices), "is_multiple": poll.is_multiple, "is_anonymous": poll.is_anonymous,
        "results": str(poll.results), "ends_at": ends_at,
    }  # fmt: skip


def _terms(kept: dict[str, Any] | None) -> Terms | None:
    if kept is None:
        return None
    ends_at = datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None
    return Terms(**{**kept, "ends_at": ends_at})


def _kept_ask(ask: Ask | None) -> dict[str, Any] | None:
    if ask is None:
        return None
    return {**asdict(ask), "ends_at": ask.ends_at.isoformat() if ask.ends_at else None}


def _ask(kept: dict[str, Any] | None) -> Ask | None:
    if kept is None:
        return None
    ends_at = datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None
    return Ask(**{**kept, "ends_at": ends_at})
