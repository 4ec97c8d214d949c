"""Sends one mail by SMTP and says exactly what became of it, for the mail and for each recipient.

What matters is the middle: once the server may hold the whole mail, a lost connection means
`unknown`, never "try again", because a blind repeat is a second answer to a customer.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from enum import StrEnum
from typing import Literal

from hub.channels.email.charsets import one_line

Security = Literal["starttls", "tls", "none"]
LONGEST_TEXT = 500
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Refusals that speak of the account: the mail itself is as good as before.
ACCOUNT_CODES = {432, 454, 530, 534, 535, 538}
ACCOUNT_STATUS = re.compile(r"\b5\.7\.(?:0|3|8|9|30|57|139)\b.{0,120}(?:auth|credential|log ?in)", re.I)
LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"(?m)^\.")


class State(StrEnum):
    """What became of it."""

    SENT = "sent"  # the server took it over, for one recipient at least
    TEMPORARY = "temporary"  # not taken; the same mail may be sent again later
    REJECTED = "rejected"  # not taken, and never will be
    UNKNOWN = "unknown"  # the answer was lost: look for the Message-ID before sending again


class Cause(StrEnum):
    """Whom a failure concerns."""

    NONE = ""
    MAIL = "mail"  # this mail or its recipients
    ACCOUNT = "account"  # sign-in, certificate, permission: every mail of this account
    NETWORK = "network"


@dataclass(frozen=True)
class SmtpConfig:
    """How to reach the server. `token` is an OAuth access token, used in place of a password."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    seconds: float = 30.0  # for each step
    own_name: str = ""  # said in EHLO; empty: this machine's name
    ca_file: str = ""


@dataclass(frozen=True)
class Answer:
    """One reply of the server."""

    state: State
    code: int
    text: str


@dataclass(frozen=True)
class SendResult:
    """`recipients` has an entry for each that was offered to the server."""

    state: State
    code: int
    text: str
    cause: Cause = Cause.NONE
    recipients: dict[str, Answer] = field(default_factory=dict)

    @property
    def refused(self) -> dict[str, Answer]:
        return {who: a for who, a in self.recipients.items() if a.state is not State.SENT}


class Refused(Exception):
    """The server, or the way to it, said no before the mail was handed over."""

    def __init__(self, result: SendResult) -> None:
        super().__init__(result.text)
        self.result = result


def send(
    config: SmtpConfig, message: EmailMessage, *, sender: str = "", to: Sequence[str] = ()
) -> SendResult:
    """Sends it; `sender` and `to` replace the envelope that the headers give. Never raises."""
    sender = sender or next(iter(addresses_in(message, "from")), "")
    recipients = list(dict.fromkeys(to or addresses_in(message, "to", "cc")))
    if not recipients or not sender:
        return SendResult(State.REJECTED, 0, "It has no sender or nobody to go to.", Cause.MAIL)
    try:
        data = message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return SendResult(State.REJECTED, 0, f"It cannot be written: {error}", Cause.MAIL)
    try:
        with connected(config) as server:
            return deliver(server, sender, recipients, data)
    except Refused as refusal:
        return refusal.result


def check(config: SmtpConfig) -> SendResult:
    """Connects and signs in without sending: for the page on which an account is connected."""
    try:
        with connected(config):
            return SendResult(State.SENT, 0, "The server accepts this account.")
    except Refused as refusal:
        return refusal.result


def addresses_in(message: EmailMessage, *names: str) -> list[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(values) if "@" in address]


