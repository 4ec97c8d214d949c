"""The people of a dump: closed accounts under which their texts stand. Nobody can sign in with one."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM
from hub.importing.keeping import ref_of, remember
from hub.importing.report import Report
from hub.importing.stackexchange.dump import Authors, Dump
from hub.importing.stackexchange.rows import Row
from hub.people.actions import add_person, deactivate
from hub.people.models import Person

UNKNOWN = "Somebody unknown"


class People:
    """Finds the author of a row; makes the accounts."""

    def __init__(self, dump: Dump, report: Report) -> None:
        self._dump = dump
        self._count = report.count("people")
        self._ids: dict[str, int] = {}

    def take_user(self, row: Row, needed: Authors) -> Iterable[str]:
        """The account of somebody who wrote something."""
        number = row.number("Id")
        self._count.read += 1
        if number not in needed.numbers:
            self._count.left_out += 1
            return ()
        key = self._dump.key("user", number)
        if ref_of(key) is not None:
            self._count.there += 1
            return ()
        with clock.at(row.moment("CreationDate")):
            return (self._make(key, row.text("DisplayName") or f"user{number}"),)

    def author(self, row: Row, field: str) -> Person:
        """Whoever wrote a row. One without an account in the dump gets one under the name that is left."""
        key = self._dump.author_key(row, field)
        if key not in self._ids:
            ref = ref_of(key) or self._make(key, self._name_for(row, field))
            self._ids[key] = int(ref.partition(":")[2])
        return session().get_one(Person, self._ids[key])

    def _name_for(self, row: Row, field: str) -> str:
        number = row.optional(f"{field}Id")
        return row.text(f"{field}DisplayName") or (f"user{number}" if number is not None else UNKNOWN)

    def _make(self, key: str, name: str) -> str:
        handle = f"se-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        person = session().scalars(select(Person).where(Person.handle == handle)).one_or_none()
        if person is None:
            shown = " ".join(name.split())[: LIMITS.name] or UNKNOWN
            person = add_person(SYSTEM, shown, f"{handle}@import.invalid", handle)
            person.source = key[:120]
            deactivate(SYSTEM, person)
        remember(key, person.ref)
        session().flush()
        self._count.made += 1
        return person.ref
