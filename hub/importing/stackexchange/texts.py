"""From a dump's HTML or Markdown to the hub's Markdown, with a line that says where it is from."""

import re
from dataclasses import dataclass

from markdownify import markdownify

from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.turning import unturned

HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
EXCERPT = 300
CUT = "\n\n*The rest was too long to be imported.*"
SPACES_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)
BLANK_LINES = re.compile(r"\n{3,}")
ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#!@"})


@dataclass(frozen=True)
class Text:
    """A text as it is stored: source, safe HTML, plain words. Nobody of ours is called by it."""

    source: str
    html: str
    plain: str
    is_cut: bool = False


@dataclass(frozen=True)
class Origin:
    """Where a post comes from, for the attribution under it."""

    site: str
    id: int
    author: str
    licence: str = ""

    def line(self) -> str:
        """One line of Markdown."""
        place = self.site.translate(ESCAPED)
        if HOST.fullmatch(self.site):
            place = f"[{place}](https://{self.site}/q/{self.id})"
        licence = f", {self.licence.translate(ESCAPED)}" if self.licence else ""
        return f"*From {place}, post {self.id}, by {self.author.translate(ESCAPED)}{licence}*"


def markdown_of(html: str) -> str:
    """HTML of a dump as Markdown."""
    made = unturned(markdownify(html, heading_style="ATX", bullets="-", code_language=""))
    return BLANK_LINES.sub("\n\n", SPACES_AT_END.sub("", made)).strip()


def post_text(markdown: str, origin: Origin) -> Text:
    """The text of a post with its attribution."""
    return _text(markdown, f"\n\n{origin.line()}")


def comment_text(markdown: str) -> Text:
    """The text of a comment."""
    return _text(markdown, "")


def excerpt_of(markdown: str) -> str:
    """The opening of an accepted answer, as a solved question shows it."""
    words = " ".join(safe_render(markdown).text.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


def without_origin(source: str) -> str:
    """A stored text without its attribution."""
    body, _, last = source.rpartition("\n\n")
    return body if last.startswith("*From ") else source


def _text(markdown: str, foot: str) -> Text:
    room = LIMITS.body - len(foot) - len(CUT)
    is_cut = len(markdown) > room
    source = (markdown[:room] + CUT if is_cut else markdown) + foot
    made = safe_render(source)
    return Text(source, made.html, made.text, is_cut)
