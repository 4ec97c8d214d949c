"""What a person does with their notices. Nothing here is a fact for others: it is theirs alone."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import update

from hub.core import clock
from hub.core.db import transaction
from hub.core.errors import Invalid
from hub.core.features import resolve_many
from hub.core.words import gettext as _
from hub.inbox.digest import choose_digest, rhythm_of
from hub.inbox.groups import BY_NAME, DIGEST, SETTING, WAYS, Group
from hub.inbox.models import Every, Notice
from hub.inbox.reminders import SETTING as REMINDERS
from hub.inbox.reply_addresses import SETTING as REPLIES
from hub.inbox.urgent.actions import know_through
from hub.people.actions import edit_profile
from hub.people.feed_tokens import SETTING as FEEDS
from hub.people.models import Attention, Person
from hub.people.rhythm import AWAY, QUIET, Away, Quiet
from hub.threads.actions import follow
from hub.web.filters import zone_of


def see(notice: Notice) -> None:
    """It was opened."""
    with transaction() as db:
        row = db.merge(notice)
        row.seen_at = row.seen_at or clock.now()
        know_through(row.person, row.thread)


def finish(notice: Notice, *, is_done: bool = True) -> None:
    """Put it aside, or take it back."""
    with transaction() as db:
        row = db.merge(notice)
        row.done_at = clock.now() if is_done else None
        row.seen_at = row.seen_at or clock.now()
        if is_done:
            know_through(row.person, row.thread)


def see_all(person: Person) -> None:
    """Nothing is new any more."""
    with transaction() as db:
        own = update(Notice).where(Notice.person_id == person.id, Notice.seen_at.is_(None))
        db.execute(own.values(seen_at=clock.now()))


def choose(person: Person, chosen: dict[str, dict[str, bool]]) -> None:
    """What reaches the person, and how, for each group. A way that is not spoken of stays as it was."""
    kept: dict[str, Any] = (person.settings or {}).get(SETTING, {})
    known = {
        name: {**kept.get(name, {}), **{way: bool(ways[way]) for way in WAYS if way in ways}}
        for name, ways in chosen.items()
        if name in BY_NAME
    }
    _keep(person, known)


def stop_mail(person: Person, group: Group) -> None:
    """No more mail of this group, or no more digest; what was chosen otherwise stays."""
    if group is DIGEST:
        choose_digest(person, Every.NEVER, rhythm_of(person).hour)
        return
    chosen: dict[str, Any] = dict((person.settings or {}).get(SETTING, {}))
    chosen[group.name] = {**chosen.get(group.name, {}), "mail": False}
    _keep(person, chosen)


def silence(person: Person, thread: str) -> None:
    """Nothing more about a conversation, by any way; their choice on its page brings it back."""
    thing = resolve_many(person, [thread]).get(thread)
    if thing is not None:  # else they hear nothing of it anyway
        follow(person, thing, Attention.MUTED)


def end_reply_addresses(person: Person) -> None:
    """No notice that was mailed until now can be answered by mail any more."""
    rounds = int((person.settings or {}).get(REPLIES, 0))
    edit_profile(person, person, settings={**(person.settings or {}), REPLIES: rounds + 1})


def end_feeds(person: Person) -> None:
    """The addresses of the person's news feeds end; new ones are shown."""
    rounds = int((person.settings or {}).get(FEEDS, 0))
    edit_profile(person, person, settings={**(person.settings or {}), FEEDS: rounds + 1})


def choose_reminders(person: Person, days: int) -> None:
    """After how many days what was asked comes back; 0: never."""
    edit_profile(person, person, settings={**(person.settings or {}), REMINDERS: days})


def choose_quiet(person: Person, quiet: Quiet | None) -> None:
    """When no mail may come; it waits until the person is there again."""
    edit_profile(person, person, settings={**person.settings, QUIET: quiet and asdict(quiet)})


def leave(person: Person, away: Away | None) -> None:
    """Be away until a day, or be back. Raises Invalid for a substitute who cannot stand in."""
    if away is None:
        edit_profile(person, person, settings={**person.settings, AWAY: None})
        return
    if away.until < clock.now().astimezone(zone_of(person)).date():
        raise Invalid(_("This day is over. Give the last day of your absence."), field="until")
    if away.substitute_id == person.id:
        raise Invalid(_("You cannot stand in for yourself. Name a colleague."), field="substitute")
    kept = {"until": away.until.isoformat(), "substitute": away.substitute_id, "words": away.words}
    edit_profile(person, person, settings={**person.settings, AWAY: kept})


def _keep(person: Person, chosen: dict[str, Any]) -> None:
    edit_profile(person, person, settings={**(person.settings or {}), SETTING: chosen})
