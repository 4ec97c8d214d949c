"""Fetches mail from a mailbox, leaves it unread, and remembers nothing: the caller keeps the cursor.

Each message is fetched on its own and by size, so that neither a broken nor a huge one stops the rest.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from hub.channels.email.charsets import one_line
from hub.channels.email.limits import LIMITS

LONGEST_IDLE = 25 * 60.0  # servers may hang up after 30 minutes
LONGEST_TEXT = 300
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
SAFE_ID = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,500}")  # nothing that ends a quoted IMAP string

Security = Literal["tls", "starttls", "none"]


class MailboxTrouble(Exception):
    """The mailbox cannot be used; `is_account` when signing in or the settings are at fault."""

    def __init__(self, text: str, *, is_account: bool = False) -> None:
        super().__init__(text)
        self.is_account = is_account


@dataclass(frozen=True)
class ImapConfig:
    """How to reach the mailbox. `token` is an OAuth access token, used in place of a password."""

    host: str
    port: int
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    security: Security = "tls"
    folder: str = "INBOX"
    processed_folder: str = ""  # empty: mail stays where it is
    sent_folder: str = ""  # empty: the one that the server marks as such
    seconds: float = 30.0
    ca_file: str = ""


@dataclass(frozen=True)
class Position:
    """How far a folder has been read. UIDs count only within one `uidvalidity`."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True)
class Fetched:
    """A message as it lies on the server; `problem` says why `raw` is empty or shortened.

    `position` is what to store once it is dealt with. `rescan`: the server has numbered the folder
    anew, all of it is read again, and known mail must be skipped.
    """

    uid: int
    raw: bytes
    position: Position
    rescan: bool = False
    problem: str = ""


class Mailbox:
    """A connection to one mailbox. Use it in a `with` block."""

    def __init__(self, config: ImapConfig) -> None:
        self.config = config
        self.open: BaseMailBox | None = None

    def __enter__(self) -> Self:
        with translated(signing_in=True):
            self.open = connect(self.config)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        box, self.open = self.box, None
        try:
            box.logout()
        except (ImapToolsError, imaplib.IMAP4.error, OSError):
            box.client.shutdown()

    @property
    def box(self) -> BaseMailBox:
        if self.open is None:
            raise MailboxTrouble("The mailbox is not open.")
        return self.open

    def position(self) -> Position:
        """The present end of the folder: where to begin for "from now on"."""
        with translated():
            status = self.box.folder.status(self.config.folder, ["UIDVALIDITY", "UIDNEXT"])
        return Position(status["UIDVALIDITY"], status["UIDNEXT"] - 1)

    def fetch_new(self, after: Position | None, limit: int = 100) -> Iterator[Fetched]:
        """What came after that position, oldest first. None, or another numbering: all there is."""
        with translated():
            self.box.folder.set(self.config.folder)
            # What lies there now is found below; only what is announced from here on is news.
            self.box.client.response("EXISTS")
        validity = self.position().uidvalidity
        rescan = after is not None and after.uidvalidity != validity
        last = after.last_uid if after is not None and not rescan else 0
        with translated():
            found = self.box.uids(f"UID {last + 1}:*", charset=None)
        # The server names its last message even if that is not new.
        new = sorted(uid for uid in map(int, found) if uid > last)
        for uid in new[:limit]:
            yield self.fetch(uid, Position(validity, uid), rescan=rescan)

    def fetch(self, uid: int, position: Position, *, rescan: bool = False) -> Fetched:
        """One message, unread as before. A refusal concerns it alone; a lost connection raises."""
        client, problem = self.box.client, ""
        with translated():
            try:
                size = SIZE.search(joined(client.uid("FETCH", str(uid), "(RFC822.SIZE)")[1]))
                what = "BODY.PEEK[]"
                if size is not None and int(size[1]) > LIMITS.raw_bytes:
                    what = f"BODY.PEEK[]<0.{LIMITS.header_section_bytes}>"
                    problem = "It is too large; only its beginning was fetched."
                status, data = client.uid("FETCH", str(uid), f"(UID {what})")
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                status, data = "NO", [str(error).encode("utf-8", "replace")]
        raw = literal(data) if status == "OK" else None
        if raw is None:
            said = one_line(joined(data).decode("utf-8", "replace"), LONGEST_TEXT)
            problem = f"The server did not hand it over: {said or status}"
        return Fetched(uid, raw or b"", position, rescan, problem)

    def set_aside(self, uid: int) -> bool:
        """Moves a message that is dealt with to the processed folder, if there is to be one."""
        target = self.config.processed_folder
        if not target:
            return False
        with translated():
            if not self.box.folder.exists(target):
                self.box.folder.create(target)
            self.box.move(str(uid), target)
        return True

    def wait(self, seconds: float) -> bool:
        """Until something arrives, at most so long. True: look now. Without IDLE it just sleeps."""
        seconds = min(seconds, LONGEST_IDLE)
        with translated():
            if has_news(self.box):
                return True
            if "IDLE" in self.box.client.capabilities:
                return any(b"EXISTS" in line for line in idle(self.box, seconds))
        time.sleep(seconds)
        return True

    def find_by_message_id(self, message_id: str, folder: str = "") -> int | None:
        """The UID of a mail in a folder (the one for sent mail), if it is there."""
        if not SAFE_ID.fullmatch(message_id):
            return None
        folder = folder or self.sent_folder()
        with translated():
            if not self.box.folder.exists(folder):
                return None
            self.box.folder.set(folder, readonly=True)
            query = f'HEADER Message-ID "<{message_id}>"'
            found = self.box.uids(query, charset=None)
            self.box.folder.set(self.config.folder)
        return max(map(int, found), default=None)

    def keep_sent(self, raw: bytes) -> None:
        """Puts a copy of what we sent into the folder for sent mail, read."""
        folder = self.sent_folder()
        with translated():
            if not self.box.folder.exists(folder):
                self.box.folder.create(folder)
            self.box.append(raw, folder, flag_set=["\\Seen"])

    def sent_folder(self) -> str:
        if self.config.sent_folder:
            return self.config.sent_folder
        with translated():
            folders = list(self.box.folder.list())
        for info in folders:
            if "\\sent" in (flag.lower() for flag in info.flags):
                return info.name
        return "Sent"


