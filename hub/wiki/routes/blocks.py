"""Shared blocks: in which pages one is shown."""

from typing import Any

from flask import g

from hub.core.permissions import can, load
from hub.web.pages import onward
from hub.web.pages import page as whole
from hub.wiki.addresses import page_url
from hub.wiki.models import Page, PageKind
from hub.wiki.queries import EAGER
from hub.wiki.routes.shown import bp
from hub.wiki.rules import EDIT_PAGE
from hub.wiki.shared import used_in


@bp.get("/wiki/shared/<int:id>")
def shared(id: int) -> Any:
    """The lasting address of a block, and everywhere it is shown. What is no block any more is a page."""
    found: Page = load(g.actor, Page, id, options=EAGER)
    if found.kind != PageKind.BLOCK:
        return onward(page_url(found))
    return whole(
        "wiki/shared.html",
        page=found,
        using=used_in(g.actor, found),
        may_edit=can(g.actor, EDIT_PAGE, found),
    )
