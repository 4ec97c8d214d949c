"""Judges HTML by its own short list of what may be in it, written without looking at the sanitizer's."""

import re
from html.parser import HTMLParser

TAGS = frozenset(
    {
        *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
        *("strong", "em", "del", "ins", "mark", "kbd", "sub", "sup", "b", "i"),
        *("table", "thead", "tbody", "tr", "th", "td", "a", "aside", "div", "span", "img"),
        *("dl", "dt", "dd"),
    }
)
ATTRIBUTES = {
    "a": {"href", "rel", "class", "title", "dir"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "span": {"class", "role", "aria-label"},
    "li": {"class", "id"},
    "sup": {"id"},
    "div": {"class"},
    "aside": {"class"},
    "table": {"class"},
    "p": {"class"},
    "pre": {"class"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}
MAIL_TAGS = TAGS - {"aside", "div", "span", "b", "i", "img"}
_LOCAL = re.compile(r"/(?![/\\])|#")
_FOREIGN = re.compile(r"(?:https?://[^/]|mailto:|tel:)", re.I)
_CLASS = re.compile(r"[a-z][a-z0-9-]*")


class _Judge(HTMLParser):
    """Collects what must not be there."""

    def __init__(self, *, mail: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.mail = mail
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in (MAIL_TAGS if self.mail else TAGS):
            self.faults.append(f"<{tag}>")
        allowed = {"href", "start", "align"} if self.mail else ATTRIBUTES.get(tag, set())
        values = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in values if name not in allowed]
        if "href" in values:
            self._judge_link(values)
        if tag == "img" and not re.fullmatch(r"/files/[^?#\\:]+", values.get("src", "")):
            self.faults.append(f"<img src={values.get('src')!r}>")
        for word in values.get("class", "").split():
            if not _CLASS.fullmatch(word):
                self.faults.append(f"class {word!r}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data!r}")

    def _judge_link(self, values: dict[str, str]) -> None:
        href = values.get("href", "")
        foreign = _FOREIGN.match(href)
        if not foreign and (self.mail or not _LOCAL.match(href)):
            self.faults.append(f"href {href!r}")
        if foreign and not self.mail and values.get("rel") != "nofollow noopener":
            self.faults.append(f"no rel on {href!r}")
        if re.search(r"[\x00-\x20\x7f\\]", href):
            self.faults.append(f"control in {href!r}")


def faults(html: str, *, mail: bool = False) -> list[str]:
    """Everything in the HTML that our pages (or our mails) must not hold."""
    judge = _Judge(mail=mail)
    judge.feed(html)
    judge.close()
    return judge.faults
