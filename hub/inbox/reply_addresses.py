"""The address that a notice by mail is answered to: whose it is and what it answers, signed (NO05, D26).

`replies+n12.345.20500.k9f2…@hub.example.org`: the notice, the fact it told, the last day it works, and a
signature that also covers the person's password and their own counter: changing one ends all of theirs.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.inbox.models import Notice
from hub.people.models import Person
from hub.people.signing import personal_signature

LIFE = timedelta(days=90)
SETTING = "mail_replies"  # how often the person made their addresses anew
LOCAL_PART = 64
TOKEN = re.compile(r"n([1-9]\d{0,17})\.([1-9]\d{0,17})\.(\d{1,6})\.([a-z2-7]{16})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answerable:
    """What a mail to such an address answers: the notice of a person, and what had happened."""

    notice: Notice
    event: Event
    is_over: bool  # the address has expired

    @property
    def person(self) -> Person:
        """Whose address it is."""
        return self.notice.person


def reply_address(mailbox: str, notice: Notice) -> str:
    """Where `notice`, as it is now, can be answered: `mailbox` with a token behind a plus."""
    local, _, domain = mailbox.rpartition("@")
    day = (clock.now() + LIFE - _EPOCH).days
    token = f"n{notice.id}.{notice.event_id}.{day}"
    made = f"{local}+{token}.{_signature(notice.person, token)}"
    if not local or len(made) > LOCAL_PART:
        raise ValueError(f"{mailbox!r} leaves no room for a token: give a shorter address.")
    return f"{made}@{domain}"


def read_address(address: str) -> Answerable | None:
    """What an address of ours means; None when we did not make it, or its person has ended it since."""
    local = address.lower().rpartition("@")[0]
    found = TOKEN.fullmatch(local.rpartition("+")[2])
    if found is None:
        return None
    notice = session().get(Notice, int(found[1]))
    event = session().get(Event, int(found[2]))
    if notice is None or event is None or not notice.person.is_active:
        return None
    token = f"n{found[1]}.{found[2]}.{found[3]}"
    if not hmac.compare_digest(_signature(notice.person, token), found[4]):
        return None
    return Answerable(notice, event, is_over=int(found[3]) < (clock.now() - _EPOCH).days)


def _signature(person: Person, token: str) -> str:
    made = personal_signature(person, b"mail replies", SETTING, token)
    return base64.b32encode(made[:10]).decode().lower()
