"""Pages of a list by key, never by offset: nothing is shown twice or skipped while people write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.words import gettext as _

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and the key after which the next ones begin (None at the end)."""

    items: Sequence[T]
    next: str | None = None


def cut(rows: Sequence[T], size: int, key: str = "id") -> Page[T]:
    """A page of `size` from rows fetched as `size + 1`; `key` names the attribute to go on from."""
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], str(getattr(rows[size - 1], key)))


def after() -> int | None:
    """The key that the request asks to go on from, as a number."""
    found = request.args.get("after", "")
    if not found:
        return None
    if not found.isdecimal() or len(found) > 18:
        raise Invalid(_("This link to the next page is damaged. Start again from the first page."))
    return int(found)


def size(default: int = LIMITS.default_page) -> int:
    """How many items a program asks for, within bounds."""
    found = request.args.get("limit", str(default))
    if not found.isdecimal() or not 1 <= int(found[:9]) <= LIMITS.page_size:
        raise Invalid(
            _("limit is a number from 1 to %(page_size)s.", page_size=LIMITS.page_size), field="limit"
        )
    return int(found)
