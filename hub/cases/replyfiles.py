"""Which files go along with a reply, and what the hub knows of where else they stand."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import with_expression
from sqlalchemy.orm.interfaces import ORMOption

from hub.cases.file_models import ReplyFile
from hub.cases.models import Case, Message
from hub.core.db import session
from hub.files.models import StoredFile
from hub.files.storage import store
from hub.people.models import Person

MOST = 40


def files_in_draft(case: Case, person: Person, waits: str | None = None) -> Sequence[ReplyFile]:
    """Those under somebody's reply that is not sent, or under the one of theirs that `waits`."""
    wanted = select(ReplyFile).where(
        ReplyFile.case_id == case.id,
        ReplyFile.person_id == person.id,
        ReplyFile.message_id.is_(None),
        ReplyFile.waits == waits if waits else ReplyFile.waits.is_(None),
    )
    return session().scalars(wanted.order_by(ReplyFile.id).limit(MOST)).all()


def with_files() -> ORMOption:
    """A loading option: whether a case has any files under replies, in the statement that loads it."""
    return with_expression(Case.has_files, exists().where(ReplyFile.case_id == Case.id))


def files_of_case(case: Case) -> Sequence[ReplyFile]:
    """All of them: those that left, those that wait, those of drafts."""
    wanted = select(ReplyFile).where(ReplyFile.case_id == case.id).order_by(ReplyFile.id)
    return session().scalars(wanted).all()


def files_that_left(files: Sequence[ReplyFile]) -> dict[int, list[StoredFile]]:
    """Message → the files that went with it."""
    found: dict[int, list[StoredFile]] = {}
    for row in files:
        if row.message_id is not None:
            found.setdefault(row.message_id, []).append(row.file)
    return found


def files_of_message(message: Message) -> Sequence[ReplyFile]:
    """Those that go with a stored reply."""
    wanted = select(ReplyFile).where(ReplyFile.message_id == message.id).order_by(ReplyFile.id)
    return session().scalars(wanted).all()


def bytes_of(file: StoredFile) -> bytes:
    """What the customer gets."""
    with store().open(file.sha256) as opened:
        return opened.read()


def stands_inside(file: StoredFile) -> bool:
    """Whether the same bytes stand in something internal: a note, a question, a page, a conversation."""
    for_a_customer = select(ReplyFile.id).where(ReplyFile.file_id == StoredFile.id).exists()
    wanted = select(StoredFile.id).where(
        StoredFile.sha256 == file.sha256, StoredFile.id != file.id, StoredFile.about.is_not(None),
        ~for_a_customer,
    )  # fmt: skip
    return session().scalar(wanted.limit(1)) is not None


def seals_of(files: Sequence[ReplyFile]) -> tuple[str, ...]:
    """Name and content of each: what the guard's mark on a reply covers besides its text."""
    return tuple(f"{row.file.sha256}:{row.file.name}" for row in files)
