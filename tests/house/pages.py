"""Rules about templates and styles: what the content policy forbids, and who may escape."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError

from tests.house.source import Finding, Source, line_of

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:\w.-]*)\s*=", re.I),
    "a javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.I),
    "<style>": re.compile(r"^<style\b", re.I),
    "a script without nonce": re.compile(
        r"^<script\b(?!.*\snonce\s*=)(?!.*type\s*=\s*[\"']application/json)", re.I | re.S
    ),
}
# A literal of the template itself may be declared safe: nobody typed it.
TRUST = re.compile(r"(?<!['\"\s])\s*\|\s*safe\b|\bautoescape\s+false|\bMarkup\s*\(")
# A browser ends a paragraph where a form begins: what stands after it falls out of its line.
PARAGRAPH = re.compile(r"<p\b(?:(?!</p>).)*?(?:<form\b|\bpost_btn\(|\bui\.menu\()", re.S)
STYLES = "hub/web/static/css"
IMPORT = re.compile(r"@import \"([^\"]+)\";")
QUERY = re.compile(r"\b(?:select|execute|scalars?|query|session)\s*\(|\.query\b")


def inline_code(template: Source) -> Iterator[Finding]:
    """The content policy forbids inline styles and handlers, and scripts without a nonce.

    Put looks into a stylesheet (a class, a data attribute) and behaviour into a file of
    static/js, attached by data-behaviour.
    """
    markup = JINJA.sub(as_filler, template.text)
    for tag in TAG.finditer(markup):
        for what, pattern in INLINE.items():
            if pattern.search(unquoted(tag[0]) if "style" in what or "handler" in what else tag[0]):
                yield line_of(markup, tag.start()), f"{what}: {tag[0][:70]}"


def as_filler(found: re.Match[str]) -> str:
    """An expression may hold quotes and angles; only its line breaks matter here."""
    return "x" + "\n" * found[0].count("\n")


def unquoted(tag: str) -> str:
    """The tag with the values of its attributes left out: a title may say "style=" as it likes."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', tag)


def forms_in_paragraphs(template: Source) -> Iterator[Finding]:
    """A form stands in a div, never in a paragraph: the browser would take it out of there."""
    for found in PARAGRAPH.finditer(template.text):
        yield line_of(template.text, found.start()), found[0][:60]


def trust_in_templates(template: Source) -> Iterator[Finding]:
    """A template never switches escaping off; what is safe HTML comes as Markup from a filter."""
    for found in TRUST.finditer(template.text):
        yield line_of(template.text, found.start()), found[0]


def queries_in_templates(template: Source) -> Iterator[Finding]:
    """A template gets finished values: the queries stand in queries.py."""
    for part in JINJA.finditer(template.text):
        if not part[0].startswith("{#") and (found := QUERY.search(part[0])):
            yield line_of(template.text, part.start()), found[0]


def broken_templates(template: Source) -> Iterator[Finding]:
    """Every template parses, also the one that no test renders."""
    environment = Environment(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"],
        autoescape=True,
    )
    try:
        environment.parse(template.text)
    except TemplateSyntaxError as error:
        yield error.lineno, str(error.message)


def whole_sheet(path: str, sheets: Mapping[str, str]) -> bytes:
    """A stylesheet with all that it imports, about as the build leaves it."""
    beside = [
        posixpath.normpath(f"{posixpath.dirname(path)}/{name}") for name in IMPORT.findall(sheets[path])
    ]
    return b"".join(whole_sheet(name, sheets) for name in beside) + squeezed(sheets[path])


def squeezed(css: str) -> bytes:
    """About what the build leaves of a stylesheet: no comments, no needless blanks."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};:,>])\s*", r"\1", css).encode()