class Session:
    """An open connection that is closed whatever happens, politely if possible."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server

    def __enter__(self) -> smtplib.SMTP:
        return self.server

    def __exit__(self, *_: object) -> None:
        try:
            self.server.quit()
        except (OSError, smtplib.SMTPException):
            self.server.close()


def connected(config: SmtpConfig) -> Session:
    """Connects, secures, signs in; each with its own words if it fails."""
    server: smtplib.SMTP | None = None
    try:
        server = open_connection(config)
        server.ehlo_or_helo_if_needed()
        if config.security == "starttls":
            if not server.has_extn("starttls"):
                raise refused(Cause.ACCOUNT, 0, "The server does not offer STARTTLS.")
            server.starttls(context=tls(config))
            server.ehlo()
        sign_in(server, config)
    except BaseException as error:
        if server is not None:
            server.close()
        if isinstance(error, Refused):
            raise
        if isinstance(error, (OSError, smtplib.SMTPException, ValueError)):
            raise failed(error) from error
        raise
    return Session(server)


def open_connection(config: SmtpConfig) -> smtplib.SMTP:
    name = config.own_name or None
    if config.security == "tls":
        return smtplib.SMTP_SSL(config.host, config.port, name, timeout=config.seconds, context=tls(config))
    return smtplib.SMTP(config.host, config.port, name, timeout=config.seconds)


def tls(config: SmtpConfig) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=config.ca_file or None)


def sign_in(server: smtplib.SMTP, config: SmtpConfig) -> None:
    if not config.user:
        return
    if config.security == "none" and config.host not in LOOPBACK:
        raise refused(Cause.ACCOUNT, 0, "A password is only sent over an encrypted connection.")
    if not config.token:
        server.login(config.user, config.password)
        return
    line = f"user={config.user}\x01auth=Bearer {config.token}\x01\x01"
    server.auth("XOAUTH2", lambda challenge=None: "" if challenge else line)


def failed(error: Exception) -> Refused:
    """An exception from before the mail was handed over: nothing was sent, so it may be repeated."""
    if isinstance(error, ssl.SSLError):
        return refused(Cause.ACCOUNT, 0, f"The connection could not be secured: {error}")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        text = said(error.smtp_error)
        return refused(Cause.ACCOUNT, error.smtp_code, f"The server refused to sign us in: {text}")
    if isinstance(error, smtplib.SMTPResponseException):
        return refused(Cause.NETWORK, error.smtp_code, said(error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return refused(Cause.ACCOUNT, 0, str(error))
    if isinstance(error, TimeoutError):
        return refused(Cause.NETWORK, 0, "The server did not answer in time.")
    if isinstance(error, socket.gaierror):
        return refused(Cause.NETWORK, 0, f"The server's name was not found: {error}")
    return refused(Cause.NETWORK, 0, f"The server could not be reached: {error}")


def refused(cause: Cause, code: int, text: str) -> Refused:
    return Refused(SendResult(State.TEMPORARY, code, one_line(text, LONGEST_TEXT), cause))


# The mail itself --------------------------------------------------------------------------------


def deliver(server: smtplib.SMTP, sender: str, recipients: Sequence[str], data: bytes) -> SendResult:
    asked: dict[str, Answer] = {}
    try:
        size = [f"size={len(data)}"] if server.has_extn("size") else []
        code, reply = server.mail(sender, size)
        if code != 250:
            return verdict(code, said(reply), {})
        for recipient in recipients:
            code, reply = server.rcpt(recipient)
            asked[recipient] = answer(code, said(reply))
            if code == 421:
                return verdict(code, said(reply), asked)
        if not any(a.state is State.SENT for a in asked.values()):
            return all_refused(asked)
        code, reply = server.docmd("DATA")
        if code != 354:
            return verdict(code, said(reply), withdrawn(asked, code, said(reply)))
    except (OSError, smtplib.SMTPException) as error:
        return failed(error).result
    return hand_over(server, asked, data)


def hand_over(server: smtplib.SMTP, asked: dict[str, Answer], data: bytes) -> SendResult:
    """From the first byte on the server may have it all: whatever breaks now leaves it unknown."""
    lines = LEADING_DOT.sub(b"..", LINE_END.sub(b"\r\n", data))
    end = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        server.send(lines + end)
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        text = one_line(f"The connection broke before the server's answer: {error}", LONGEST_TEXT)
        lost = {
            w: a if a.state is not State.SENT else Answer(State.UNKNOWN, 0, text) for w, a in asked.items()
        }
        return SendResult(State.UNKNOWN, 0, text, Cause.NETWORK, lost)
    text = said(reply)
    if code == 250:
        return SendResult(State.SENT, code, text, Cause.NONE, asked)
    return verdict(code, text, withdrawn(asked, code, text))


def verdict(code: int, text: str, asked: dict[str, Answer]) -> SendResult:
    """A refusal of the whole mail."""
    account = code in ACCOUNT_CODES or ACCOUNT_STATUS.search(text) is not None
    if account:
        return SendResult(State.TEMPORARY, code, text, Cause.ACCOUNT, asked)
    return SendResult(answer(code, text).state, code, text, Cause.MAIL, asked)


def all_refused(asked: dict[str, Answer]) -> SendResult:
    """Nobody was accepted: it is worth another try as long as one refusal is temporary."""
    answers = list(asked.values())
    first = next((a for a in answers if a.state is State.TEMPORARY), answers[0])
    return verdict(first.code, first.text, asked)


def withdrawn(asked: dict[str, Answer], code: int, text: str) -> dict[str, Answer]:
    """Who was accepted first and then refused together with the mail."""
    return {w: answer(code, text) if a.state is State.SENT else a for w, a in asked.items()}


def answer(code: int, text: str) -> Answer:
    if 200 <= code < 300:
        return Answer(State.SENT, code, text)
    # Anything that is not clearly final is tried again, also nonsense codes.
    return Answer(State.REJECTED if 500 <= code < 600 else State.TEMPORARY, code, text)


def said(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(text, LONGEST_TEXT)