# The connection ---------------------------------------------------------------------------------


def connect(config: ImapConfig) -> BaseMailBox:
    box = open_box(config)
    try:
        if config.token:
            return box.xoauth2(config.user, config.token, config.folder)
        if config.user.isascii() and config.password.isascii():
            return box.login(config.user, config.password, config.folder)
        return box.login_utf8(config.user, config.password, config.folder)
    except BaseException:
        box.client.shutdown()
        raise


def open_box(config: ImapConfig) -> BaseMailBox:
    if config.security == "none":
        return MailBoxUnencrypted(config.host, config.port, timeout=config.seconds)
    context = ssl.create_default_context(cafile=config.ca_file or None)
    if config.security == "starttls":
        return MailBoxStartTls(config.host, config.port, timeout=config.seconds, ssl_context=context)
    return MailBox(config.host, config.port, timeout=config.seconds, ssl_context=context)


@contextmanager
def translated(*, signing_in: bool = False) -> Iterator[None]:
    """Everything that can go wrong on the way, as one error in words."""
    try:
        yield
    except ssl.SSLError as error:
        text = f"The connection to the mailbox could not be secured: {error}"
        raise MailboxTrouble(text, is_account=True) from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise MailboxTrouble(f"The mail server could not be reached: {error}") from error
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        said = one_line(str(error), LONGEST_TEXT)
        if signing_in:
            text = f"The mail server refused to sign us in: {said}"
            raise MailboxTrouble(text, is_account=True) from error
        raise MailboxTrouble(f"The mail server refused a command: {said}") from error


def has_news(box: BaseMailBox) -> bool:
    """Whether mail was announced since the last fetch: IDLE would not say it a second time."""
    box.client.noop()
    return box.client.response("EXISTS")[1] != [None]


def idle(box: BaseMailBox, seconds: float) -> list[bytes]:
    """Listens; what comes together with the end of listening counts as well."""
    box.idle.start()  # type: ignore[no-untyped-call]
    try:
        heard = list(box.idle.poll(timeout=seconds))
    finally:
        ended = box.idle.stop()  # type: ignore[no-untyped-call]
    return heard + [line for line in ended[1] if isinstance(line, bytes)]


def joined(data: list[Any]) -> bytes:
    pieces = (part for item in data or [] for part in (item if isinstance(item, tuple) else (item,)))
    return b" ".join(piece for piece in pieces if isinstance(piece, bytes))


def literal(data: list[Any]) -> bytes | None:
    """The message inside a FETCH answer, which may carry other lines."""
    for item in data or []:
        if isinstance(item, tuple) and len(item) == 2 and b"BODY[]" in item[0].upper():
            return bytes(item[1])
    return None
