"""Markdown to safe HTML and plain text, mentions, links to our own things, internal parts.

Texts are rendered once, when they are saved, and the HTML is stored beside the source. This package
imports nothing from the hub.
"""

from hub.core.markup.api import (
    customer_html,
    fill_customer,
    fill_refs,
    fill_shown,
    outgoing,
    plain,
    render,
    safe_render,
)
from hub.core.markup.blocks import (
    InternalPart,
    Parts,
    Span,
    customer_passages,
    fences,
    split_audience,
    versions_of,
)
from hub.core.markup.guarded import close_workers
from hub.core.markup.lone import after_lone_links, lone_links
from hub.core.markup.model import (
    Audience,
    Fallback,
    Heading,
    Mention,
    Outgoing,
    Rendered,
    Resolver,
    Site,
)
from hub.core.markup.renderer import GUARD_HEAD
from hub.core.markup.tokens import clean_name, find_tokens, without_blocks

__all__ = [
    "GUARD_HEAD",
    "Audience",
    "Fallback",
    "Heading",
    "InternalPart",
    "Mention",
    "Outgoing",
    "Parts",
    "Rendered",
    "Resolver",
    "Site",
    "Span",
    "after_lone_links",
    "clean_name",
    "close_workers",
    "customer_html",
    "customer_passages",
    "fences",
    "fill_customer",
    "fill_refs",
    "fill_shown",
    "find_tokens",
    "lone_links",
    "outgoing",
    "plain",
    "render",
    "safe_render",
    "split_audience",
    "versions_of",
    "without_blocks",
]
