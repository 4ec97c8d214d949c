"""Who else gets a reply by mail: those whom the customer had in copy, as agents left it.

The customer's newest mail says who takes part, as "reply to all" would; an agent takes somebody out or adds
them, and that stays. Our own addresses and colleagues never get a copy, whoever asked for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from hub.cases.actions.reaching import is_mail
from hub.cases.models import Case, Message
from hub.channels.contract import Author, ChannelKind, MessageState
from hub.channels.models import Channel
from hub.core.db import session
from hub.people.models import Person

IN_COPY = (
    "in_copy"  # in Message.extra of what came in: [[address, name], …] whom its writer wrote to besides us
)
COPIES = "copies"  # in Message.extra of a reply: the same, of who got it
MOST = 10  # who writes to hundreds does not make us do it too


@dataclass(frozen=True)
class Copied:
    """Somebody in copy. `is_new`: never got a reply of this case; `by_us`: an agent added them."""

    address: str
    name: str = ""
    is_new: bool = False
    by_us: bool = False


@dataclass(frozen=True)
class Copies:
    """Who gets the next reply besides the customer, who was taken out, who never gets one."""

    kept: Sequence[Copied] = ()
    taken_out: Sequence[Copied] = ()
    insiders: Sequence[str] = ()
    too_many: int = 0

    @property
    def authors(self) -> list[Author]:
        """For the channel."""
        return [Author(each.address, each.name) for each in self.kept]


NOBODY = Copies()


def copies_of(case: Case, messages: Iterable[Message] | None = None) -> Copies:
    """As the next reply would leave. `messages`: those of the case, where they are at hand."""
    if not is_mail(case):
        return NOBODY
    said = list(messages) if messages is not None else _messages(case)
    asked = _asked_for(said)
    chosen: dict[str, dict[str, Any]] = case.copies or {}
    for address, choice in chosen.items():
        asked.setdefault(address, choice.get("name", ""))
    asked.pop(case.address.lower(), None)
    if not asked:
        return NOBODY
    inside = insiders_among(asked)
    had = {address for each in said if each.is_ours for address, _name in each.extra.get(COPIES, ())}
    outside = [
        (
            chosen.get(address, {}).get("on", True),
            Copied(address, name, is_new=address not in had, by_us=bool(chosen.get(address, {}).get("on"))),
        )
        for address, name in asked.items()
        if address not in inside
    ]
    kept = [each for is_on, each in outside if is_on]
    return Copies(
        kept[:MOST],
        [each for is_on, each in outside if not is_on],
        sorted(inside),
        max(0, len(kept) - MOST),
    )


def copies_to_keep(case: Case) -> dict[str, list[list[str]]]:
    """What a reply remembers of who gets it, for its `extra`."""
    found = copies_of(case).kept
    return {COPIES: [[each.address, each.name] for each in found]} if found else {}


def insiders_among(addresses: Iterable[str]) -> set[str]:
    """Those that are colleagues or come back to us."""
    wanted = list(addresses)
    people = select(func.lower(Person.email)).where(func.lower(Person.email).in_(wanted))
    ours = {
        str(each.get("address", "")).lower()
        for each in session().scalars(select(Channel.settings).where(Channel.kind.in_(_MAILBOXES)))
    } - {""}
    return {*session().scalars(people), *(each for each in wanted if each in ours or _plain(each) in ours)}


_MAILBOXES = (ChannelKind.EMAIL, ChannelKind.FORM)


def _plain(address: str) -> str:
    name, _at, host = address.rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _asked_for(said: Iterable[Message]) -> dict[str, str]:
    """Whom the customer's newest mail went to besides us. What others wrote in their case does not count."""
    theirs = [
        each
        for each in said
        if each.state == MessageState.RECEIVED
        and not each.extra.get("from")
        and not each.extra.get("removed_at")
    ]
    return {address.lower(): name for address, name in theirs[-1].extra.get(IN_COPY, ())} if theirs else {}


def _messages(case: Case) -> list[Message]:
    found = select(Message).where(Message.case_id == case.id)
    return list(session().scalars(found.order_by(Message.at, Message.id)))
