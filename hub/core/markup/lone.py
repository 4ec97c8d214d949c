"""Links to other places that stand alone on their line: what a page may show a preview of."""

import html as entities
import re
from collections.abc import Callable, Iterator

from hub.core.markup.links import FOREIGN_REL

MOST = 3  # in one text
# Quotations, internal parts and wordings for customers keep their links as they are.
_STEP = re.compile(
    r'<(?P<close>/)?(?:blockquote|aside)\b[^>]*>|<p(?: class="lead")?>(?P<words>.*?)</p>', re.S
)
_LONE = re.compile(rf'<a href="(?P<url>https?://[^"]+)" rel="{FOREIGN_REL}">(?P<shown>[^<]*)</a>(?:<br>)?')


def lone_links(html: str) -> list[str]:
    """Their addresses in the order of a stored text, at most MOST, each once."""
    if f'rel="{FOREIGN_REL}">http' not in html:
        return []
    found = dict.fromkeys(url for paragraph in _paragraphs(html) for url in _alone(paragraph["words"]))
    return list(found)[:MOST]


def after_lone_links(html: str, shown: Callable[[str], str]) -> str:
    """The text with what `shown` makes of each address (trusted HTML, or nothing) behind its paragraph."""
    wanted = set(lone_links(html))
    pieces: list[str] = []
    at = 0
    for paragraph in _paragraphs(html) if wanted else ():
        urls = [url for url in _alone(paragraph["words"]) if url in wanted]
        pieces += [html[at : paragraph.end()], *(shown(url) for url in urls)]
        wanted.difference_update(urls)
        at = paragraph.end()
    return "".join([*pieces, html[at:]])


def _paragraphs(html: str) -> Iterator[re.Match[str]]:
    depth = 0
    for step in _STEP.finditer(html):
        if step["words"] is None:
            depth += -1 if step["close"] else 1
        elif depth == 0:
            yield step


def _alone(words: str) -> list[str]:
    lines = (_LONE.fullmatch(line.strip()) for line in words.split("\n"))
    return [
        entities.unescape(line["url"]) for line in lines if line is not None and line["url"] == line["shown"]
    ]
