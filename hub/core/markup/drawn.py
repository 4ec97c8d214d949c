"""Diagrams and formulas: kept as the source that somebody wrote, marked for the browser to draw.

Where nothing draws them, without scripts and in mails, the source is what stands there.
"""

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

INLINE_MATHS = r"(?<![\\$])\$`([^`\n]{1,500})`\$"
_FENCE_LINES = 60  # of a formula between two "$$"


def custom_fences() -> list[dict[str, Any]]:
    """For the parser: what becomes of ```mermaid and ```math."""
    names = {"mermaid": "diagram", "math": "math"}
    return [
        {"name": name, "class": kind, "format": _kept, "validator": _takes_title}
        for name, kind in names.items()
    ]


def formulas_as_fences(lines: Sequence[str], fences: Iterable[tuple[int, int]]) -> list[str]:
    """A formula between two lines of "$$", or alone on its line between two "$$", as a block of code."""
    code = {number for first, last in fences for number in range(first, last + 1)}
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if at in code or not line.startswith("$$"):
            out.append(lines[at])
            at += 1
            continue
        end = _end_of_formula(lines, at, code)
        inside = [line[2:-2].strip()] if end == at else list(lines[at + 1 : end])
        if end is None or not any(inside) or any("```" in each for each in inside):
            out.append(lines[at])
            at += 1
            continue
        out += ["", "```math", *inside, "```", ""]
        at = end + 1
    return out


def _end_of_formula(lines: Sequence[str], start: int, code: set[int]) -> int | None:
    line = lines[start].strip()
    if line != "$$":
        return start if len(line) > 4 and line.endswith("$$") and "$$" not in line[2:-2] else None
    if lines[start] != line:
        return None  # in a list or a quote it stays as typed
    for number in range(start + 1, min(len(lines), start + _FENCE_LINES)):
        if number in code:
            return None
        if lines[number].strip() == "$$":
            return number
    return None


class InlineFormula(InlineProcessor):
    """$`a^2`$ between words. A lone "$" is money."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element, int, int]:
        formula = ElementTree.Element("code", {"class": "math"})
        formula.text = AtomicString(m.group(1).strip())
        return formula, m.start(0), m.end(0)


def _takes_title(_language: str, inputs: dict[str, str], options: dict[str, Any], *_rest: Any) -> bool:
    options["title"] = inputs.get("title", "")
    return True


def _kept(source: str, _language: str, kind: str, options: dict[str, Any], *_rest: Any, **_more: Any) -> str:
    title = str(options.get("title") or "")
    head = f'<span class="filename">{html.escape(title)}</span>' if title else ""
    return f'<div class="{kind}">{head}<pre><code>{html.escape(source, quote=False)}</code></pre></div>'
