"""What the rest of the hub calls: a text in, safe HTML, plain words and the things it names out."""

import html as htmllib
import re
from collections.abc import Callable

from hub.core.markup.guarded import render_guarded
from hub.core.markup.model import Audience, Job, Mention, Outgoing, Rendered, Resolver, Site
from hub.core.markup.renderer import READY_HEAD, render_job
from hub.core.markup.tokens import clean_name, find_tokens

_REF = re.compile(r'<a class="ref" href="([^"]*)">[^<]*</a>')
_SHOWN = re.compile(
    r'<p(?: class="lead")?>\s*<a (?=[^>]*class="shown")[^>]*href="([^"]*)"[^>]*>([^<]*)</a>\s*</p>'
    r'|<a (?=[^>]*class="shown")[^>]*href="([^"]*)"[^>]*>([^<]*)</a>'
)
_READY = f'<aside class="ready">{READY_HEAD}'
_ASIDE = re.compile(r"</?aside\b[^>]*>")
_NO_PLACES = Site(places=())


def safe_render(
    source: str,
    *,
    resolve: Resolver | None = None,
    audience: Audience = Audience.INSIDE,
    site: Site | None = None,
    top_heading: int = 3,
    id_prefix: str = "h",
) -> Rendered:
    """Render a text somebody wrote, once, when it is saved. Never raises, takes 2 s at most.

    `id_prefix` keeps the anchors of several texts on one page apart ("a2311"); `top_heading` is the
    level of a text's "# Heading".
    """
    targets = _targets(source, resolve)
    return render_guarded(Job(source, audience, targets, site or Site(), top_heading, id_prefix))


def render(
    source: str,
    *,
    resolve: Resolver | None = None,
    audience: Audience = Audience.INSIDE,
    site: Site | None = None,
    top_heading: int = 3,
    id_prefix: str = "h",
) -> Rendered:
    """The same in this process without a time limit: for texts of our own, like the demo's."""
    targets = _targets(source, resolve)
    return render_job(Job(source, audience, targets, site or Site(), top_heading, id_prefix))


def outgoing(source: str, *, audience: Audience = Audience.CUSTOMER) -> Outgoing:
    """A text as it leaves by mail or another channel. For a customer without its internal parts."""
    rendered = render_guarded(Job(source, audience, site=_NO_PLACES, outgoing=True))
    return Outgoing(rendered.html, rendered.text)


def plain(source: str, *, audience: Audience = Audience.CUSTOMER) -> str:
    """Readable plain text: links as "words (address)", lists kept, no marks."""
    return outgoing(source, audience=audience).text


def customer_html(source: str) -> str:
    """Minimal HTML for a mail to a customer: no classes, mentions, images or internal parts."""
    return outgoing(source).html


def fill_refs(html: str, card: Callable[[str], str | None]) -> str:
    """Stored HTML with bare links to our own things replaced by cards, made for this reader.

    `card` gets the path and answers trusted HTML, or None to leave the link as it is.
    """
    return _REF.sub(lambda link: card(link[1].replace("&amp;", "&")) or link[0], html)


def fill_shown(html: str, shown: Callable[[str, str, bool], str]) -> str:
    """Stored HTML with its marks of shared blocks filled in.

    `shown` gets the path, the title as HTML, and whether the mark has a paragraph of its own (where a
    block can stand); it answers trusted HTML.
    """
    return _SHOWN.sub(
        lambda hit: shown(htmllib.unescape(hit[1] or hit[3]), hit[2] or hit[4] or "", hit[1] is not None),
        html,
    )  # fmt: skip


def fill_customer(html: str, shown: Callable[[str], str]) -> str:
    """Stored HTML with its passages for customers shown another way, by what a page knows of them.

    `shown` gets the HTML inside one passage and answers trusted HTML for all of it.
    """
    pieces: list[str] = []
    at = 0
    while (start := html.find(_READY, at)) >= 0:
        end = _end_of_aside(html, start)
        inner = html[start + len(_READY) : end].strip().removesuffix("</aside>").strip()
        inner = inner.removeprefix('<div class="txt">').removesuffix("</div>")
        pieces += [html[at:start], shown(inner)]
        at = end
    return "".join([*pieces, html[at:]])


def _end_of_aside(html: str, start: int) -> int:
    """Where the aside that begins at `start` ends; asides stand inside each other."""
    depth = 0
    for tag in _ASIDE.finditer(html, start):
        depth += -1 if tag[0].startswith("</") else 1
        if depth == 0:
            return tag.end()
    return len(html)


def _targets(source: str, resolve: Resolver | None) -> tuple[Mention, ...]:
    """Names are looked up before the worker sees the text, so it needs no database."""
    tokens = find_tokens(source) if resolve else frozenset()
    if not tokens or not resolve:
        return ()
    known = resolve(tokens)
    return tuple(
        Mention(token, known[token][0], clean_name(known[token][1]) or token)
        for token in sorted(tokens)
        if token in known
    )
