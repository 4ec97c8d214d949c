"""A reply on its way out: what the channel is handed, and the same before it is sent, to be looked at."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions.reaching import is_mail
from hub.cases.copying import COPIES, copies_of
from hub.cases.file_models import ReplyFile
from hub.cases.following import address_of, is_offered, line_for, newest_of
from hub.cases.models import Case, Message
from hub.cases.replyfiles import bytes_of, files_of_message
from hub.channels.contract import (
    Author,
    CheckedReply,
    Letter,
    MessageState,
    Outgoing,
    OutgoingFile,
    letter_of,
)
from hub.core.db import session
from hub.people.models import Person
from hub.reuse.variables import fill, known_of

MOST_REFERENCES = 200


def outgoing_of(message: Message, reply: CheckedReply, attempt: int) -> Outgoing:
    """What the channel gets of a stored reply."""
    return _outgoing(
        message.case, reply, None if message.automatic else message.author, before=message.id,
        key=message.ref, files=files_of_message(message), copies=_copies(message),
        automatic=message.automatic, external_id=message.external_id or "", attempt=attempt,
    )  # fmt: skip


def letter_before(case: Case, writer: Person, text: str) -> Letter:
    """What the customer would receive of a text that is still being written."""
    return letter_of(case.channel, _outgoing(
        case, guard.unchecked(text), writer, external_id="preview", copies=copies_of(case).authors,
    ))  # fmt: skip


def _outgoing(
    case: Case,
    reply: CheckedReply,
    writer: Person | None,
    *,
    before: int = 0,
    key: str = "",
    files: Sequence[ReplyFile] = (),
    copies: Sequence[Author] = (),
    automatic: bool = False,
    external_id: str = "",
    attempt: int = 1,
) -> Outgoing:
    return Outgoing(
        reply=reply,
        message_id=before,
        case_id=case.id,
        to=Author(case.address, case.customer.name),
        subject=case.subject,
        thread=case.thread,
        in_reply_to=_last_of_customer(case),
        references=_references(case, before),
        key=key,
        automatic=automatic,
        external_id=external_id,
        attempt=attempt,
        signature=_signature(case, writer),
        copies=copies,
        files=[OutgoingFile(each.file.name, each.file.type, bytes_of(each.file)) for each in files],
    )


def _copies(message: Message) -> list[Author]:
    """Who was in copy when it was sent off; what the hub writes by itself goes to the customer alone."""
    here = message.case.address.lower()
    found = [] if message.automatic else message.extra.get(COPIES, ())
    return [Author(address, name) for address, name in found if address.lower() != here]


def _signature(case: Case, writer: Person | None) -> str:
    if writer is None:
        return ""
    text = fill(str(case.channel.settings.get("signature", "")), known_of(case, writer))
    return "\n\n".join(each for each in (text, _page_line(case)) if each)


def _page_line(case: Case) -> str:
    """Where the customer follows the case; before the first one left, only how it will look."""
    if not is_mail(case) or not is_offered(case):
        return ""
    there = newest_of(case)
    return line_for(case, address_of(there) if there is not None else "https://…")


def _references(case: Case, before: int) -> list[str]:
    statement = select(Message.external_id).where(
        Message.case_id == case.id,
        Message.external_id.is_not(None),
        *([Message.id < before] if before else []),
    )
    found = session().scalars(statement.order_by(Message.id).limit(MOST_REFERENCES))
    return [each for each in found if each]


def _last_of_customer(case: Case) -> str:
    statement = (
        select(Message.external_id)
        .where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return session().scalar(statement) or ""
