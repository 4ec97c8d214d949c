"""Finding files. `find_file` is the only way from an address to a file."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import resolve
from hub.core.permissions import Actor, load
from hub.files.models import StoredFile
from hub.files.names import as_words, path_name
from hub.people.models import Person

WAITING_SHOWN = 50


def find_file(actor: Actor, key: str) -> StoredFile:
    """The file, if whoever asks may read now what it stands in. Raises NotFound."""
    found = load(actor, StoredFile, key, by=StoredFile.key)
    if found.about is not None:
        thing = resolve(actor, found.about)
        if getattr(thing, "removed_at", None) is not None:
            raise NotFound
    return found


def waiting_files(actor: Person) -> Sequence[StoredFile]:
    """One's own files that stand in no text yet, newest first."""
    statement = select(StoredFile).where(*_waiting(actor)).order_by(StoredFile.id.desc())
    return session().scalars(statement.limit(WAITING_SHOWN)).all()


def waiting_sum(actor: Person) -> tuple[int, int]:
    """How many of one's files stand in no text yet, and how many bytes they have."""
    statement = select(func.count(StoredFile.id), func.coalesce(func.sum(StoredFile.size), 0))
    count, size = session().execute(statement.where(*_waiting(actor))).one()
    return int(count), int(size)


def url_of_file(file: StoredFile) -> str:
    """Its address. The name at the end is for people."""
    return f"/files/{file.key}/{path_name(file.name)}"


def markdown_for(file: StoredFile) -> str:
    """What to write into a text to have the file there."""
    sign = "!" if file.is_picture else ""
    return f"{sign}[{as_words(file.name)}]({url_of_file(file)})"


def _waiting(actor: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        StoredFile.uploader_id == actor.id,
        StoredFile.about.is_(None),
        StoredFile.removed_at.is_(None),
    )
