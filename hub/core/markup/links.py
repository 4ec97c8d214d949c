"""Links, mentions, headings and images of one text: what they become, and what was found."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, AtomicString

from hub.core.markup.limits import TEXT
from hub.core.markup.model import Heading, Job, Mention
from hub.core.markup.tokens import (
    BEFORE,
    BLOCK_SHOWN,
    HIDDEN,
    PAGE_LINK,
    TOKEN,
    block_token,
    clean_name,
    page_token,
    read_token,
)

FOREIGN_REL = "nofollow noopener"
IMAGE_PATH = re.compile(r"/files/(?!.*\.\.)[\w.~()+-]+(?:/(?:[\w.~()+-]|%20)+)*")
# A picture as it is kept, and the part of its address under which a smaller one is shown in texts.
PICTURE_PATH = re.compile(r"(/files/[0-9a-f]{32})(/[^/]+)")
SMALL = "/small"
LOCAL_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\"<>]*")
ANCHOR = re.compile(r"#[\w-]+")
_HOST = r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?"
_REST = r"[^\s\\\"<>\x00-\x1f\x7f]*"
FOREIGN = re.compile(rf"https?://{_HOST}(?:[/?#]{_REST})?|(?:mailto|tel):{_REST}", re.I)
_IGNORED = re.compile(r"[\x00-\x1f\x7f]+")
_ENCODED = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E"})
_TRAILING = ".,;:!?)]}'\"*_~"


@dataclass(slots=True)
class Context:
    """What the steps of one rendering know and find."""

    job: Job
    id_prefix: str
    mentions: dict[str, Mention] = field(default_factory=dict)
    refs: dict[str, None] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)

    def target(self, token: str) -> Mention | None:
        return next((target for target in self.job.targets if target.token == token), None)


def local_path(href: str, base_url: str) -> str | None:
    """The path when the address is one of ours, else None."""
    base = base_url.rstrip("/")
    if base and (href == base or href.startswith((f"{base}/", f"{base}?", f"{base}#"))):
        href = href[len(base) :] or "/"
    return href if LOCAL_PATH.fullmatch(href) else None


def safe_href(href: str) -> str | None:
    """An address a link may lead to, without what browsers ignore in it; None when it may not."""
    bare = HIDDEN.sub("", _IGNORED.sub("", href)).strip().translate(_ENCODED)
    if bare.startswith("//"):
        bare = f"https:{bare}"
    allowed = LOCAL_PATH.fullmatch(bare) or ANCHOR.fullmatch(bare) or FOREIGN.fullmatch(bare)
    return bare if allowed and len(bare) <= TEXT.url else None


class TokenMention(InlineProcessor):
    """@jonas, #prams and !48213 become links when they exist; else they stay as typed."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, context: Context, md: Markdown) -> None:
        super().__init__(TOKEN, md)
        self.context = context

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        token, end = read_token(m)
        target = self.context.target(token) if token else None
        if target is None or safe_href(target.url) is None:
            return None, None, None
        self.context.mentions[token] = target
        # A name written from right to left must not turn the words round it: dir isolates it.
        link = ElementTree.Element("a", {"class": "mention", "href": target.url, "dir": "auto"})
        link.text = AtomicString(target.label)
        return link, m.start(0), end


class PageLink(InlineProcessor):
    """[[Title]] becomes a link when whoever saves the text knows where it leads; else it stays."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, context: Context, md: Markdown) -> None:
        super().__init__(PAGE_LINK, md)
        self.context = context

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        token = page_token(m["page"])
        target = self.context.target(token)
        if target is None or safe_href(target.url) is None:
            return None, None, None
        self.context.mentions[token] = target
        link = ElementTree.Element("a", {"href": target.url})
        link.text = AtomicString(clean_name(m["words"] or "") or target.label)
        return link, m.start(0), m.end(0)


class BlockShown(InlineProcessor):
    """![[Title]] marks where a shared block is put in for each reader; nothing of it is stored here."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, context: Context, md: Markdown) -> None:
        super().__init__(BLOCK_SHOWN, md)
        self.context = context

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        target = self.context.target(block_token(m["page"]))
        if target is None or safe_href(target.url) is None:
            return None, None, None
        self.context.mentions[target.token] = target
        link = ElementTree.Element("a", {"class": "shown", "href": target.url})
        link.text = AtomicString(target.label)
        return link, m.start(0), m.end(0)


