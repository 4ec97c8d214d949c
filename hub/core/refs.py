"""Refs: the short names of things, `question:7`. They let features meet without importing each other."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, case, cast, func


class Ref(NamedTuple):
    """A thing by kind and number. `str(ref)` is what is stored and sent."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def parse(text: str) -> Ref:
    """Read `question:7`. Raises ValueError with the text when it is not a ref."""
    kind, colon, number = text.partition(":")
    if not colon or not kind.isidentifier() or not number.isdecimal() or len(number) > 18:
        raise ValueError(f"not a ref: {text[:60]!r}")
    return Ref(kind, int(number))


class HasRef:
    """Mixed into every table whose rows have a ref; `ref_kind` is the name in the registry."""

    ref_kind: str
    id: object

    @property
    def ref(self) -> str:
        """`kind:id`, once the row has its number."""
        return f"{self.ref_kind}:{self.id}"


def number_in(ref: Any, kind: str) -> ColumnElement[int]:
    """As SQL: the number in the refs of this kind that a column holds, so that rows are found by key."""
    return cast(case((ref.startswith(f"{kind}:"), func.substr(ref, len(kind) + 2))), Integer)
