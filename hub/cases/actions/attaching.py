"""Files under a reply: put one there, take it away; they go the way the reply goes."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.cases.events import DraftChanged
from hub.cases.file_models import ReplyFile
from hub.cases.filewords import words_of_file
from hub.cases.models import Case, Message
from hub.cases.replyfiles import files_in_draft
from hub.cases.rules import REPLY
from hub.channels.contract import adapter_of, files_of
from hub.channels.measures import FileLimits
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.files.actions import keep_file
from hub.files.models import StoredFile
from hub.people.models import Person

MB = 1024**2


def attach_file(actor: Person, case: Case, name: str, content: bytes) -> ReplyFile:
    """Put a file under the reply that is being written. Raises Invalid where the channel takes none such."""
    require(actor, REPLY, case)
    limits = limits_of(case)
    with transaction() as db:
        locked(case)
        file = keep_file(actor, name, content)
        refuse_unfit(limits, [*(each.file for each in files_in_draft(case, actor)), file])
        file.about = case.ref
        row = ReplyFile(
            case_id=case.id,
            person_id=actor.id,
            file_id=file.id,
            file=file,
            words=words_of_file(name, content),
            at=clock.now(),
        )
        db.add(row)
        record(DraftChanged(""), actor, case)
    return row


def detach_file(actor: Person, case: Case, id: int) -> None:
    """Take a file away from one's own draft."""
    require(actor, REPLY, case)
    with transaction() as db:
        for row in files_in_draft(case, actor):
            if row.id == id:
                db.delete(row)
                record(DraftChanged(""), actor, case)


def limits_of(case: Case) -> FileLimits:
    """What the channel carries. Raises Invalid where it carries no files at all."""
    limits = files_of(case.channel)
    if limits is None:
        label = adapter_of(case.channel).traits.label
        raise Invalid(
            _("%(label)s carries no files. Say in words what is in it, or link a public page.", label=label),
            field="file",
        )
    return limits


def refuse_unfit(limits: FileLimits, files: Sequence[StoredFile]) -> None:
    """Raises Invalid for what the channel does not take."""
    if len(files) > limits.most:
        raise Invalid(_("This channel takes %(most)s files at most.", most=limits.most), field="file")
    for file in files:
        if limits.types and not file.type.startswith(limits.types):
            raise Invalid(
                _("This channel takes pictures only: “%(name)s” is none.", name=file.name), field="file"
            )
        if file.size > limits.each:
            most = limits.each // MB
            raise Invalid(
                _("“%(name)s” is too large: this channel takes %(most)s MB for each file.", name=file.name,
                  most=most),
                field="file",
            )  # fmt: skip
    if sum(file.size for file in files) > limits.together:
        most = limits.together // MB
        raise Invalid(
            _("Together the files are too large: this channel takes %(most)s MB.", most=most), field="file"
        )


def move_files(
    files: Sequence[ReplyFile], *, message: Message | None = None, waits: str | None = None,
    to: Person | None = None,
) -> None:  # fmt: skip
    """They go with their reply: with one that leaves, with one that waits, or back into a draft, of `to`."""
    for row in files:
        row.person_id = to.id if to is not None else row.person_id
        row.message_id, row.waits = message.id if message is not None else None, waits


def copy_files(case: Case, person_id: int, source: tuple[int, str | None], waits: str | None) -> None:
    """The files of (whose, what they wait for) also stand under another draft."""
    whose, mark = source
    waiting = ReplyFile.waits == mark if mark else ReplyFile.waits.is_(None)
    wanted = select(ReplyFile).where(
        ReplyFile.case_id == case.id, ReplyFile.person_id == whose, ReplyFile.message_id.is_(None), waiting
    )
    there = {
        each.file_id
        for each in session().scalars(
            select(ReplyFile).where(
                ReplyFile.case_id == case.id,
                ReplyFile.person_id == person_id,
                ReplyFile.message_id.is_(None),
                ReplyFile.waits == waits if waits else ReplyFile.waits.is_(None),
            )
        )
    }
    for row in session().scalars(wanted).all():
        if row.file_id not in there:
            session().add(
                ReplyFile(
                    case_id=case.id,
                    person_id=person_id,
                    file_id=row.file_id,
                    words=row.words,
                    waits=waits,
                    at=clock.now(),
                )
            )
