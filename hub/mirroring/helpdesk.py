"""What every mirrored helpdesk is to us: tickets in one shape, refusals of three kinds, one way to ask.

Each helpdesk's own format is known in one file (zendesk.py, salesforce.py), which makes these of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from hub.cases.models import CaseState
from hub.channels.contract import ChannelKind
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel
from hub.core.words import gettext as _
from hub.web import fetcher

MOST = 8 * 1024**2  # bytes of one answer
AGENT = "Backchannel-Mirror/1"
BEFORE = timedelta(days=30)  # tickets that nobody touched for longer are history


class Refused(Exception):
    """The account does not let us in: nothing works until somebody has looked at it."""


class Busy(Exception):
    """Not now. `seconds`: how long it asks us to wait, if it does."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Malformed(Exception):
    """One record cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Who:
    """Somebody there. `key`: their number there, which stays."""

    key: str
    name: str = ""
    mail: str = ""
    is_agent: bool = False
    is_proven: bool = False  # that the address is theirs was proven there


@dataclass(frozen=True)
class Attached:
    """A file that came with something said."""

    number: str
    name: str
    fetch: Callable[[], bytes]
    size: int = 0  # as they say
    danger: str = ""  # why it is not fetched


@dataclass(frozen=True)
class Said:
    """Something said in a ticket. What is not surely public is internal."""

    number: str
    at: datetime
    text: str
    by: Who
    is_public: bool = False
    is_gone: bool = False  # it was deleted there
    quoted: str = ""
    files: Sequence[Attached] = ()
    is_fixed: bool = False  # whatever becomes of it there, here it stays as it came


@dataclass(frozen=True)
class Ticket:
    """A ticket with all that was said in it."""

    subject: str
    at: datetime
    requester: Who
    state: str  # in their words
    wanted: CaseState
    priority: str = ""  # one of ours, "" where it has none
    assignee: Who | None = None
    label: str = ""  # what people call it there, where that is not its number
    said: Sequence[Said] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """Tickets that were touched: (number, as it came), the number "" where it has none that we can read."""

    rows: Sequence[tuple[str, Any]]
    cursor: Mapping[str, Any] = field(default_factory=dict)
    has_more: bool = False


class Helpdesk(Protocol):
    """One kind of helpdesk. Every method may raise Refused, Busy and Malformed."""

    kind: ChannelKind
    every: timedelta  # how often an account is asked
    note_bytes: int  # what a private note may have

    def probe(self, channel: Channel) -> str:
        """Who the account takes us for, and what that lets us do."""
        ...

    def page(self, channel: Channel) -> Page:
        """The next tickets after the channel's cursor."""
        ...

    def ticket(self, channel: Channel, number: str, raw: Mapping[str, Any]) -> Ticket | None:
        """A ticket with what was said in it; None when it was deleted."""
        ...

    def internal(self, channel: Channel, number: str) -> Iterable[tuple[str, str]]:
        """The private notes of a ticket: their number and their words."""
        ...

    def put_private_note(self, channel: Channel, number: str, text: str) -> str:
        """Add an internal note. Returns its number, where the account says it."""
        ...

    def address(self, site: str, number: str) -> str:
        """Where people open the ticket; "" where it has no number."""
        ...


helpdesks: dict[ChannelKind, Helpdesk] = {}


def register(helpdesk: Helpdesk) -> None:
    """Make a kind of helpdesk known."""
    helpdesks[helpdesk.kind] = helpdesk


def helpdesk_of(channel: Channel) -> Helpdesk:
    """The helpdesk that a channel mirrors."""
    return helpdesks[channel.kind]


def asked(
    kind: ChannelKind,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    most: int = MOST,
) -> fetcher.Answer:
    """What stands there. Raises Refused for an address that is never asked, Busy when nobody answers."""
    try:
        return fetcher.ask(
            url,
            {"Accept": "application/json", "User-Agent": AGENT, **headers},
            most,
            method=method,
            body=body,
        )
    except fetcher.NotAllowed as error:
        raise Refused(str(error)) from error
    except fetcher.Unreachable as error:
        name = TRAITS[kind].owner
        raise Busy(_("%(name)s does not answer: %(error)s", name=name, error=error)) from error


def wait(kind: ChannelKind, answer: fetcher.Answer) -> None:
    """Raises Busy for what every helpdesk says by its status: too much at once, out of order."""
    name = TRAITS[kind].owner
    if answer.status == 429:
        raise Busy(_("%(name)s asks us to slow down.", name=name), answer.retry_seconds or 60.0)
    if answer.status == 409 or answer.status >= 500:
        raise Busy(
            _("%(name)s is out of order (%(status)s).", name=name, status=answer.status), answer.retry_seconds
        )


def no(kind: ChannelKind, status: int, said: str) -> Malformed:
    """Another refusal, in the helpdesk's own words."""
    return Malformed(
        _("%(name)s says no (%(status)s): %(said)s", name=TRAITS[kind].owner, status=status, said=said[:200])
    )


def records(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of records in an answer."""
    rows = found.get(name)
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise Malformed(_("The answer has no list of %(name)s.", name=name))
    return rows


def moment(said: Any) -> datetime:
    """A moment as helpdesks write them."""
    try:
        made = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
    except ValueError:
        raise Malformed(_("“%(said)s” is no moment.", said=str(said)[:60])) from None
    if made.tzinfo is None:
        raise Malformed(_("“%(said)s” is no moment.", said=str(said)[:60]))
    return made
