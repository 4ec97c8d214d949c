"""In which way a case is answered, and whether that is possible just now: in public or in private (CS07).

A way that was chosen is marked with what it answers. The mark is under the guard's digest: nothing that was
checked for one way can leave by another, not by a switch, a retry or a merge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.cases.approval_models import Approval
from hub.cases.models import Case, Message
from hub.channels.contract import CheckedReply, MessageState, Traits, traits_of
from hub.channels.ways import PLACE, PRIVATE, PUBLIC, UNDER, WITH, ways_of
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.words import gettext as _

WAY = "way"  # in Message.extra: the mark of a reply
NOT_GONE = (MessageState.TAKEN_BACK, MessageState.FAILED)


@dataclass(frozen=True)
class Chosen:
    """A way to answer. `name` is "" where there is only one; `closed`: why it is not possible now."""

    name: str
    traits: Traits | None
    mark: str = ""
    since: datetime | None = None  # what the time allowed counts from
    closed: str = ""

    @property
    def until(self) -> datetime | None:
        """How long the channel takes a reply this way; None where it always does."""
        within = self.traits.reply_within if self.traits is not None else None
        return self.since + within if within is not None and self.since is not None else None


def place_of_talk(case: Case) -> str:
    """The thread at the channel; of a case that was split off, that of its newest message."""
    if case.thread.startswith((UNDER, WITH)) or not case.thread.startswith("split:"):
        return case.thread
    newest = _newest(case)
    return str(newest.extra.get(PLACE, "")) if newest is not None else ""


def ways_for(case: Case) -> Mapping[str, Traits]:
    """The ways of a case, the usual one first; none where there is only one and no choice."""
    return ways_of(case.channel, place_of_talk(case))


def traits_for(case: Case, way: str = "") -> Traits | None:
    """What the channel can do for this case, this way."""
    found = ways_for(case)
    if not found:
        return traits_of(case.channel)
    return found.get(way) or next(iter(found.values()))


def choose(case: Case, way: str = "") -> Chosen:
    """The way to answer; the usual one when none is said. Raises Invalid for one that there is not."""
    place = place_of_talk(case)
    found = ways_of(case.channel, place)
    if not found:
        if way:
            raise Invalid(_("This conversation is not answered in that way. Reload the case."), field="way")
        return Chosen("", traits_of(case.channel), since=case.wrote_at)
    name = way or next(iter(found))
    if name not in found:
        raise Invalid(_("This conversation is not answered in that way. Reload the case."), field="way")
    if name == PRIVATE:
        return _in_private(case, found[name])
    return Chosen(name, found[name], f"{PUBLIC}:{place.removeprefix(UNDER)}", case.wrote_at)


def _in_private(case: Case, traits: Traits) -> Chosen:
    """In answer to the newest comment, once."""
    newest = _newest(case)
    if newest is None or not newest.external_id:
        return Chosen(PRIVATE, traits, since=case.wrote_at, closed=_("There is no comment to answer."))
    mark = f"{PRIVATE}:{newest.external_id}"
    sent = select(Message).where(Message.case_id == case.id, Message.state.not_in(NOT_GONE))
    is_used = any(each.extra.get(WAY) == mark for each in session().scalars(sent))
    closed = (
        _("There was a private reply to this comment already: now they have to answer.") if is_used else ""
    )
    return Chosen(PRIVATE, traits, mark, newest.at, closed)


def _newest(case: Case) -> Message | None:
    said = select(Message).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    return session().scalars(said.order_by(Message.at.desc(), Message.id.desc()).limit(1)).one_or_none()


def way_of(approval: Approval) -> str:
    """Whether a waiting reply is to leave in public or in private; "" where there is no choice."""
    chosen = str(approval.extra.get(WAY, ""))
    return chosen or next(iter(ways_for(approval.case)), "")


def kept(reply: CheckedReply) -> dict[str, str]:
    """What a message notes of the way it was checked for."""
    return {WAY: reply.way} if reply.way else {}


def is_private(message: Message) -> bool:
    """Whether a reply of ours was for its reader alone, where others are public."""
    return is_private_in(message.extra)


def is_private_in(extra: Mapping[str, Any]) -> bool:
    """The same, of what is noted beside a message."""
    return str(extra.get(WAY, "")).startswith(f"{PRIVATE}:")
