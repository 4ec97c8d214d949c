"""The public form: what visitors write becomes a message, the reply goes to them by mail.

Nothing sent is ever dropped. What looks like a machine, or comes above the day's ceiling, is kept
for a person to decide; only a flood from one address is sent back, with its text in the fields.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy import select

from hub.channels.contract import Author, ChannelKind, Incoming, Outgoing, Sent, Traits, Unreadable
from hub.channels.contract import Letter as Sheet
from hub.channels.email.adapter import health_of
from hub.channels.email.outgoing import find_sent, message_id_for, send_mail
from hub.channels.email.outgoing import letter as mail_letter
from hub.channels.inbox import count_since, origin_of, put
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem, InboxState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import TooMuch
from hub.core.keys import derived_key
from hub.core.limits import LIMITS
from hub.core.words import lazy

LEAST = timedelta(seconds=3)  # nobody reads and fills in a form faster
LIFE = timedelta(days=2)
WINDOW = timedelta(minutes=10)
KEPT_PER_ADDRESS = 5  # in the window; more of them wait for a person
MOST_PER_ADDRESS = 30  # more are sent back
OVERFLOW = 4  # times the ceiling: what is kept at most in a day
WORD = 8  # letters of the word by which customers can refer to what they sent

ROBOT = lazy(
    "A field that people do not see was filled in. It may be a machine, or a browser that helps too much."
)
OFTEN = lazy("Many messages came from the same place within minutes.")
ABOVE = lazy("More messages came today than this form lets through by itself.")
FULL = lazy(
    "We are getting very many messages just now. Your text is still here: please send it again in a while."
)


class TooQuick(Exception):
    """The form was sent the moment it was opened, or its token is not ours, or is too old."""


@dataclass(frozen=True)
class Letter:
    """What a visitor wrote."""

    name: str
    address: str
    subject: str
    text: str
    language: str = ""


class WebForm:
    """A page on which anybody can write to us."""

    kind = ChannelKind.FORM
    traits: Traits = TRAITS[ChannelKind.FORM]
    carries_files = True

    def read(self, channel: Channel, raw: bytes, received_at: datetime) -> Incoming:
        """What was put into the inbox by `submit`."""
        try:
            sent = json.loads(raw)
            key, text, address = sent["key"], sent["text"], sent["address"]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(lazy("This is not what the form sends.")) from error
        return Incoming(
            external_id=key,
            author=Author(address, sent.get("name", "")),
            text=text,
            at=received_at,
            subject=sent.get("subject", ""),
            thread=key,
            language=sent.get("language", ""),
            extra={"reference": sent.get("word", "")},
        )

    def name_reply(self, channel: Channel, case_id: int, message_id: int) -> str:
        """The Message-ID of the mail."""
        return message_id_for(_sends(channel), case_id, message_id)

    def send(self, channel: Channel, outgoing: Outgoing) -> Sent:
        """By mail, from the mailbox that the form names, so that answers find their case."""
        sends = _sends(channel)
        return send_mail(sends, outgoing)

    def look_up(self, channel: Channel, outgoing: Outgoing) -> Sent:
        """Where that mailbox keeps what it sent."""
        return find_sent(_sends(channel), outgoing)

    def letter(self, channel: Channel, outgoing: Outgoing) -> Sheet:
        """The mail, before it leaves."""
        return mail_letter(_sends(channel), outgoing)

    def health(self, channel: Channel) -> str:
        """Whether replies can be sent."""
        return health_of(_sends(channel))


def new_token() -> str:
    """Goes into the page: proves when it was opened, and makes a form sent twice one message."""
    return _signer().sign(secrets.token_urlsafe(12)).decode()


def submit(channel: Channel, letter: Letter, token: str, address: str, *, trap: str = "") -> str:
    """Take in what a visitor wrote. Returns the word by which they can refer to it.

    Raises TooQuick, and TooMuch for a flood; both leave the text with its writer.
    """
    nonce = _opened(token)
    key = "form:" + hashlib.sha256(f"{nonce}\0{letter}".encode()).hexdigest()[:40]
    word = _word(key)
    origin = origin_of(f"form:{address}")
    raw = json.dumps(
        {
            "key": key, "word": word, "name": letter.name, "address": letter.address,
            "subject": letter.subject, "text": letter.text, "language": letter.language,
        }
    ).encode()  # fmt: skip
    with transaction():
        locked(channel)  # limits are counted one after the other
        if _is_there(channel, key):
            return word
        doubt = ROBOT if trap else _above_limits(channel, origin)
        state = InboxState.QUARANTINED if doubt else InboxState.WAITING
        put(channel, key, raw, origin=origin, state=state, reason=doubt)
    return word


def is_word(text: str) -> bool:
    """Whether it looks like one of our reference words."""
    return len(text) == WORD + 1 and text[4] == "-" and text.replace("-", "").isalnum() and text.isupper()


def _above_limits(channel: Channel, origin: str) -> str:
    """Why it must wait for a person, or nothing. Raises TooMuch when it cannot even wait."""
    moment = clock.now()
    today = count_since(channel, moment.replace(hour=0, minute=0, second=0, microsecond=0))
    here = count_since(channel, moment - WINDOW, origin=origin)
    ceiling = int(channel.settings.get("per_day") or LIMITS.form_per_day)
    if here >= MOST_PER_ADDRESS or today >= OVERFLOW * ceiling:
        raise TooMuch(FULL)
    if here >= KEPT_PER_ADDRESS:
        return OFTEN
    return ABOVE if today >= ceiling else ""


def _opened(token: str) -> str:
    """The random part of a token that has the right age."""
    try:
        nonce, opened = _signer().unsign(token, return_timestamp=True)
    except BadSignature as error:
        raise TooQuick from error
    age = clock.now() - opened
    if not LEAST <= age <= LIFE:
        raise TooQuick
    return nonce.decode()


class _Signer(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer() -> _Signer:
    return _Signer(derived_key(b"form token"), salt="contact form")


def _word(key: str) -> str:
    digest = hashlib.sha256(f"word\0{key}".encode()).digest()
    letters = base64.b32encode(digest).decode().replace("O", "W").replace("I", "X")[:WORD]
    return f"{letters[:4]}-{letters[4:]}"


def _is_there(channel: Channel, key: str) -> bool:
    statement = select(InboxItem.id).where(InboxItem.channel_id == channel.id, InboxItem.key == key)
    return session().scalar(statement) is not None


def _sends(channel: Channel) -> Channel:
    """The mailbox that sends the form's replies and gets the answers to them; else the form itself."""
    slug: Any = channel.settings.get("replies_from")
    if not slug:
        return channel
    found = session().scalars(select(Channel).where(Channel.slug == slug)).one_or_none()
    return found or channel
