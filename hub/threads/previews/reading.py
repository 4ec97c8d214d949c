"""From the page of a stranger to a title, a few words and the address of a picture. None of it is trusted."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from hub.core.markup import clean_name
from hub.web.fetcher import Page

HEAD = SoupStrainer(["title", "meta"])


@dataclass(frozen=True)
class Told:
    """What a page says of itself. picture: an address, "" without one."""

    title: str
    site: str
    words: str
    picture: str


def told_by(page: Page) -> Told:
    """By Open Graph, else by what other programs read, else by its own title, which may be ""."""
    charset = page.charset if page.charset and _is_known(page.charset) else None
    soup = BeautifulSoup(page.body, "html.parser", parse_only=HEAD, from_encoding=charset)
    said: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = str(meta.get("property") or meta.get("name") or "").strip().lower()
        said.setdefault(name, str(meta.get("content") or ""))

    def first(*names: str) -> str:
        return next((said[name] for name in names if said.get(name, "").strip()), "")

    title = first("og:title", "twitter:title") or (soup.title.get_text() if soup.title else "")
    words = first("og:description", "twitter:description", "description")
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    picture = first("og:image:secure_url", "og:image", "twitter:image").strip()
    return Told(
        title=_line(title, 200), site=_line(first("og:site_name"), 60) or host[:100], words=_line(words, 300),
        picture=urljoin(page.url, picture) if picture else "",
    )  # fmt: skip


def _line(text: str, most: int) -> str:
    """One line, without signs that nobody sees or that turn what stands beside them."""
    return clean_name(" ".join(text.split()))[:most].strip()


def _is_known(charset: str) -> bool:
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return False
    return True
