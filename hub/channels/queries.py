"""What the pages about channels show, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.channels.contract import ChannelKind, adapter_of, adapters, recent_trouble
from hub.channels.graph.usage import percent_of
from hub.channels.graph.wire import DIALECTS
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem, InboxState
from hub.channels.owner import owner_of
from hub.channels.preview import Preview, preview_of
from hub.channels.rules import UNCLAIMED
from hub.channels.youtube import quota
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, readable
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import readable_space_ids
from hub.web.paging import Page, cut

MOST = 200
TO_DECIDE = (InboxState.QUARANTINED, InboxState.UNREADABLE)
STATES = (
    (InboxState.QUARANTINED, lazy("To decide")),
    (InboxState.UNREADABLE, lazy("Unreadable")),
    (InboxState.IGNORED, lazy("Nothing to answer")),
    (InboxState.WAITING, lazy("Waiting")),
    (InboxState.DONE, lazy("In a case")),
)


@dataclass(frozen=True)
class Shown:
    """A channel in one line."""

    channel: Channel
    label: str
    icon: str
    trouble: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """Who keeps its cases, where it only mirrors them: nothing is promised or let in here."""
        return owner_of(self.channel)

    @property
    def units(self) -> dict[str, int] | None:
        """What is left of the day's units, where an account has so many."""
        if self.channel.kind != ChannelKind.YOUTUBE or self.channel.settings.get("played_by"):
            return None
        left = quota.left_of(self.channel)
        return {"left": left, "daily": quota.daily_of(self.channel), "replies": left // quota.WRITE}

    @property
    def usage(self) -> int | None:
        """Percent of what Meta allows that is used up, where it has told."""
        if self.channel.kind not in DIALECTS or self.channel.settings.get("played_by"):
            return None
        return percent_of(self.channel) or None

    @property
    def to_decide(self) -> int:
        """Items that wait for a person."""
        return sum(self.counts.get(state, 0) for state in TO_DECIDE)


@dataclass(frozen=True)
class Line:
    """An inbox item in one line."""

    item: InboxItem
    preview: Preview


def list_channels(actor: Person) -> list[Shown]:
    """Every channel the actor sees, by name."""
    statement = readable(actor, select(Channel)).options(joinedload(Channel.space)).order_by(Channel.name)
    found = session().scalars(statement.limit(MOST)).all()
    counts = _counts([channel.id for channel in found])
    return [_shown(channel, counts.get(channel.id, {})) for channel in found]


def troubled() -> list[Shown]:
    """The channels that paused themselves, or with whose account something is wrong, by name."""
    found = session().scalars(select(Channel).order_by(Channel.name).limit(MOST))
    return [shown for shown in (_shown(channel, {}) for channel in found) if shown.trouble]


def shown_channel(channel: Channel) -> Shown:
    """One channel with its counts."""
    return _shown(channel, _counts([channel.id]).get(channel.id, {}))


def states_for(actor: Person, channel: Channel) -> Sequence[tuple[InboxState, str]]:
    """The states whose items somebody may look at, with their names."""
    if session().scalar(readable_space_ids(actor).where(Space.id == channel.space_id)):
        return STATES
    return [(state, label) for state, label in STATES if state in UNCLAIMED]


def items_of(actor: Person, channel: Channel, state: InboxState, after: int | None = None) -> Page[Line]:
    """What arrived and is in this state, as far as `actor` may read it, the newest first."""
    statement = (
        readable(actor, select(InboxItem))
        .options(joinedload(InboxItem.channel))
        .where(InboxItem.channel_id == channel.id, InboxItem.state == state)
        .order_by(InboxItem.id.desc())
        .limit(LIMITS.default_page + 1)
    )
    if after is not None:
        statement = statement.where(InboxItem.id < after)
    rows = cut(session().scalars(statement).all(), LIMITS.default_page)
    return Page([Line(row, preview_of(row)) for row in rows.items], rows.next)


def desks() -> Sequence[Space]:
    """Where the cases of a channel may live."""
    statement = readable(SYSTEM, select(Space)).where(
        Space.kind == SpaceKind.DESK, Space.archived_at.is_(None)
    )
    return session().scalars(statement.order_by(Space.name).limit(MOST)).all()


def kinds() -> list[tuple[str, str]]:
    """The kinds of channel that can be added, with their names."""
    return [(kind.value, TRAITS[kind].label) for kind in ChannelKind if kind in adapters]


def mailboxes() -> list[tuple[str, str]]:
    """Through which mailboxes a form may answer."""
    statement = select(Channel).where(Channel.kind == ChannelKind.EMAIL).order_by(Channel.name).limit(MOST)
    return [(row.slug, row.name) for row in session().scalars(statement)]


def _shown(channel: Channel, counts: dict[str, int]) -> Shown:
    traits = TRAITS[channel.kind]
    # One that a person paused tells nothing; one that paused itself says why.
    trouble = recent_trouble(channel) if not channel.is_active else adapter_of(channel).health(channel)
    return Shown(channel, traits.label, traits.icon, trouble, counts)


def _counts(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    rows = session().execute(
        select(InboxItem.channel_id, InboxItem.state, func.count(InboxItem.id))
        .where(InboxItem.channel_id.in_(ids))
        .group_by(InboxItem.channel_id, InboxItem.state)
    )
    found: dict[int, dict[str, int]] = {}
    for id, state, count in rows:
        found.setdefault(id, {})[state] = count
    return found
