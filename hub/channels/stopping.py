"""An account that is refused pauses itself, of whatever kind: told in words to those who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hub.channels.events import ChannelStopped
from hub.channels.models import Channel
from hub.channels.queries import troubled
from hub.core import clock, refs
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.events import Event, record
from hub.core.features import Recipient
from hub.core.permissions import SYSTEM, Actor
from hub.core.words import lazy
from hub.people.models import Role
from hub.people.roles import holding
from hub.spaces.queries import hosts
from hub.web.pages import page


@dataclass(frozen=True)
class _Account:
    """A channel as administrators know it: who hears of it need not belong to its desk."""

    ref: str
    space_id: None = None


def stop(channel_id: int, reason: str) -> None:
    """Pause the account. What is known stays, what waits to leave waits on. Twice is once."""
    session().rollback()
    with transaction():
        channel = session().get_one(Channel, channel_id)
        locked(channel)
        if not channel.is_active:
            return
        channel.is_active = False
        channel.last_error, channel.last_error_at = reason[:500], clock.now()
        audit(SYSTEM, "channels.channel.pause", channel.ref, after={"reason": reason[:200]})
        record(ChannelStopped(reason[:300]), SYSTEM, _Account(channel.ref))


def note(channel_id: int, trouble: str) -> None:
    """How it went with an account just now; "" for well."""
    session().rollback()
    with transaction():
        channel = session().get_one(Channel, channel_id)
        if trouble:
            channel.last_error, channel.last_error_at = trouble[:500], clock.now()
        else:
            channel.last_ok_at, channel.last_error = clock.now(), ""


def channel_stopped(event: Event, _fact: ChannelStopped) -> Iterable[Recipient]:
    """Every administrator, who can mend it, and those who run its desk, where replies wait now."""
    for person in holding(Role.ADMINISTRATOR):
        yield Recipient(person.id, lazy("you look after the accounts"), "decide", event.subject)
    channel = session().get(Channel, refs.parse(event.subject).id)
    for host in hosts(channel.space) if channel is not None else ():
        yield Recipient(host.person_id, lazy("you run this desk"), "read", event.subject)


def on_health(_actor: Actor, _thing: Any) -> str:
    """The channels that need a look, among the other figures of health."""
    return page("channels/_health.html", troubled=troubled())
