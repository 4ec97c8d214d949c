"""The grammar of what a text can name: @person, #topic, !case, [[page]], ![[shared block]]; safe names."""

import re
import unicodedata

from hub.core.markup.limits import TEXT

# Characters that are not seen but change what is: zero width, bidirectional overrides, tags.
_FORMAT = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
HIDDEN_CHARACTERS = f"\x00-\x08\x0b-\x1f\x7f-\x9f{_FORMAT}"  # for a character class
HIDDEN = re.compile(f"[{HIDDEN_CHARACTERS}]")

# A mention starts after a space or an opening mark, so that no mail address or URL holds one;
# it may not go on with a hidden character, which would make "@ad<zero width>min" a mention of @ad.
BEFORE = r"(?<![^\s(\[{<>\"'„“”‘’«»*_~,;:!?/|—–\x03-])(?<!//)(?<!\w/)"
_AFTER = rf"(?![\w{_FORMAT}])"
TOKEN = (
    rf"{BEFORE}(?:@(?P<name>[^\W_][\w.-]{{0,63}})|#(?P<topic>\w[\w-]{{0,63}})|!(?P<case>\d{{1,12}}))"
    rf"{_AFTER}"
)
_TOKEN_RE = re.compile(TOKEN)
_TRAILING = ".-_"

# [[Title]] and [[Title|other words]]. The token is "[[" and the title as typed.
PAGE_LINK = r"\[\[(?P<page>[^\[\]|\n]{1,250})(?:\|(?P<words>[^\[\]\n]{1,250}))?\]\]"
_PAGE_LINK_RE = re.compile(PAGE_LINK)

# ![[Title]] shows a shared block in its place. The token is "![[" and the title as typed.
BLOCK_SHOWN = r"!\[\[(?P<page>[^\[\]|\n]{1,250})\]\]"
_BLOCK_SHOWN_RE = re.compile(BLOCK_SHOWN)


def find_tokens(source: str) -> frozenset[str]:
    """Everything that may be a mention, code included; the renderer decides what is one."""
    found: dict[str, None] = {}
    for match in _TOKEN_RE.finditer(source):
        token, _ = read_token(match)
        if token:
            found[token] = None
        if len(found) >= TEXT.tokens:
            break
    for match in _PAGE_LINK_RE.finditer(source):
        if len(found) >= TEXT.tokens:
            break
        found[page_token(match["page"])] = None
        if source[match.start() - 1 : match.start()] == "!":
            found[block_token(match["page"])] = None
    return frozenset(found)


def without_page_links(source: str) -> str:
    """The text with the words of each [[link]] in its place, for readers who cannot follow it.

    A shared block has a wording for customers of its own, checked by itself: none of it comes along.
    """
    return _PAGE_LINK_RE.sub(lambda match: (match["words"] or match["page"]).strip(), without_blocks(source))


def without_blocks(source: str) -> str:
    """The text without the marks of shared blocks."""
    return _BLOCK_SHOWN_RE.sub("", source)


def block_token(title: str) -> str:
    """The token of a shared block by its title."""
    return f"!{page_token(title)}"


def page_token(title: str) -> str:
    """The token of a link to a page by its title."""
    return f"[[{unicodedata.normalize('NFC', clean_name(title))}"


def read_token(match: re.Match[str]) -> tuple[str, int]:
    """The token as it is looked up and where it ends; "" when it is none."""
    raw = match.group(0)
    if match.group("case"):
        return raw, match.end()
    word = raw.rstrip(_TRAILING)
    if raw[0] == "#" and not any(character.isalpha() for character in word):
        return "", match.end()
    return unicodedata.normalize("NFC", word).lower(), match.end() - len(raw) + len(word)


def clean_name(name: str) -> str:
    """A name as it may stand in a text: one line, nothing hidden, nothing that turns it round."""
    visible = HIDDEN.sub("", name.replace("\n", " ").replace("\t", " "))
    return " ".join(visible.split())
