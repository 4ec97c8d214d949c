"""How much of CommonMark's own examples our renderer reads alike. The figures may rise, never fall."""

import html as htmllib
import json
import re
from pathlib import Path

import pytest

from hub.core.markup import render
from hub.core.markup.sanitize import clean_page

EXAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "commonmark" / "spec-tests.json"
RAW = {"HTML blocks", "Raw HTML"}  # shown as typed, on purpose
# docs/architecture.md tells the same numbers.
FLOOR_ALL = 416
FAIR = 524
FLOOR_FAIR = 408
_BLOCK = re.compile(r"\s*(</?(?:p|ul|ol|li|blockquote|h\d|hr|table|pre)\b[^>]*>)\s*")


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the CommonMark examples are not beside the project")
def test_it_reads_most_of_commonmark() -> None:
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    read = [example for example in examples if _is_read_alike(example)]
    fair = [example for example in examples if _asks_for_nothing_we_refuse(example)]
    assert len(examples) == 655
    assert len(fair) == FAIR
    assert len(read) >= FLOOR_ALL, [example["example"] for example in read]
    assert sum(example in read for example in fair) >= FLOOR_FAIR


def _is_read_alike(example: dict[str, str]) -> bool:
    return _canonical(render(example["markdown"], top_heading=1).html) == _canonical(example["html"])


def _asks_for_nothing_we_refuse(example: dict[str, str]) -> bool:
    """No raw HTML, no picture from elsewhere, no link that our pages do not follow."""
    wanted = example["html"]
    return example["section"] not in RAW and _canonical(clean_page(wanted)) == _canonical(wanted)


def _canonical(html: str) -> str:
    """Without what carries no meaning: order of attributes, code colours, space between blocks."""
    html = re.sub(r'<div class="highlight">(<pre>.*?</pre>)</div>', r"\1", html, flags=re.S)
    html = re.sub(r"</?span[^>]*>", "", html)
    html = re.sub(r' (?:class|id|rel|loading)="[^"]*"', "", html)
    html = re.sub(r'<(\w+)((?: [\w-]+="[^"]*")+)', _sorted_attributes, html)
    html = re.sub(r"<br ?/?>\n?", "\n", html).replace(" />", ">").replace("&quot;", '"')
    html = re.sub(r"&#\d+;|&nbsp;", lambda match: htmllib.unescape(match[0]), html)
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.S)
    return "".join(_tidied(part) for part in parts).strip()


def _sorted_attributes(match: re.Match[str]) -> str:
    return f"<{match[1]} " + " ".join(sorted(re.findall(r'[\w-]+="[^"]*"', match[2])))


def _tidied(part: str) -> str:
    if part.startswith("<pre>"):
        return part.replace("\n</code>", "</code>")
    return re.sub(r"[ \t]*\n[ \t]*", "\n", _BLOCK.sub(r"\1", part))
