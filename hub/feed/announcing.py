"""Every verb of announcements: begin one, change it, ask again, understand it, remind, end it (FD10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.actions import edit_post, write_post
from hub.feed.announcement_models import Announcement, Understanding
from hub.feed.events import AnnouncementEnded, AnnouncementMade, AnnouncementReminded
from hub.feed.models import Post, PostKind
from hub.feed.rules import ANNOUNCE, ANSWER_FOR, UNDERSTAND
from hub.people.models import Person, Role
from hub.spaces.models import Space
from hub.threads.watching import mark_read

LATEST = timedelta(days=366)
PAUSE = timedelta(days=1)  # between two reminders
ROLES: dict[str, str] = {
    "": lazy("Everybody in the community"),
    Role.AGENT: lazy("Its agents"),
    Role.SUPERVISOR: lazy("Its supervisors"),
    Role.KNOWLEDGE_MANAGER: lazy("Its knowledge managers"),
    Role.COMMUNITY_ADMIN: lazy("Its community admins"),
}


@dataclass(frozen=True)
class Ask:
    """What an announcement asks for. role: of the members who are asked, "" for all of them."""

    must_confirm: bool = True
    role: str = ""
    ends_at: datetime | None = None


def announce(actor: Person, space: Space, body: str, title: str, ask: Ask) -> Post:
    """Tell a community something that everybody in it must read."""
    require(actor, ANNOUNCE, space)
    _check(ask)
    with transaction() as db:
        post = write_post(actor, space, body, title, kind=PostKind.ANNOUNCEMENT)
        db.add(
            Announcement(
                post_id=post.id, asked_at=clock.now(), must_confirm=ask.must_confirm, role=ask.role,
                ends_at=ask.ends_at,
            )
        )  # fmt: skip
        db.flush()
        record(AnnouncementMade(post.id, 1), actor, post)
    return post


def change_announcement(
    actor: Person,
    post: Post,
    body: str,
    title: str,
    topics: Sequence[str],
    ask: Ask,
    *,
    again: bool = False,
    seen: int | None = None,
) -> bool:
    """Change text and terms. again: a new version, for everybody. Returns whether everybody is asked again.

    What was only seen is not understood: asking for that from now on is a new version by itself.
    """
    require(actor, ANNOUNCE, post.space)
    with transaction() as db:
        row = locked(db.get_one(Announcement, post.id))
        if ask.ends_at != row.ends_at:
            _check(ask)
        edit_post(actor, post, body, title, topics, seen=seen)
        again = again or (ask.must_confirm and not row.must_confirm)
        row.must_confirm, row.role, row.ends_at = ask.must_confirm, ask.role, ask.ends_at
        if again:
            row.version, row.asked_at, row.reminded_at = row.version + 1, clock.now(), None
            record(AnnouncementMade(post.id, row.version), actor, post)
    return again


def understand(actor: Person, post: Post, version: int) -> None:
    """Say that one has seen and understood this version. Once is enough; said twice it stays once."""
    require(actor, UNDERSTAND, post)
    with transaction() as db:
        row = locked(db.get_one(Announcement, post.id))
        if version != row.version:
            raise Conflict(_("It was changed while you were reading, and everybody is asked again."))
        key = {"post_id": post.id, "person_id": actor.id, "version": version}
        if db.get(Understanding, tuple(key.values())) is None:
            db.add(Understanding(**key, at=clock.now()))
        mark_read(actor, post.ref)


def remind(actor: Person, post: Post) -> None:
    """Tell those who have not understood once more, at most once a day."""
    require(actor, ANSWER_FOR, post)
    with transaction() as db:
        row = locked(db.get_one(Announcement, post.id))
        if row.is_over:
            raise Conflict(_("This announcement has ended: nobody is asked any more."))
        if not may_remind(row):
            raise Conflict(_("They were told within the last day. Try again tomorrow."))
        row.reminded_at = clock.now()
        record(AnnouncementReminded(post.id, row.version), actor, post)


def may_remind(row: Announcement) -> bool:
    """Whether nobody was told of it for a day."""
    return (row.reminded_at or row.asked_at) <= clock.now() - PAUSE and not row.is_over


def end_announcement(actor: Person, post: Post) -> None:
    """Nobody is asked any more; who understood stays known."""
    require(actor, ANSWER_FOR, post)
    with transaction() as db:
        row = locked(db.get_one(Announcement, post.id))
        if not row.is_over:
            row.ends_at = clock.now()
            record(AnnouncementEnded(post.id), actor, post)


def _check(ask: Ask) -> None:
    if ask.role not in ROLES:
        raise Invalid(_("Choose who is asked to read it."), field="audience")
    now = clock.now()
    if ask.ends_at is not None and not now < ask.ends_at < now + LATEST:
        raise Invalid(_("Choose a day from today on, at most a year ahead."), field="ends")
