"""Every verb of files: keep one, attach it to the text it stands in, take it away, forget what is unused."""

import re
import secrets
from collections.abc import Callable, Collection
from datetime import timedelta

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid, TooMuch
from hub.core.events import Subject, record
from hub.core.features import resolve
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.files.events import FileRemoved, FilesAttached
from hub.files.kinds import document_type, picture_kind, refuse_programs
from hub.files.models import StoredFile
from hub.files.names import clean_name
from hub.files.pictures import redraw, smaller
from hub.files.queries import waiting_sum
from hub.files.rules import REMOVE_FILE, UPLOAD
from hub.files.storage import store
from hub.people.models import Person

Needed = Callable[[Collection[str]], Collection[str]]
_needed: list[Needed] = []
UNUSED = timedelta(days=1)
TOO_LARGE = lazy(
    "Files may have %(most)s MB at most. Make it smaller, or put it where large files are kept and "
    "write the address."
)
_ADDRESS = re.compile(r"/files/([0-9a-f]{32})/")


def keep_file(actor: Person, name: str, content: bytes) -> StoredFile:
    """Take in a file. It is its uploader's alone until it stands in a text, and forgotten after a day."""
    require(actor, UPLOAD)
    _refuse_hoarding(actor, len(content))
    file = _judged(name, content)
    with transaction() as db:
        file.uploader_id, file.uploader, file.created_at = actor.id, actor, clock.now()
        db.add(file)
        db.flush()
    return file


def keep_for(thing: Subject, keeper: Person, name: str, content: bytes) -> StoredFile:
    """A file that came to `thing` from elsewhere, inside a transaction: never anybody's alone."""
    file = _judged(name, content)
    file.uploader_id, file.uploader, file.created_at, file.about = keeper.id, keeper, clock.now(), thing.ref
    session().add(file)
    session().flush()
    record(FilesAttached((file.id,)), SYSTEM, thing)
    return file


def drop_file(id: int) -> None:
    """Where a file came from it is gone: it goes here, inside a transaction. Its bytes go within a day."""
    file = session().get(StoredFile, id)
    if file is not None and file.removed_at is None:
        file.removed_at = clock.now()


def attach(actor: Actor, thing: Subject, source: str) -> None:
    """Give `thing` the files whose addresses stand in its text, inside the action's transaction.

    Only those that the writer uploaded, and only once: whoever writes down the address of somebody
    else's file shows it to nobody who could not fetch it before.
    """
    keys = list(dict.fromkeys(_ADDRESS.findall(source)))
    if not keys:
        return
    mine = (
        select(StoredFile)
        .where(
            StoredFile.key.in_(keys),
            StoredFile.uploader_id == actor.id,
            StoredFile.about.is_(None),
            StoredFile.removed_at.is_(None),
        )
        .order_by(StoredFile.id)
        .with_for_update()
    )
    found = session().scalars(mine).all()
    if len(found) > LIMITS.uploads_per_thing:
        most = LIMITS.uploads_per_thing
        raise Invalid(
            _("At most %(most)s new files in one text. Put the others into another.", most=most), field="body"
        )
    for file in found:
        file.about = thing.ref
    if found:
        record(FilesAttached(tuple(file.id for file in found)), actor, thing)


def remove_file(actor: Person, file: StoredFile) -> None:
    """Take a file away, also out of the text it stands in. Its bytes go within a day."""
    require(actor, REMOVE_FILE, file)
    with transaction():
        locked(file)
        if file.removed_at is not None:
            return
        file.removed_at = clock.now()
        if file.about is not None:
            record(FileRemoved(file.id), actor, resolve(SYSTEM, file.about))


def forget_unused() -> int:
    """Delete what stands in no text after a day, and bytes without a row. Returns how many of the latter."""
    before = clock.now() - UNUSED
    with transaction() as db:
        unused = (StoredFile.about.is_(None), StoredFile.created_at < before)
        db.execute(delete(StoredFile).where(*unused))
    return store().forget(_still_needed, before)


def _judged(name: str, content: bytes) -> StoredFile:
    """The row for what may be kept. Raises Invalid for what may not."""
    if not content:
        raise Invalid(_("This file is empty. Choose another one."), field="file")
    if len(content) > LIMITS.upload_bytes:
        raise Invalid(TOO_LARGE % {"most": LIMITS.upload_bytes // 1024**2}, field="file")
    refuse_programs(clean_name(name), content)
    return _described(name, content)


def _described(name: str, content: bytes) -> StoredFile:
    """The row for these bytes, which are in the store by now. Pictures are drawn anew first."""
    kind = picture_kind(content)
    key = secrets.token_hex(16)
    if kind is None:
        return StoredFile(
            key=key, name=clean_name(name), type=document_type(content), size=len(content),
            sha256=store().put(content),
        )  # fmt: skip
    picture = redraw(kind, content)
    small = smaller(picture)
    return StoredFile(
        key=key, name=clean_name(name, picture.ending), type=picture.type, size=len(picture.content),
        sha256=store().put(picture.content), width=picture.width, height=picture.height,
        small_sha256=store().put(small) if small else None, small_size=len(small) if small else None,
    )  # fmt: skip


def _refuse_hoarding(actor: Person, more: int) -> None:
    count, size = waiting_sum(actor)
    if count >= LIMITS.uploads_waiting or size + more > LIMITS.uploads_waiting_bytes:
        raise TooMuch(
            _(
                "You have uploaded much that stands in no text yet. Post what you are writing, or "
                "take files away that you do not need; what is in no text is forgotten after a day."
            )
        )


def also_needed(asked: Needed) -> None:
    """Bytes in the store that no StoredFile names are kept as long as this gives their hashes back."""
    _needed.append(asked)


def _still_needed(digests: Collection[str]) -> Collection[str]:
    found: set[str] = set()
    for digest in (StoredFile.sha256, StoredFile.small_sha256):
        found.update(
            session().scalars(select(digest).where(digest.in_(digests), StoredFile.removed_at.is_(None)))
        )
    return found.union(*(asked(digests) for asked in _needed))
