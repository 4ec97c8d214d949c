"""Formulas and diagrams in files: the ones are set, the others stand as their source, with a word why.

Nothing here draws Mermaid: that needs a browser. Formulas become MathML, and a picture where nothing
reads that (PDF). What cannot be set stays as it was typed; nothing is lost.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from html import escape, unescape
from importlib import import_module
from xml.etree import ElementTree

from hub.core.words import gettext as _

Formula = Callable[[str, bool], str]

_TITLE = r'(?:<span class="filename">(?P<title>[^<]*)</span>)?'
_DIAGRAM = re.compile(rf'<div class="diagram">{_TITLE}<pre><code>(?P<source>[^<]*)</code></pre></div>')
_BLOCK = re.compile(rf'<div class="math">{_TITLE}<pre><code>(?P<source>[^<]*)</code></pre></div>')
_INLINE = re.compile(r'<code class="math">(?P<source>[^<]*)</code>')
_MATHML = "http://www.w3.org/1998/Math/MathML"
_TAGS = frozenset(
    {
        "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup", "msub",
        "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom",
        "menclose", "mfenced", "merror", "mmultiscripts", "mprescripts", "none",
    }
)  # fmt: skip
LONGEST = 1_000  # letters of a formula that is set
DEEPEST = 60  # brackets inside each other


def drawn(html: str, formula: Formula) -> str:
    """Stored HTML with its formulas set by `formula` (source, whether it has a line of its own)."""
    if 'class="diagram"' in html:
        html = _DIAGRAM.sub(_diagram, html)
    if 'class="math"' in html:
        html = _BLOCK.sub(lambda hit: _set(hit, formula, alone=True), html)
        html = _INLINE.sub(lambda hit: _set(hit, formula, alone=False), html)
    return html


def as_mathml(source: str, alone: bool) -> str:
    """For what shows MathML. Raises ValueError for what is no formula."""
    convert = import_module("latex2mathml.converter").convert
    made = str(convert(source, display="block" if alone else "inline"))
    return ElementTree.tostring(_checked(made), encoding="unicode")


def as_picture(source: str, alone: bool) -> str:
    """For what does not: drawn in lines, with its source as the words of the picture."""
    as_mathml(source, alone)  # what the one refuses the other does not draw
    svg = str(import_module("ziamath").Latex(source, inline=not alone, size=18).svg())
    data = b64encode(svg.encode()).decode()
    return f'<img class="formula" alt="{escape(source)}" src="data:image/svg+xml;base64,{data}">'


def _set(hit: re.Match[str], formula: Formula, *, alone: bool) -> str:
    source = unescape(hit["source"]).strip()
    title = hit["title"] if alone else None
    head = f'<span class="filename">{title}</span>' if title else ""
    if len(source) > LONGEST or _depth(source) > DEEPEST:
        return hit[0]
    try:
        made = formula(source, alone)
    except Exception:  # neither library says which errors it raises for what is no formula
        return hit[0]
    return f'<div class="formula">{head}{made}</div>' if alone else made


def _diagram(hit: re.Match[str]) -> str:
    title = f"<b>{hit['title']}</b> " if hit["title"] else ""
    words = escape(_("Diagram, shown as its source (Mermaid). The hub draws it on its page."))
    code = f"<pre><code>{hit['source']}</code></pre>"
    return f'<figure class="diagram">{code}<figcaption>{title}{words}</figcaption></figure>'


def _checked(made: str) -> ElementTree.Element:
    """The library does not escape what stands in a formula: only elements of mathematics pass."""
    if "<!" in made or "<?" in made:
        raise ValueError("no formula")
    root = ElementTree.fromstring(made)  # noqa: S314 (no declarations: see above)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_MATHML}}}")
        if element.tag not in _TAGS or "href" in element.attrib:
            raise ValueError("no formula")
        for name in [each for each in element.attrib if each.startswith(("on", "{")) or each == "style"]:
            del element.attrib[name]
    root.set("xmlns", _MATHML)
    return root


def _depth(source: str) -> int:
    depth = most = 0
    for letter in source:
        depth += (letter in "{[(") - (letter in "}])")
        most = max(most, depth)
    return most
