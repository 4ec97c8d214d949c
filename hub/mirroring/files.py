"""What came attached to something said in a ticket: fetched at once, for its address does not last.

Each file is one transaction, so a break repeats none. It stands where its comment stands: beside a message,
or in a note. What is too large, a program or no picture after all is named with the reason.
"""

from typing import Any

from sqlalchemy import select

from hub.cases.models import Case, Message
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.files.actions import drop_file, keep_for
from hub.files.models import StoredFile
from hub.files.queries import markdown_for, url_of_file
from hub.mirroring.helpdesk import Attached, Busy, Malformed, Refused, Said, Ticket
from hub.mirroring.inside import keeper_of, reword_note
from hub.mirroring.models import MirroredTicket

MOST = 50  # of one ticket
KEPT = "kept"  # in what is noted beside a message


def take_files(ticket: MirroredTicket, found: Ticket) -> str:
    """Fetch what is not here yet; what went wrong, in words. Raises Busy where we are asked to wait."""
    trouble = ""
    for said in found.said:
        for each in () if said.is_gone else said.files:
            if each.number in ticket.files:
                continue
            try:
                _take(ticket, said, each)
            except Busy as busy:
                if busy.seconds is not None:
                    raise
                trouble = _("“%(name)s” could not be fetched: %(why)s", name=each.name, why=busy)
    return trouble


def drop_files(ticket: MirroredTicket, number: str) -> None:
    """The files of something said go, inside a transaction; said anew, they are fetched anew."""
    for each in ticket.files.values():
        if each["of"] == number and each.get("file"):
            drop_file(each["file"])
    ticket.files = {name: each for name, each in ticket.files.items() if each["of"] != number}


def _take(ticket: MirroredTicket, said: Said, each: Attached) -> None:
    content, why = b"", ""
    try:
        content = _fetched(ticket, each)
    except (Refused, Malformed) as refusal:
        why = str(refusal)
    with transaction() as db:
        locked(ticket)
        if each.number in ticket.files:
            return
        case = db.get_one(Case, ticket.case_id)
        file = None
        if not why:
            try:
                file = keep_for(case, keeper_of(case, said.by), each.name, content)
            except Invalid as refusal:
                why = str(refusal.message)
        link = {"file": file.id, "link": markdown_for(file)} if file is not None else {"why": why[:300]}
        row = {"of": said.number, "name": each.name[:120], **link}
        ticket.files = {**ticket.files, each.number: row}
        if file is not None:
            _show(ticket, case, said, file)


def _show(ticket: MirroredTicket, case: Case, said: Said, file: StoredFile) -> None:
    """Beside the message, or in the note: never beside a message what came with something internal."""
    if said.number in ticket.notes or not said.is_public:
        reword_note(ticket, case, said)
        return
    named = select(Message).where(
        Message.channel_id == case.channel_id, Message.external_id == f"comment:{said.number}"
    )
    message = session().scalars(named).one()
    shown = {"name": file.name, "url": url_of_file(file), "size": "", "image": file.is_picture}
    message.extra = {**message.extra, KEPT: [*message.extra.get(KEPT, ()), shown]}


def _fetched(ticket: MirroredTicket, each: Attached) -> bytes:
    if len(ticket.files) >= MOST:
        raise Malformed(_("The ticket has more files than are fetched."))
    if each.danger:
        raise Malformed(each.danger)
    if each.size > LIMITS.upload_bytes:
        raise Malformed(_("It is larger than %(most)s MB.", most=LIMITS.upload_bytes // 1024**2))
    return each.fetch()


def listed(ticket: MirroredTicket) -> list[dict[str, Any]]:
    """The files that are not here, with why."""
    return [each for each in ticket.files.values() if each.get("why")]
