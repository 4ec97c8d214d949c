"""Mails made by hand for the tests of reading."""

from hub.channels.email.parse import ParsedMail, parse
from tests.channels.mail_samples import NOON

HEAD = (
    "From: Ada <ada@example.org>\r\nTo: care@example.com\r\nSubject: Bag\r\nMessage-ID: <1@example.org>\r\n"
)


def letter(head: str = HEAD, body: str | bytes = "Hello") -> ParsedMail:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse(head.encode("utf-8", "surrogateescape") + b"\r\n" + raw, NOON)


def mixed(*parts: str, kind: str = "mixed") -> str:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n{body}--b--\r\n"


def part(content: str, head: str = "Content-Type: text/plain") -> str:
    return f"{head}\r\n\r\n{content}"
