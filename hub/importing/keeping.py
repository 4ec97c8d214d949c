"""The bookkeeping of every importer: keys that were seen, and batches that can be continued."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.importing.events import ThingsImported
from hub.importing.models import Imported, ImportMark
from hub.spaces.models import Space

BATCH = 200


class Numbered(Protocol):
    """A row that knows its line."""

    @property
    def line(self) -> int: ...


R = TypeVar("R", bound=Numbered)


def ref_of(key: str) -> str | None:
    """What was made from the thing with this key, if anything was."""
    row = session().get(Imported, key)
    return row.ref if row is not None else None


def remember(key: str, ref: str) -> None:
    """Note that a thing is here now, inside a transaction."""
    session().add(Imported(key=key, ref=ref, at=clock.now()))


def known_keys(prefix: str) -> Iterator[str]:
    """Every key with this beginning."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    statement = select(Imported.key).where(Imported.key >= prefix, Imported.key < end)
    yield from session().scalars(statement.execution_options(yield_per=1_000))


class Stage(Generic[R]):
    """One pass over one file. Rows go in batches: each is one transaction together with its mark,

    so that a run that was killed goes on behind the last whole batch.
    """

    def __init__(self, source: str, name: str, size: int) -> None:
        self.source, self.name, self.size = source, name, size

    def line_done(self) -> int:
        """Behind which line to go on; 0 for a new run or another file."""
        mark = session().get(ImportMark, (self.source, self.name))
        return mark.line if mark is not None and mark.size == self.size else 0

    def play(self, rows: Iterable[R], take: Callable[[R], Iterable[str]], space: Space) -> None:
        """Hand every row to `take`, which stores it and names the refs it has touched."""
        batch: list[R] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                self._store(batch, take, space)
                batch = []
        if batch:
            self._store(batch, take, space)

    def _store(self, batch: list[R], take: Callable[[R], Iterable[str]], space: Space) -> None:
        with transaction() as db:
            refs = dict.fromkeys(ref for row in batch for ref in take(row))
            mark = db.get(ImportMark, (self.source, self.name))
            if mark is None:
                mark = ImportMark(source=self.source, stage=self.name)
                db.add(mark)
            mark.line, mark.size, mark.at = batch[-1].line, self.size, clock.now()
            if refs:
                record(ThingsImported(self.source, list(refs)), SYSTEM, space)
        session().expunge_all()  # a large import must not keep every row in memory


def forget_marks(source: str) -> None:
    """The run is finished: the next one looks at everything again."""
    with transaction() as db:
        db.execute(delete(ImportMark).where(ImportMark.source == source))
