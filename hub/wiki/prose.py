"""Stored HTML of a page, dressed for reading: the lead, tables that scroll, locks, customer passages."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from hub.core.features import Card
from hub.core.markup import fill_customer, fill_shown
from hub.reuse.variables import VARIABLE
from hub.web.filters import stored

_TABLE = re.compile(r'<table class="table">(.*?)</table>', re.S)
_SCROLL = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
_GUARD = '<aside class="guard"><b>'
_TAG_OR_VARIABLE = re.compile(rf"<[^>]*>|{VARIABLE.pattern}")


def dressed(
    html: str, ready: Callable[[Markup], str], lock: str, cards: Mapping[str, Card] | None = None
) -> Markup:
    """The text of a page. `ready` shows one customer passage, `lock` is the icon of what stays inside."""
    text = re.sub(r"\A\s*<p>", '<p class="lead">', html, count=1)
    if "<table" in text:
        text = _TABLE.sub(rf'{_SCROLL}<table class="table">\1</table></div>', text)
    if _GUARD in text:
        text = text.replace(_GUARD, f"{_GUARD}{lock}")
    text = fill_customer(text, lambda inner: ready(stored(variables_marked(without_marks(inner)))))
    return stored(text, cards)


def without_marks(html: str) -> str:
    """A passage for customers as it is sent: a shared block has a wording of its own for them."""
    return fill_shown(html, lambda _url, _title, _alone: "")


def variables_marked(html: str) -> str:
    """`{{first_name}}` as a chip, in the words and never inside a tag."""
    return _TAG_OR_VARIABLE.sub(_as_chip, html) if "{{" in html else html


def _as_chip(found: re.Match[str]) -> str:
    name: Any = found[1]
    return f'<span class="var">{name.replace("_", " ")}</span>' if name else found[0]
