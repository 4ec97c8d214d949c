"""What a person does with their notices. Nothing here is a fact for others: it is theirs alone."""

from typing import Any

from sqlalchemy import update

from hub.core import clock
from hub.core.db import transaction
from hub.inbox.groups import BY_NAME, SETTING, WAYS, Group
from hub.inbox.models import Notice
from hub.people.actions import edit_profile
from hub.people.models import Person


def see(notice: Notice) -> None:
    """It was opened."""
    with transaction() as db:
        db.merge(notice).seen_at = notice.seen_at or clock.now()


def finish(notice: Notice, *, is_done: bool = True) -> None:
    """Put it aside, or take it back."""
    with transaction() as db:
        row = db.merge(notice)
        row.done_at = clock.now() if is_done else None
        row.seen_at = row.seen_at or clock.now()


def see_all(person: Person) -> None:
    """Nothing is new any more."""
    with transaction() as db:
        own = update(Notice).where(Notice.person_id == person.id, Notice.seen_at.is_(None))
        db.execute(own.values(seen_at=clock.now()))


def choose(person: Person, chosen: dict[str, dict[str, bool]]) -> None:
    """What reaches the person, and how: for each group by the hub, by mail, by both or not at all."""
    known = {
        name: {way: bool(ways.get(way)) for way in WAYS} for name, ways in chosen.items() if name in BY_NAME
    }
    _keep(person, known)


def stop_mail(person: Person, group: Group) -> None:
    """No more mail of this group; what was chosen otherwise stays."""
    chosen: dict[str, Any] = dict((person.settings or {}).get(SETTING, {}))
    chosen[group.name] = {**chosen.get(group.name, {}), "mail": False}
    _keep(person, chosen)


def _keep(person: Person, chosen: dict[str, Any]) -> None:
    edit_profile(person, person, settings={**(person.settings or {}), SETTING: chosen})
