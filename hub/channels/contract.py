"""The contract of a channel (CS06): what comes in, what goes out, limits, states, health.

Only a CheckedReply can leave. It is made in one place (hub.cases.guard) after the guard has
passed the text, and carries the digest of what was checked: a text that was changed after the
check, or a note, has no way to become one.
"""

import enum
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from hub.channels.measures import CHARACTERS, FileLimits, Measure, Stage

FIRST_PAUSE, LONGEST_BACK_OFF = 2.0, 900.0  # seconds between tries
LONGEST_PAUSE = 6 * 3600.0  # that a channel may ask for
ACCOUNT_PAUSE = 900.0  # while an account is out of order


class ChannelKind(enum.StrEnum):
    """The ways in which customers reach us."""

    EMAIL = "email"
    FORM = "form"
    API = "api"
    MANUAL = "manual"
    SIMULATOR = "simulator"
    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    ZENDESK = "zendesk"
    SALESFORCE = "salesforce"


class MessageState(enum.StrEnum):
    """Where a reply is on its way (CS12)."""

    RECEIVED = "received"  # it came from the customer
    HELD = "held"  # can still be taken back
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the line broke after we had sent: look before sending again
    TAKEN_BACK = "taken_back"
    BY_HAND = "by_hand"  # checked, and not sent: a person posts it at the channel and says so


@dataclass(frozen=True)
class Author:
    """A customer as a channel knows them. `address` is an e-mail address, a handle, an id."""

    address: str
    name: str = ""
    handle: str = ""


@dataclass(frozen=True)
class IncomingFile:
    """Something attached to a message; its type is judged by content later."""

    name: str
    content: bytes
    claimed_type: str = ""
    content_id: str = ""


@dataclass(frozen=True)
class RemoteFile:
    """Something attached that still lies at the channel: it is fetched at once, its address does not last."""

    name: str
    url: str


@dataclass(frozen=True)
class Incoming:
    """A message from a customer in the shape that every channel yields."""

    external_id: str
    author: Author
    text: str
    at: datetime
    subject: str = ""
    thread: str = ""  # the channel's own id of the conversation
    quoted: str = ""  # what was cut from view: earlier mails, signatures
    html: str = ""
    language: str = ""
    permalink: str = ""
    case_id: int | None = None  # proven by a token of ours
    doubt: str = ""  # why a person should look before it joins a case: quarantine
    files: Sequence[IncomingFile] = ()
    remote: Sequence[RemoteFile] = ()
    answer_to: str = ""  # where the writer asks for answers, when that is elsewhere; anybody can claim it
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ignored:
    """Nothing to answer: a loop, a newsletter, an automatic reply. A person may still let it in."""

    reason: str
    incoming: Incoming | None = None


@dataclass(frozen=True)
class Elsewhere:
    """What our account said there; if not through us, then with the site's own tool or another program."""

    thread: str
    text: str
    at: datetime
    permalink: str = ""


@dataclass(frozen=True)
class Report:
    """What a channel says later about a reply of ours: delivered, read, returned."""

    external_id: str
    state: MessageState
    reason: str = ""
    who: str = ""  # which recipient it is about, where a reply had several
    key: str = ""  # `Outgoing.key`, where the channel hands it back: it may be all we know of a lost answer
    said: Elsewhere | None = None  # should no reply of ours be meant


@dataclass(frozen=True)
class Edited:
    """A message as its customer changed it later."""

    external_id: str
    author: Author
    text: str
    at: datetime


@dataclass(frozen=True)
class Deleted:
    """A message is gone at the channel: its customer took it back, or a reply of ours was taken away."""

    external_id: str


@dataclass(frozen=True)
class Named:
    """What somebody is called whom a message knew by a number only."""

    author: Author


@dataclass(frozen=True)
class Forgotten:
    """A customer asked the channel that we forget them."""

    address: str


Received = Incoming | Ignored | Report | Edited | Deleted | Named | Forgotten


class Unreadable(ValueError):
    """It cannot be read, however often it is tried. The message says why, for people."""


@dataclass(frozen=True)
class CheckedReply:
    """A text for a customer that passed the guard, with the marks of the files that go along."""

    body: str
    digest: str
    files: tuple[str, ...] = ()
    way: str = ""  # "public:<id>", "private:<id>": how it was checked to leave, and in answer to what

    def is_intact(self, key: str) -> bool:
        """Whether the text, the files and the way out are still those that were checked."""
        return hmac.compare_digest(self.digest, digest_of(self.body, key, self.files, self.way))


def digest_of(body: str, key: str, files: Sequence[str] = (), way: str = "") -> str:
    """The mark of what was checked; only the hub, which has the key, can make it."""
    head = f"reply {way}" if way else "reply"
    said = b"\0".join((head.encode(), body.encode(), *(each.encode() for each in files)))
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes along with a reply. `type` was found out from its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """A reply on its way out: what an adapter needs and nothing more. No note fits in here."""

    reply: CheckedReply
    message_id: int
    case_id: int
    to: Author
    subject: str
    thread: str
    in_reply_to: str
    references: Sequence[str] = ()
    key: str = ""  # stable over retries: the adapter's idempotency key
    automatic: bool = False
    external_id: str = ""  # what Adapter.name_reply gave; stored before sending
    attempt: int = 1
    files: Sequence[OutgoingFile] = ()  # none unless `files_of` the channel says so
    copies: Sequence[Author] = ()  # who else gets it, in the sight of all
    is_forward: bool = False  # no reply: sent on to somebody outside
    signature: str = ""  # the channel's, filled; below the text where the channel writes letters


