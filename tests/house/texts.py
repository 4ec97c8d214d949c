"""Texts in templates that nobody could translate: words outside `_()`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.source import Finding, Source, line_of

STRING = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
JINJA = re.compile(
    rf"\{{#.*?#\}}|\{{\{{(?:{STRING}|\}}(?!\}})|[^\"'}}])*\}}\}}|\{{%(?:{STRING}|%(?!\}})|[^\"'%])*%\}}", re.S
)
TRANS = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.S)
RAW = re.compile(r"<(script|style|code|kbd|pre)\b.*?</\1>", re.S)
TAG = re.compile(r"</?[a-zA-Z\0!](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
READ = ("title", "aria-label", "aria-description", "placeholder", "alt", "data-l", "hx-confirm", "summary")
ATTRIBUTE = re.compile(rf'(?<![\w-])(?:{"|".join(READ)})="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{2}")
MARKED = re.compile(rf"\b(?:_|n?gettext)\((?:\s*(?:{STRING})\s*,?)+")
SAID = ("label", "title", "hint", "text", "meta", "placeholder", "confirm", "headline", "lead", "say")
NAMED = re.compile(rf"(?<![\w?&-])(?:{'|'.join(SAID)})\s*=\s*({STRING})(?!\s*==)")
KEYED = re.compile(rf"[\"'](?:{'|'.join(SAID)}|aria-label)[\"']\s*:\s*({STRING})")
# A literal that begins like a sentence is one, wherever it stands.
SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]|[A-Z][a-z]+[.?!…]$")
PLAIN = re.compile(r"[\"'](?:[/#]|[A-Z]\w+/[A-Z]\w+[\"'])")  # an address, a time zone
BUTTON = re.compile(rf"\b(?:btn|badge|banner|empty|card|post_btn|icon_btn|tabs)\(\s*({STRING})")


def unmarked_texts(template: Source) -> Iterator[Finding]:
    """People read pages in their own language: every text goes through `_()` or `ngettext()`.

    Bad:  <h2>Your keys</h2>   ui.btn("Save")   title="Close"
    Good: <h2>{{ _("Your keys") }}</h2>   ui.btn(_("Save"))   title="{{ _("Close") }}"
    """
    text = TRANS.sub(_hole, template.text)
    for found in JINJA.finditer(text):
        if not found[0].startswith("{#"):
            for words in _literals(found[0]):
                yield line_of(template.text, found.start()), f"not marked: {words}"
    bare = RAW.sub(_hole, JINJA.sub(_hole, text))
    for found in TAG.finditer(bare):
        for attribute in ATTRIBUTE.findall(found[0]):
            if WORD.search(attribute.replace("\0", "")):
                words = attribute.replace("\0", "…").strip()
                yield line_of(template.text, found.start()), f"not marked: {words}"
    rest = re.sub(r"&#?\w+;", _hole, TAG.sub(_hole, bare))
    for found in re.finditer(r"[^\0\n]+", rest):
        if WORD.search(found[0]) and not re.match(r"\s*(?:/|\w+--\w+\s*$)", found[0]):  # an address, a class
            yield line_of(template.text, found.start()), f"not marked: {found[0].strip()}"


def _hole(found: re.Match[str]) -> str:
    """As long as what it stands for, with its lines, so that places stay right."""
    return re.sub(r"[^\n]", "\0", found[0])


def _literals(code: str) -> Iterator[str]:
    """The literals in an expression that people read, those inside `_()` left out."""
    if re.match(r"\{%-?\s*(?:extends|include|import|from)\b", code):
        return
    rest = MARKED.sub("", code)
    found = {each for pattern in (NAMED, KEYED, BUTTON) for each in pattern.findall(rest)}
    found.update(each for each in re.findall(STRING, rest) if SENTENCE.match(each[1:-1]))
    yield from sorted(each for each in found if WORD.search(each) and not PLAIN.match(each))
