"""Our Markdown: Python-Markdown with the corrections people expect, and no raw HTML.

HTML in a text is shown as typed ("<customer name>" is something people write), but for a few
inline tags without attributes.
"""

import html
import re
import string
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import ENTITY_RE, InlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from hub.core.markup.drawn import INLINE_MATHS, InlineFormula, custom_fences
from hub.core.markup.links import BlockShown, Context, DressedTree, OwnPlace, PageLink, TokenMention

_PLAIN_TAGS = r"<(?:/?(?:kbd|sub|sup|ins|mark)|br[ ]?/?)>"
_SETTINGS: dict[str, dict[str, object]] = {
    "tables": {"use_align_attribute": True},
    # "~5 minutes and ~10 bags" is no subscript.
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.superfences": {"custom_fences": custom_fences()},
    "pymdownx.highlight": {"linenums": False, "use_pygments": True, "guess_lang": False},
}
_ALERTS = {
    **dict.fromkeys(("note", "info", "important", "abstract", "example"), "note"),
    **dict.fromkeys(("tip", "hint", "success"), "tip"),
    **dict.fromkeys(("warning", "caution", "danger", "attention", "error"), "warning"),
}
# What stands for an escaped character inside, and is forgotten in the words of a mail address.
_LEFT_OVER = re.compile("\x02(\\d{1,6})\x03")
_EXTENSIONS = (
    "tables",
    "sane_lists",
    "nl2br",
    "def_list",
    "pymdownx.superfences",
    "pymdownx.highlight",
    "pymdownx.tilde",
    "pymdownx.magiclink",
)


# Parsers that wait for their next text, by the places that links may lead to. Making one costs more
# than most texts do. Taking and giving back are one step each, so threads share the list.
_idle: dict[frozenset[str], list[Markdown]] = {}


def convert(source: str, context: Context) -> str:
    """The HTML of one text, from a parser of its own while it lasts.

    A parser that failed once would render every later text wrongly: it is not given back.
    """
    idle = _idle.setdefault(frozenset(context.job.site.places), [])
    try:
        md = idle.pop()
    except IndexError:
        md = parser(context)
    _tell(md, context)
    found = _LEFT_OVER.sub(lambda mark: html.escape(chr(int(mark[1]))), md.convert(source))
    md.reset()
    idle.append(md)
    return found


def _tell(md: Markdown, context: Context) -> None:
    """Say to every step that knows the text which one it is now."""
    for step in (*md.registeredExtensions, *md.inlinePatterns, *md.treeprocessors):
        if hasattr(step, "context"):
            step.context = context


def parser(context: Context) -> Markdown:
    """A new parser, for the text of `context`."""
    return Markdown(
        tab_length=2,
        output_format="html",
        extensions=[*_EXTENSIONS, PrefixedFootnotes(context), Dialect(context)],
        extension_configs=_SETTINGS,
    )


class Dialect(Extension):
    """Registers what follows; the numbers order it among the parser's own steps."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the parser's name
        md.ESCAPED_CHARS = list(string.punctuation)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(InlineFormula(INLINE_MATHS, md), "formula", 195)
        md.inlinePatterns.register(EscapedAnd(r"\\&", md), "escaped_and", 185)
        md.inlinePatterns.register(PlainTag(_PLAIN_TAGS, md), "plain_tag", 90)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "ended_line", 85)
        md.inlinePatterns.register(Entity(ENTITY_RE, md), "entity", 80)
        md.inlinePatterns.register(BlockShown(self.context, md), "block_shown", 176)
        md.inlinePatterns.register(PageLink(self.context, md), "page_link", 175)
        md.inlinePatterns.register(OwnPlace(self.context, md), "own_place", 83)
        md.inlinePatterns.register(TokenMention(self.context, md), "mention", 82)
        md.parser.blockprocessors.register(SpacedHeading(md.parser), "hashheader", 70)
        # Indented code needs four columns as everywhere, although lists nest by two.
        md.parser.blockprocessors["code"].tab_length = 4
        md.treeprocessors.register(EvenLists(md), "even_lists", 26)
        md.treeprocessors.register(TaskItems(md), "tasks", 25)
        md.treeprocessors.register(Alerts(md), "alerts", 24)
        md.treeprocessors.register(BarsInCells(), "bars_in_cells", 15)
        md.treeprocessors.register(DressedTree(self.context, md), "dress", -10)


class PlainTag(InlineProcessor):
    """<kbd>, <sub>, <sup>, <ins>, <mark> and <br>, which Markdown has no marks for."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store(m.group(0)), m.start(0), m.end(0)


