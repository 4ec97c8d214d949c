"""E-mail as a channel: a raw mail becomes a message of the right case, a reply becomes a mail."""

from datetime import datetime

from hub.channels.contract import (
    Author,
    ChannelKind,
    Ignored,
    Incoming,
    IncomingFile,
    Letter,
    MessageState,
    Outgoing,
    Received,
    Report,
    Sent,
    Traits,
    Unreadable,
    recent_trouble,
)
from hub.channels.desk import desk
from hub.channels.email.accounts import loop_mark, mail_key, sender_of, smtp_of
from hub.channels.email.automatic import Automatic, Bounce
from hub.channels.email.calendars import TYPE as CALENDAR
from hub.channels.email.calendars import words_of
from hub.channels.email.headers import ADDRESS
from hub.channels.email.outgoing import NO_ACCOUNT, find_sent, letter, message_id_for, send_mail
from hub.channels.email.parse import ParsedMail, parse
from hub.channels.email.quotes import cut
from hub.channels.email.threading import Doubtful, Joins, decide, read_token
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel
from hub.channels.sealing import SealBroken
from hub.core.words import gettext as _

NO_TEXT = "(no text)"
SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
MOST_COPIES = 30
LONGEST_WISH = 140  # an address to answer at; two of them fit into a line of a case's history
WHY_IGNORED = {
    Automatic.LOOP: "It is our own mail coming back.",
    Automatic.BULK: "It was sent to many people at once, by a list or a newsletter.",
    Automatic.REPLY: "A machine answered: an out-of-office note or a receipt.",
}


class Email:
    """A mailbox."""

    kind = ChannelKind.EMAIL
    traits: Traits = TRAITS[ChannelKind.EMAIL]
    carries_files = True

    def read(self, channel: Channel, raw: bytes, received_at: datetime) -> Received:
        """A mail as a message, as the fate of one of ours, or as nothing to answer."""
        mail = parse(raw, received_at, own_loop_marks=[loop_mark()])
        if mail.problem:
            raise Unreadable(mail.problem)
        if mail.bounce is not None:
            return _report(mail.bounce) or Ignored("A mail server reports about a mail that is not ours.")
        own = sender_of(channel)
        if own is not None and mail.sender.key == own.key:
            return Ignored("It comes from this channel's own address.", _incoming(mail))
        if mail.auto is not None:
            reason = WHY_IGNORED.get(mail.auto, "It was written by a machine.")
            return Ignored(reason, _incoming(mail))
        return _incoming(mail)

    def name_reply(self, channel: Channel, case_id: int, message_id: int) -> str:
        """Our Message-ID: after a lost connection it tells whether the mail arrived."""
        return message_id_for(channel, case_id, message_id)

    def send(self, channel: Channel, outgoing: Outgoing) -> Sent:
        """Hand it to the mail server."""
        return send_mail(channel, outgoing)

    def look_up(self, channel: Channel, outgoing: Outgoing) -> Sent:
        """In the folder of sent mail."""
        return find_sent(channel, outgoing)

    def letter(self, channel: Channel, outgoing: Outgoing) -> Letter:
        """The mail, before it leaves."""
        return letter(channel, outgoing)

    def health(self, channel: Channel) -> str:
        """What keeps it from sending, or its last trouble."""
        return health_of(channel)


def health_of(channel: Channel) -> str:
    """Whether a channel that answers by mail can do so, in words."""
    try:
        ready = smtp_of(channel) is not None and sender_of(channel) is not None
    except SealBroken as broken:
        return str(broken)
    if not ready:
        return NO_ACCOUNT
    return recent_trouble(channel)


def _incoming(mail: ParsedMail) -> Incoming:
    found = decide(
        mail, [mail_key()],
        lambda ids: desk().cases_of_messages(ChannelKind.EMAIL, ids),
        lambda case_id, address: desk().takes_part(ChannelKind.EMAIL, case_id, address),
    )  # fmt: skip
    text, rest = _texts(mail)
    external_id = mail.message_id or mail.dedupe_key
    return Incoming(
        external_id=external_id,
        author=Author(mail.sender.address, mail.sender.name),
        text=text,
        at=mail.date,
        subject=mail.subject,
        thread=external_id,
        quoted=rest,
        case_id=found.case_id if isinstance(found, Joins) else None,
        doubt=found.reason if isinstance(found, Doubtful) else "",
        files=[
            IncomingFile(each.filename, each.content, each.content_type, each.content_id)
            for each in mail.attachments
        ],
        answer_to=_answer_to(mail),
        extra=({"notes": list(mail.notes)} if mail.notes else {}) | _in_copy(mail),
    )


def _in_copy(mail: ParsedMail) -> dict[str, list[list[str]]]:
    """Who else the writer wrote to, in the sight of all: whoever a reply to all would reach."""
    found = {
        each.key: [each.address, each.name]
        for each in (*mail.to, *mail.cc)
        if ADDRESS.fullmatch(each.address) and each.key != mail.sender.key
        and read_token(each.address, [mail_key()]) is None
    }  # fmt: skip
    return {"in_copy": list(found.values())[:MOST_COPIES]} if found else {}


def _answer_to(mail: ParsedMail) -> str:
    """Where answers are asked for, when it is not where the mail came from."""
    wished = mail.answer_to
    return wished.address if wished.key != mail.sender.key and len(wished.address) <= LONGEST_WISH else ""


def _texts(mail: ParsedMail) -> tuple[str, str]:
    """What is new, and what was cut from view. Together they are all of it."""
    sender = (mail.sender.name, mail.sender.address)
    plain = mail.text.strip() != ""
    parts = cut(mail.text if plain else mail.html, html=not plain, sender=sender)
    rest = "\n\n".join(text for text in (parts.signature, parts.quoted) if text)
    return parts.visible or _instead(mail), rest


def _instead(mail: ParsedMail) -> str:
    """What can be said of a mail without a text."""
    if any(each.content_type in SEALED for each in mail.attachments):
        return _("(This mail is encrypted or sealed and cannot be read here: ask for one that is not.)")
    said = (words_of(each.content) for each in mail.attachments if each.content_type == CALENDAR)
    return next(filter(None, said), NO_TEXT)


def _report(bounce: Bounce) -> Report | Ignored | None:
    if not bounce.original_message_id:
        return None
    first = next((each for each in bounce.recipients if each.status), None)
    said = f"{first.status} {first.reason}".strip() if first else "no reason given"
    who = first.address if first else "the customer"
    if not bounce.permanent:
        return Ignored(f"The mail to {who} is delayed ({said}). The server goes on trying.")
    return Report(
        bounce.original_message_id, MessageState.FAILED, f"It came back. {who} cannot be reached: {said}",
        who=first.address if first else "",
    )  # fmt: skip
