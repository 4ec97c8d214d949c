"""Which case a mail belongs to: evidence in order, never the subject alone, never two senders mixed.

Our tokens are signed, so that nobody can guess his way into somebody else's case. A token that
arrives from a stranger is not believed either: the mail is held for a person to decide.
"""

import base64
import hashlib
import hmac
import re
import secrets as random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.channels.email.parse import ParsedMail

SIGNATURE_BYTES = 10  # 80 bits are 16 letters: a local part has room for 64
SHORTEST_SECRET = 16
TOKEN = re.compile(r"c([1-9]\d{0,17})\.([a-z2-7]{16})")
OWN_ID = re.compile(
    r"case\.([1-9]\d{0,17})\.msg\.([1-9]\d{0,17})\.([a-z2-7]{8})\.([a-z2-7]{16})", re.IGNORECASE
)
SUBJECT_TAG = re.compile(r"\[#([1-9]\d{0,17})\]")
LONGEST_LOCAL_PART = 64


class Kind(StrEnum):
    """How strongly evidence binds, strongest first."""

    TAGGED_ADDRESS = "our token in the address it was sent to"
    OWN_MESSAGE_ID = "an answer to a mail that we sent"
    STORED_MESSAGE = "an answer to a mail in the case"
    SUBJECT_TAG = "the case number in the subject"


@dataclass(frozen=True)
class Evidence:
    """One reason to put a mail into a case."""

    kind: Kind
    case_id: int
    value: str  # the address, message id or tag that says so
    from_participant: bool  # whether the sender already takes part in that case


@dataclass(frozen=True)
class Joins:
    """The mail belongs to this case."""

    case_id: int
    evidence: Evidence


@dataclass(frozen=True)
class Doubtful:
    """It points to this case, but comes from somebody who has no part in it: a person decides."""

    case_id: int
    evidence: Evidence
    reason: str


@dataclass(frozen=True)
class StartsCase:
    """Nothing binds it to a case."""


Verdict = Joins | Doubtful | StartsCase
CasesOfMessages = Callable[[Sequence[str]], dict[str, int]]  # message ids → the case of each known
TakesPart = Callable[[int, str], bool]  # case id, sender's address in lower case


def decide(
    mail: ParsedMail,
    secrets: Sequence[bytes],
    cases_of_messages: CasesOfMessages,
    takes_part: TakesPart,
) -> Verdict:
    """The first evidence decides. The caller's look-ups are the only state."""
    first = next(iter(candidates(mail, secrets, cases_of_messages, takes_part)), None)
    if first is None:
        return StartsCase()
    if first.from_participant:
        return Joins(first.case_id, first)
    who = mail.sender.address or "somebody without an address"
    return Doubtful(first.case_id, first, f"{who} has no part in this case, but the mail is {first.kind}.")


def candidates(
    mail: ParsedMail,
    secrets: Sequence[bytes],
    cases_of_messages: CasesOfMessages,
    takes_part: TakesPart,
) -> list[Evidence]:
    """All evidence, strongest first, each case once per kind.

    A subject tag can be typed by anybody: it counts only from somebody in the case.
    """
    found: dict[tuple[Kind, int], Evidence] = {}
    for kind, case_id, value in pointers(mail, secrets, cases_of_messages):
        participant = bool(mail.sender.address) and takes_part(case_id, mail.sender.key)
        if kind is not Kind.SUBJECT_TAG or participant:
            found.setdefault((kind, case_id), Evidence(kind, case_id, value, participant))
    return list(found.values())


def pointers(
    mail: ParsedMail, secrets: Sequence[bytes], cases_of_messages: CasesOfMessages
) -> Iterator[tuple[Kind, int, str]]:
    for address in mail.recipients:
        case_id = read_token(address.address, secrets)
        if case_id is not None:
            yield Kind.TAGGED_ADDRESS, case_id, address.address
    # What it answers directly comes first, then the thread from its end to its beginning.
    ids = list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    for id_ in ids:
        case_id = read_token(id_, secrets)
        if case_id is not None:
            yield Kind.OWN_MESSAGE_ID, case_id, id_
    known = cases_of_messages(ids) if ids else {}
    for id_ in ids:
        if id_ in known:
            yield Kind.STORED_MESSAGE, known[id_], id_
    for tag in SUBJECT_TAG.finditer(mail.subject):
        yield Kind.SUBJECT_TAG, int(tag[1]), tag[0]


# Tokens -----------------------------------------------------------------------------------------


def make_token(case_id: int, secret: bytes) -> str:
    """What stands behind the plus in the address for answers: `c123.k9f2…`."""
    if case_id < 1:
        raise ValueError("A case has a positive number.")
    return f"c{case_id}.{sign('address', secret, case_id)}"


def make_reply_address(mailbox: str, case_id: int, secret: bytes) -> str:
    """`care@example.com` → `care+c123.k9f2…@example.com`."""
    local, _, domain = mailbox.rpartition("@")
    address = f"{local}+{make_token(case_id, secret)}"
    if not local or not domain or len(address) > LONGEST_LOCAL_PART:
        raise ValueError(f"{mailbox!r} leaves no room for a case number: give a shorter address.")
    return f"{address}@{domain}"


def make_message_id(case_id: int, message_id: int, host: str, secret: bytes) -> str:
    """A fresh Message-ID without brackets: `case.123.msg.456.random.signature@host`.

    Stored before sending; a repeated send uses the same one.
    """
    if case_id < 1 or message_id < 1:
        raise ValueError("Cases and messages have positive numbers.")
    chance = base32(random.token_bytes(5))
    signature = sign("message", secret, case_id, message_id, chance)
    return f"case.{case_id}.msg.{message_id}.{chance}.{signature}@{host}"


def read_token(value: str, secrets: Sequence[bytes]) -> int | None:
    """The case that an address or a message id of ours names, if one of `secrets` signed it."""
    local = value.strip().strip("<>").rpartition("@")[0]
    own = OWN_ID.fullmatch(local)
    if own is not None:
        case_id, message_id, chance, signature = own.groups()
        fields = ("message", int(case_id), int(message_id), chance.lower())
        return int(case_id) if is_signed(signature, secrets, *fields) else None
    _, plus, tag = local.lower().rpartition("+")
    token = TOKEN.fullmatch(tag) if plus else None
    if token is None:
        return None
    return int(token[1]) if is_signed(token[2], secrets, "address", int(token[1])) else None


def is_signed(signature: str, secrets: Sequence[bytes], purpose: str, *fields: object) -> bool:
    """True if any secret made it; all are tried, so that the time does not tell which."""
    given = signature.lower().encode("ascii")
    matches = [
        hmac.compare_digest(given, sign(purpose, secret, *fields).encode("ascii")) for secret in secrets
    ]
    return any(matches)


def sign(purpose: str, secret: bytes, *fields: object) -> str:
    """A signature for one purpose only: an address's never passes as a message id's."""
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"The secret for mail tokens needs {SHORTEST_SECRET} bytes or more.")
    text = "\x1f".join(("backchannel mail", purpose, *map(str, fields)))
    digest = hmac.new(secret, text.encode("utf-8"), hashlib.sha256).digest()
    return base32(digest[:SIGNATURE_BYTES])


def base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()
