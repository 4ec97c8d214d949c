"""Source to HTML, without a time limit: `guarded` runs this in a worker. Cleaning comes last."""

import html as htmllib
import re

from hub.core.markup.blocks import CUSTOMER, INTERNAL, Block, body_of, split_audience
from hub.core.markup.dialect import convert
from hub.core.markup.limits import TEXT
from hub.core.markup.links import Context
from hub.core.markup.mailtext import plain_text
from hub.core.markup.model import Audience, Fallback, Job, Rendered
from hub.core.markup.sanitize import clean_mail, clean_page, words_of
from hub.core.markup.shape import Shaped, normalised, shape

GUARD_HEAD = "<b>Internal only <i>left out when you copy or insert</i></b>"
READY_HEAD = '<p class="ready-title"><b>Customer text</b></p>'
UNCLOSED = "This customer text has no end: close it with a line of :::"
_FOOTNOTE_MARK = re.compile(r'<sup id="[^"]*"><a class="footnote-ref" href="[^"]*">(\d+)</a></sup>')
_FOOTNOTE_BACK = re.compile(r'&#160;<a class="footnote-backref"[^>]*>[^<]*</a>')
_DEAD_LINK = re.compile(r"<a>(.*?)</a>", re.S)
_LAST_BREAK = re.compile(r'<br>\s*(<div class="(?:highlight|diagram|math)">|</p>)')
_EMPTY = re.compile(r"<p>\s*</p>\n?")  # round code that stood in a paragraph
_TITLES = {"note": "Note", "tip": "Tip", "warning": "Warning"}


def render_job(job: Job) -> Rendered:
    """Render in this process. Whatever goes wrong inside the parser, the text is shown as typed."""
    source = readable(job)
    if len(source) > TEXT.characters:
        return as_typed(job, Fallback.SIZE)
    context = Context(job, _id_prefix(job.id_prefix))
    try:
        raw = _convert(normalised(source), context, context.id_prefix, ())
    except Exception:  # the parser is not ours and the text is anybody's: every failure ends here
        return as_typed(job, Fallback.ERROR)
    return _finished(job, raw, context)


def readable(job: Job) -> str:
    """The source as the audience may know it."""
    if job.audience is Audience.CUSTOMER:
        return split_audience(job.source).customer_safe
    return job.source


def as_typed(job: Job, why: Fallback) -> Rendered:
    """The text without any formatting; nothing of it is lost."""
    source = normalised(readable(job))
    if job.outgoing:
        return Rendered(_lines(source), source.strip(), fallback=why)
    return Rendered(_typed(source), source.strip(), fallback=why)


def _finished(job: Job, raw: str, context: Context) -> Rendered:
    if job.outgoing:
        mail = _EMPTY.sub("", _for_mail(raw))
        return Rendered(mail, plain_text(mail))
    page = _EMPTY.sub("", clean_page(raw))
    return Rendered(
        html=page,
        text=_words(page),
        mentions=tuple(context.mentions.values()),
        refs=tuple(context.refs),
        headings=tuple(context.headings),
    )


def _convert(source: str, context: Context, id_prefix: str, around: tuple[str, ...]) -> str:
    shaped = shape(source)
    context.id_prefix = id_prefix
    html = convert(shaped.text, context)
    html = _LAST_BREAK.sub(r"\1", html)
    fillings = {hole: _typed(text) for hole, text in shaped.typed.items()}
    fillings |= {hole: _code(text) for hole, text in shaped.code.items()}
    for number, (hole, block) in enumerate(shaped.directives.items(), 1):
        fillings[hole] = _directive(block, context, f"{id_prefix}-b{number}", around)
    context.id_prefix = id_prefix
    return _filled(html, shaped, fillings)


def _filled(html: str, shaped: Shaped, fillings: dict[str, str]) -> str:
    if not fillings and shaped.nothing not in html:
        return html
    fillings = {**fillings, shaped.nothing: ""}
    pattern = re.compile(rf"<p>(zq{shaped.nonce}n\d+z)</p>|(zq{shaped.nonce}n\d+z)")
    met = {shaped.nothing}

    def fill(match: re.Match[str]) -> str:
        hole = match[1] or match[2]
        met.add(hole)
        return fillings[hole]

    filled = pattern.sub(fill, html)
    if met != fillings.keys():
        raise LookupError("the parser lost a part of the text")
    return filled


def _directive(block: Block, context: Context, id_prefix: str, around: tuple[str, ...]) -> str:
    job = context.job
    if block.kind == INTERNAL and job.audience is Audience.CUSTOMER:
        return ""
    body = body_of(block)
    deepest = len(around) >= TEXT.nesting
    inner = _typed(body) if deepest else _convert(body, context, id_prefix, (*around, block.kind))
    if block.kind == INTERNAL:
        return f'<aside class="guard">{GUARD_HEAD}\n{inner}\n</aside>\n'
    within = INTERNAL in around or CUSTOMER in around  # no text for customers of its own
    if block.kind == CUSTOMER and (within or job.outgoing or job.audience is Audience.CUSTOMER):
        return f"{inner}\n"
    if block.kind == CUSTOMER and block.closed:
        return f'<aside class="ready">{READY_HEAD}\n<div class="txt">{inner}</div>\n</aside>\n'
    if block.kind == CUSTOMER:
        return _callout("warning", UNCLOSED, inner)
    return _callout(block.kind, block.title or _TITLES[block.kind], inner)


def _callout(kind: str, words: str, inner: str) -> str:
    title = htmllib.escape(words)
    head = f'<p class="callout-title"><strong>{title}</strong></p>'
    return f'<aside class="callout callout-{kind}">{head}\n{inner}\n</aside>\n'


def _typed(text: str) -> str:
    return f'<pre class="typed">{htmllib.escape(text, quote=False)}</pre>\n'


def _code(text: str) -> str:
    code = htmllib.escape(text, quote=False)
    return f'<div class="highlight"><pre><code>{code}</code></pre></div>\n'


def _lines(source: str) -> str:
    """Plain text as minimal HTML for a mail."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", htmllib.escape(source.strip(), quote=False))
    return "\n".join("<p>" + text.replace("\n", "<br>\n") + "</p>" for text in paragraphs)


def _words(page: str) -> str:
    text = htmllib.unescape(words_of(page.replace(GUARD_HEAD, "").replace(READY_HEAD, "")))
    lines = (line.strip() for line in text.replace("↩", "").split("\n"))
    return "\n".join(line for line in lines if line)


def _for_mail(raw: str) -> str:
    """Links to our own pages lead nowhere for a customer: the words stay, the link goes."""
    numbered = _FOOTNOTE_MARK.sub(r"[\1]", _FOOTNOTE_BACK.sub("", raw))
    return _DEAD_LINK.sub(r"\1", clean_mail(numbered)).strip()


def _id_prefix(wanted: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", wanted.casefold()).strip("-") or "h"