class OwnPlace(InlineProcessor):
    """A path of ours written bare, "/q/1042": a link that a page may show as a card."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, context: Context, md: Markdown) -> None:
        heads = "|".join(re.escape(place) for place in context.job.site.places) or r"(?!)"
        super().__init__(rf"{BEFORE}/(?:{heads})/[\w./%?#=&~+-]+", md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        path = m.group(0).rstrip(_TRAILING)
        link = ElementTree.Element("a", {"href": path})
        link.text = AtomicString(path)
        return link, m.start(0), m.start(0) + len(path)


class DressedTree(Treeprocessor):
    """The last step on the tree: shift headings, check links, keep only our own images."""

    def __init__(self, context: Context, md: Markdown) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: ElementTree.Element) -> None:
        linked = {image for link in root.iter("a") for image in link.iter("img")}
        for element in list(root.iter()):
            if element.tag == "a":
                self._link(element)
            elif element.tag == "img":
                self._image(element, is_linked=element in linked)
            elif element.tag == "table":
                element.set("class", "table")
            elif element.tag == "th" and not len(element) and not (element.text or "").strip():
                element.tag = "td"  # the corner above names of rows: a heading that says nothing
            elif isinstance(element.tag, str) and re.fullmatch(r"h[1-6]", element.tag):
                self._heading(element)

    def _link(self, link: ElementTree.Element) -> None:
        typed = html.unescape(link.get("href", "").replace(AMP_SUBSTITUTE, "&"))
        href = safe_href(typed)
        if href is None:
            _as_text(link, typed)
            return
        if not "".join(link.itertext()).strip() and not len(link):
            link.text = AtomicString(typed)  # a link nobody can see is one nobody can press
        path = local_path(href, self.context.job.site.base_url)
        if path is None:
            link.set("href", href)
            if not href.startswith("#"):
                link.set("rel", FOREIGN_REL)
            return
        link.set("href", path)
        if link.get("class") in ("mention", "shown") or not self._is_place(path):
            return
        self.context.refs[path] = None
        if "".join(link.itertext()) in (typed, path):
            link.set("class", "ref")

    def _is_place(self, path: str) -> bool:
        return path.split("/", 2)[1] in self.context.job.site.places and path.count("/") > 1

    def _image(self, image: ElementTree.Element, *, is_linked: bool) -> None:
        source, alt = image.get("src", ""), image.get("alt", "")
        if IMAGE_PATH.fullmatch(source):
            image.set("loading", "lazy")
            if kept := PICTURE_PATH.fullmatch(source):
                image.set("src", f"{kept[1]}{SMALL}{kept[2]}")
                if not is_linked:
                    _lead_to(source, image)
            return
        # An image from elsewhere would tell its owner who reads the text and when.
        image.tag = "a"
        image.attrib.clear()
        image.set("href", source)
        image.text = AtomicString(alt or source)
        self._link(image)

    def _heading(self, heading: ElementTree.Element) -> None:
        level = min(6, int(heading.tag[1]) - 1 + self.context.job.top_heading)
        heading.tag = f"h{level}"
        text = " ".join("".join(heading.itertext()).split())
        slug = _slug(text)
        number = self.context.taken.get(slug, 0) + 1
        self.context.taken[slug] = number
        anchor = f"{self.context.id_prefix}-{slug}" + (f"-{number}" if number > 1 else "")
        heading.set("id", anchor)
        self.context.headings.append(Heading(level, anchor, text))


def _lead_to(source: str, image: ElementTree.Element) -> None:
    """A small picture opens the whole one."""
    shown = ElementTree.Element("img", dict(image.attrib))
    image.tag = "a"
    image.attrib.clear()
    image.set("href", source)
    image.append(shown)


def _as_text(link: ElementTree.Element, typed: str) -> None:
    """What may not be a link keeps its words, with the address behind them."""
    words = "".join(link.itertext())
    link.tag = "span"
    link.attrib.clear()
    if typed.strip() and typed.strip() != words.strip():
        after = f" ({typed.strip()})"
        if len(link):
            link[-1].tail = (link[-1].tail or "") + after
        else:
            link.text = AtomicString((link.text or "") + after)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "part"