class EscapedAnd(InlineProcessor):
    """ "\\&eacute;" is no entity."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store("&amp;"), m.start(0), m.end(0)


class Entity(InlineProcessor):
    """&eacute; and &#233; stay what they are; one that stands for a control character goes."""

    _CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,
    ) -> tuple[str, int, int]:
        character = html.unescape(m.group(0))
        unwanted = not character or self._CONTROL.search(character)
        kept = "" if unwanted else self.md.htmlStash.store(m.group(0))
        return kept, m.start(0), m.end(0)


class SpacedHeading(HashHeaderProcessor):
    """A heading needs a space: "#prams" at the start of a line is a topic."""

    RE = re.compile(r"(?:^|\n)[ ]{0,3}(?P<level>#{1,6})(?:[ \t]+(?P<header>[^\n]*))?(?:\n|$)")
    _CLOSING = re.compile(r"(?:^|[ \t])#+$")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = self.RE.search(block)
        assert match is not None  # noqa: S101 - test() has matched the same block
        before, after = block[: match.start()], block[match.end() :]
        if before:
            self.parser.parseBlocks(parent, [before])
        heading = ElementTree.SubElement(parent, f"h{len(match['level'])}")
        heading.text = self._CLOSING.sub("", (match["header"] or "").strip()).strip()
        if after:
            if self.parser.state.isstate("looselist"):
                after = self.looseDetab(after)
            blocks.insert(0, after)


class EvenLists(Treeprocessor):
    """When one item of a list is a paragraph, all are: else the space between them jumps."""

    def run(self, root: ElementTree.Element) -> None:
        for items in root.iter():
            if items.tag not in ("ul", "ol") or not any(_opens_with_paragraph(item) for item in items):
                continue
            for item in items:
                if (item.text or "").strip():
                    paragraph = ElementTree.Element("p")
                    paragraph.text, item.text = item.text, None
                    item.insert(0, paragraph)


def _opens_with_paragraph(item: ElementTree.Element) -> bool:
    return len(item) > 0 and item[0].tag == "p" and not (item.text or "").strip()


class TaskItems(Treeprocessor):
    """ "[ ]" and "[x]" at the start of a list item, as text a screen reader can say."""

    _MARK = re.compile(r"\[([ xX])\][ \n]")

    def run(self, root: ElementTree.Element) -> None:
        for item in root.iter("li"):
            holder = item
            if not (item.text or "").strip() and len(item) and item[0].tag == "p":
                holder = item[0]
            match = self._MARK.match(holder.text or "")
            if match is None:
                continue
            done = match[1] != " "
            box = ElementTree.Element("span", {"class": "task-on" if done else "task-off", "role": "img"})
            box.set("aria-label", "Done" if done else "To do")
            box.text = AtomicString("☑" if done else "☐")
            box.tail = " " + (holder.text or "")[match.end() :]
            holder.text = ""
            holder.insert(0, box)
            item.set("class", "task")


class BarsInCells(Treeprocessor):
    """A bar in a cell is written "\\|", in code too: there nothing else takes the backslash away."""

    def run(self, root: ElementTree.Element) -> None:
        for row in root.iter("tr"):
            for code in row.iter("code"):
                code.text = AtomicString((code.text or "").replace("\\|", "|"))


class Alerts(Treeprocessor):
    """A quote that begins with "[!NOTE]", as people bring it from elsewhere, is a callout."""

    _HEAD = re.compile(r"\s*\[!(?P<word>[A-Za-z]{3,12})\][+-]?[ ]*(?P<title>[^\n]*)(?:\n|$)")

    def run(self, root: ElementTree.Element) -> None:
        for quote in root.iter("blockquote"):
            first = quote[0] if len(quote) and quote[0].tag == "p" else None
            match = self._HEAD.match(first.text or "") if first is not None else None
            kind = _ALERTS.get(match["word"].lower()) if match else None
            if first is None or match is None or kind is None:
                continue
            first.text = (first.text or "")[match.end() :]
            if not first.text.strip() and not len(first):
                quote.remove(first)
            quote.tag = "aside"
            quote.set("class", f"callout callout-{kind}")
            head = ElementTree.Element("p", {"class": "callout-title"})
            ElementTree.SubElement(head, "strong").text = match["title"].strip() or match["word"].capitalize()
            quote.insert(0, head)


class PrefixedFootnotes(FootnoteExtension):
    """Footnotes whose anchors do not collide with those of another text on the page."""

    def __init__(self, context: Context) -> None:
        super().__init__(SEPARATOR="-")
        self.context = context

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802
        return f"{self.context.id_prefix}-{super().makeFootnoteId(_slug(id))}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return f"{self.context.id_prefix}-{super().makeFootnoteRefId(_slug(id), found)}"


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-") or "x"