@dataclass(frozen=True)
class Letter:
    """What the customer receives, made by the code that sends. `html` is empty where there is only text."""

    to: str
    text: str
    html: str = ""
    subject: str = ""
    sender: str = ""
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """How it went. `reason` is for the agent, in words."""

    state: MessageState
    external_id: str = ""
    reason: str = ""
    retry_seconds: float | None = None  # set when trying again may help
    unreached: tuple[str, ...] = ()  # in copy, and refused by the server
    is_account: bool = False  # nothing leaves through this channel until somebody has looked at its account


def pause_before(attempt: int, asked: float | None = None) -> float:
    """Seconds to wait after the nth try: as long as the channel asks for, else longer each time."""
    if asked is not None:
        return min(max(asked, 1.0), LONGEST_PAUSE)
    return min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_BACK_OFF)


def recent_trouble(channel: Any) -> str:
    """What went wrong with a channel's account last, if nothing has gone well since."""
    if not channel.last_error or channel.last_error_at is None:
        return ""
    well = channel.last_ok_at
    return channel.last_error if well is None or channel.last_error_at >= well else ""


@dataclass(frozen=True)
class Traits:
    """What a channel can and cannot do."""

    label: str
    icon: str
    length: int  # characters of one reply
    is_public: bool = False
    undo_seconds: int | None = None  # None: the hub's setting
    can_send: bool = True
    asks_rating: bool = True
    files: FileLimits | None = None  # what the provider takes; it counts where the adapter carries files
    reply_within: timedelta | None = None  # after the customer's last message; None: whenever
    stages: Sequence[Stage] = ()  # what may be said until when within that time, the earliest first
    afterwards: str = ""  # what is still allowed once it is over
    measure: Measure = CHARACTERS  # how `length` is counted
    remark: str = ""  # what agents should know before they write
    owner: str = ""  # who keeps the cases, where this is a mirror: they are changed there and only read here


class Adapter(Protocol):
    """One kind of channel. Receives by putting items into the inbox, sends one reply at a time."""

    kind: ChannelKind
    traits: Traits

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """Turn a stored item into what it means. Raises Unreadable when nothing can be made of it."""
        ...

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """The id that a reply will have, where we may choose it: it is stored before sending."""
        ...

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """Bring a reply to the customer, or say why not."""
        ...

    def health(self, channel: Any) -> str:
        """Empty when all is well, else what is wrong and what to do."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    """An adapter that can find out about a reply of which it is not known whether it arrived."""

    def look_up(self, channel: Any, outgoing: Outgoing) -> Sent:
        """SENT or DELIVERED: it is there. FAILED: it surely is not. UNKNOWN: the channel cannot tell."""
        ...


@runtime_checkable
class WritesLetters(Protocol):
    """An adapter that puts more around the text than the text: a subject, a signature."""

    def letter(self, channel: Any, outgoing: Outgoing) -> Letter:
        """What `send` would bring, without sending it."""
        ...


@runtime_checkable
class CarriesFiles(Protocol):
    """An adapter whose `send` brings the files of a reply along. Any other is given none."""

    carries_files: bool


# Ways in that share their addresses: who fills in the form is who writes from that mailbox.
SAME_ADDRESSES = {ChannelKind.FORM: ChannelKind.EMAIL}

adapters: dict[str, Adapter] = {}
stand_ins: dict[str, Adapter] = {}


def register(adapter: Adapter) -> None:
    """Make a kind of channel known."""
    adapters[adapter.kind] = adapter


def adapter_of(channel: Any) -> Adapter:
    """The adapter behind a channel: its own, or the simulator where the settings say it plays it."""
    if channel.settings.get("played_by") == ChannelKind.SIMULATOR:
        return stand_ins[channel.kind]
    return adapters[channel.kind]


def letter_of(channel: Any, outgoing: Outgoing) -> Letter:
    """What the customer receives of a reply, before it is sent."""
    adapter = adapter_of(channel)
    if isinstance(adapter, WritesLetters):
        return adapter.letter(channel, outgoing)
    return Letter(outgoing.to.address, outgoing.reply.body)  # as it stands, sign for sign


def files_of(channel: Any) -> FileLimits | None:
    """What files a reply on this channel may carry; None where none."""
    try:
        adapter = adapter_of(channel)
    except KeyError:
        return None
    return adapter.traits.files if isinstance(adapter, CarriesFiles) and adapter.carries_files else None


def identity_kind(kind: ChannelKind) -> ChannelKind:
    """Under which kind an address of this channel is known."""
    return SAME_ADDRESSES.get(kind, kind)


def traits_of(channel: Any) -> Traits | None:
    """What a channel can do; None when nothing here speaks its kind (its plugin was taken out)."""
    try:
        return adapter_of(channel).traits
    except KeyError:
        return None
