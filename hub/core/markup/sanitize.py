"""The last word on every HTML that is stored or sent: a strict list of what may stay."""

import re

import nh3
from pygments.token import STANDARD_TYPES

from hub.core.markup.links import ANCHOR, FOREIGN, FOREIGN_REL, IMAGE_PATH, LOCAL_PATH

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TEXT_TAGS = _HEADINGS | {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "a"),
    *("strong", "em", "del", "ins", "mark", "kbd", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("dl", "dt", "dd"),
}
PAGE_TAGS = _TEXT_TAGS | {"aside", "div", "span", "b", "i", "img"}
PAGE_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "rel", "class", "title", "dir"}),
    "img": frozenset({"src", "alt", "title", "loading"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"align"}),
    "th": frozenset({"align"}),
    "span": frozenset({"role", "aria-label", "class"}),
    "li": frozenset({"id", "class"}),
    "sup": frozenset({"id"}),
    **dict.fromkeys(_HEADINGS, frozenset({"id"})),
    **{tag: frozenset({"class"}) for tag in ("div", "aside", "table", "p", "pre", "code")},
}
PAGE_CLASSES: dict[str, frozenset[str]] = {
    "a": frozenset({"mention", "ref", "shown", "footnote-ref", "footnote-backref"}),
    "aside": frozenset({"guard", "ready", "callout", "callout-note", "callout-tip", "callout-warning"}),
    "div": frozenset({"highlight", "footnote", "txt", "diagram", "math"}),
    "code": frozenset({"math"}),
    "span": frozenset({"task-on", "task-off", "filename"}) | frozenset(filter(None, STANDARD_TYPES.values())),
    "li": frozenset({"task"}),
    "table": frozenset({"table"}),
    "p": frozenset({"callout-title", "ready-title"}),
    "pre": frozenset({"typed"}),
}
MAIL_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"align"}),
    "th": frozenset({"align"}),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_VALUES = {
    "rel": re.compile(re.escape(FOREIGN_REL)),
    "dir": re.compile("auto"),
    "src": IMAGE_PATH,
    "loading": re.compile("lazy"),
    "start": re.compile(r"\d{1,9}"),
    "align": re.compile("left|right|center"),
    "role": re.compile("img"),
    "aria-label": re.compile("Done|To do"),
    "id": re.compile(r"[a-z][a-z0-9-]{0,120}"),
    "alt": re.compile(r".{0,500}", re.S),
    "title": re.compile(r".{0,500}", re.S),
}


def clean_page(html: str) -> str:
    """HTML for our own pages."""
    return _PAGE.clean(html)


def clean_mail(html: str) -> str:
    """HTML that leaves: text, lists, tables and links to other places, nothing else."""
    return _MAIL.clean(html)


def words_of(html: str) -> str:
    """The text of cleaned HTML, a line for each block."""
    return _NOTHING.clean(html)


def _page_value(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if word in PAGE_CLASSES.get(tag, ())]
        return " ".join(kept) or None
    if name == "href":
        known = (LOCAL_PATH, ANCHOR, FOREIGN)
        return value if any(shape.fullmatch(value) for shape in known) else None
    allowed = _VALUES.get(name)
    return _CONTROL.sub(" ", value) if allowed and allowed.fullmatch(value) else None


def _mail_value(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if FOREIGN.fullmatch(value) else None
    return _page_value(tag, name, value)


def _cleaner(
    tags: frozenset[str], attributes: dict[str, frozenset[str]], *, outside: bool = False
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        # "*" empties the library's own list, which lets `title` and `lang` stay everywhere.
        attributes={"*": set(), **{tag: set(names) for tag, names in attributes.items()}},
        attribute_filter=_mail_value if outside else _page_value,
        url_schemes=set(SCHEMES),
        link_rel=None,
        # Nothing here makes these tags from text; if one ever appears, its content goes with it.
        clean_content_tags={"script", "style"},
    )


_PAGE = _cleaner(PAGE_TAGS, PAGE_ATTRIBUTES)
_MAIL = _cleaner(_TEXT_TAGS, MAIL_ATTRIBUTES, outside=True)
_NOTHING = _cleaner(frozenset(), {}, outside=True)
