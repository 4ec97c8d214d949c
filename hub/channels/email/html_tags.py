"""Finds tags in HTML of any quality, and says which ones matter for reading a mail."""

import re
from dataclasses import dataclass
from html import unescape

LONGEST_TAG = 4_096


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = words("area base br col embed hr img input link meta param source track wbr")
DROPPED = words("script style title template noscript iframe object svg math textarea select xml")
PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 ul ol pre blockquote table hr")
BLOCKS = PARAGRAPHS | words(
    "div li tr dl dt dd address article aside center fieldset figure footer form header main nav "
    "section tbody thead tfoot body html head"
)

# What mail programs write round the mail that is being answered.
QUOTED_CLASSES = words("gmail_attr moz-cite-prefix protonmail_quote tutanota_quote yahoo_quoted zmail_extra")
REST_IS_QUOTED_IDS = words("divrplyfwdmsg appendonsend reply-intro mail-editor-reference-message-container")
SIGNATURE_CLASSES = words("gmail_signature moz-signature protonmail_signature_block signature")
# Outlook and Windows Mail draw a line above the header of the mail that is being answered.
RULE_ABOVE = re.compile(r"border-top(?:-style)?\s*:[^;]{0,40}\bsolid")
HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|mso-hide\s*:\s*all)\b")

NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,40})")
ATTRIBUTE = re.compile(
    r"([a-zA-Z][a-zA-Z0-9:_-]{0,40})\s{0,10}=\s{0,10}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
QUOTED_VALUE = re.compile(r"=\s{0,10}(\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True)
class Tag:
    """A tag as written; its attributes are read only when somebody asks."""

    name: str
    closing: bool
    source: str

    def get(self, attribute: str) -> str:
        if len(self.source) <= len(attribute) or attribute not in self.source.lower():
            return ""
        for found in ATTRIBUTE.finditer(self.source):
            if found[1].lower() == attribute:
                return unescape(found[2] or found[3] or found[4] or "")
        return ""


def next_tag(html: str, at: int, never_closed: set[str]) -> tuple[int, int, Tag | None] | None:
    """The next tag or comment from `at` on: start, end, and the tag if it is one.

    `never_closed` remembers which ends do not come any more, so that no search is made twice.
    """
    start = html.find("<", at)
    while start >= 0:
        if html.startswith("<!--", start):
            end = end_of(html, "-->", start + 4, never_closed)
            return start, end if end > 0 else start + 4, None
        if html.startswith(("<!", "<?"), start):
            end = html.find(">", start, start + LONGEST_TAG)
            return start, end + 1 if end > 0 else start + 2, None
        name = NAME.match(html, start)
        if name is not None:
            end = end_of_tag(html, name.end())
            tag = Tag(name[2].lower(), bool(name[1]), html[name.end() : end])
            return start, end, tag
        start = html.find("<", start + 1)
    return None


def end_of(html: str, mark: str, at: int, never_closed: set[str]) -> int:
    if mark in never_closed:
        return -1
    end = html.find(mark, at)
    if end < 0:
        never_closed.add(mark)
        return -1
    return end + len(mark)


def end_of_tag(html: str, at: int) -> int:
    """After the `>` that ends the tag; one inside a quoted value does not count."""
    limit = min(len(html), at + LONGEST_TAG)
    end = html.find(">", at, limit)
    if end < 0:
        # Never closed: it ends where the next one begins, and nothing is swallowed.
        following = html.find("<", at, limit)
        return following if following >= 0 else limit
    inside = html[at:end]
    if inside.count('"') % 2 == 0 and inside.count("'") % 2 == 0:
        return end + 1
    for value in QUOTED_VALUE.finditer(html, at, limit):
        if value.start() > end:
            break
        if end < value.end():
            end = html.find(">", value.end(), limit)
            if end < 0:
                return limit
    return end + 1
