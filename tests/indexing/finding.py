"""What somebody finds, as the tests ask for it."""

import re
from html import unescape

from tests.conftest import Someone


def titles(who: Someone, words: str, **chosen: str) -> list[str]:
    """The titles on the page of results, the best answer first."""
    page = who.get("/search", query_string={"q": words, **chosen}).text
    links = re.findall(r"<h[23](?: id=\"best-answer\")?><a href=\"[^\"]*\">(.*?)</a></h[23]>", page)
    return [unescape(re.sub(r"</?mark>", "", link)) for link in links]


def total(who: Someone, words: str, **chosen: str) -> int:
    """The number that the heading of the page gives."""
    page = who.get("/search", query_string={"q": words, **chosen}).text
    heading = re.search(r'<h1 class="title">(.*?)</h1>', page, re.S)
    assert heading is not None
    number = re.search(r"(\d+) result", heading[1])
    return int(number[1]) if number else 0
