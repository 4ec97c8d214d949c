"""Telling many customers the same after a look at some. Each reply goes the ordinary way.

Sources are remembered, the guard is asked, and each is held for its channel's undo time; what is refused
in one case stops no other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from hub.cases import guard
from hub.cases.actions import replies
from hub.cases.drafts import forget_draft, reply_draft
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.cases.telling import Recipient, abroad
from hub.core.db import locked, session, transaction
from hub.core.errors import HubError, Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person

AT_ONCE = 50


@dataclass(frozen=True)
class Sent:
    """What left, and what the guard or somebody else held back: case → in whose words."""

    messages: Sequence[Message]
    held: dict[int, str]


@dataclass(frozen=True)
class Telling:
    """How it leaves: what stands in `source`, what becomes of the case, who may still be told.

    `still`: raises when the customer is not to be told any more; asked once the case is locked.
    `own_text`: the text is worded for this case (its language), and that is what its sender took.
    """

    source: str
    confirmed: bool = False
    then: str = "wait"
    own_text: bool = False
    still: Callable[[Case], None] | None = None


def send_all(
    actor: Person,
    found: Sequence[Recipient],
    sample: Sequence[Recipient],
    looked: Collection[int],
    how: Telling,
) -> Sent:
    """Send to everybody who is ready, `AT_ONCE` at most. Raises Invalid until the sample was read."""
    ready = [each for each in found if each.is_ready][:AT_ONCE]
    if not ready:
        raise Invalid(_("Nobody is ready to be written to any more. Look at each of them."))
    unread = [*sample, *(group.one for group in abroad(ready))]
    if any(each.case.id not in looked for each in unread):
        raise Invalid(_("Read the texts of the sample first, and tick each of them."), field="looked")
    messages, held = [], {}
    for each in ready:
        try:
            messages.append(_send(actor, each, how))
        except guard.Stopped as stopped:
            held[each.case.id] = stopped.findings[0].message
        except HubError as refused:
            held[each.case.id] = refused.message
    return Sent(messages, held)


def _send(actor: Person, each: Recipient, how: Telling) -> Message:
    """One of them, by itself."""
    case, text = each.case, each.text
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        session().flush()
        if how.still is not None:
            how.still(case)
        _clear_prepared(actor, case, text, how.source)
        replies.settle_sources(actor, case, [how.source])
        if how.own_text:
            for row in guard.draft_sources(case, actor):
                row.text = text
        kept = {guard.language_key(each.wrote, each.written): each.reason} if each.reason else {}
        return replies.send_reply(actor, case, text, confirmed=how.confirmed, then=how.then, overrides=kept)


def _clear_prepared(actor: Person, case: Case, text: str, source: str) -> None:
    """What lay ready for whoever works on the case is sent by another: it is no draft any more."""
    writer = case.assignee
    if writer is not None and writer.id != actor.id and reply_draft(writer, case).strip() == text:
        replies.remove_source(writer, case, source)
        forget_draft(writer, case)
