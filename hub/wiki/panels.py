"""What the wiki puts on pages of other parts of the hub."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor, can
from hub.wiki import queries
from hub.wiki.changes import open_changes
from hub.wiki.rules import CREATE_PAGE


def pages_of(actor: Actor, space: Any) -> str:
    """Under a community's tab: what was validated there last, and all of its pages."""
    tree = queries.tree_of(space, reader=actor)
    if not tree:
        return ""
    pages = queries.recently_validated(actor, space)
    may_write = can(actor, CREATE_PAGE, space)
    return render_template("wiki/_community.html", space=space, tree=tree, pages=pages, may_write=may_write)


def recent_pages(actor: Actor, space: Any) -> str:
    """At the side of a community: what was validated there last (CO05)."""
    pages = queries.recently_validated(actor, space)
    return render_template("wiki/_recent.html", space=space, pages=pages) if pages else ""


def pages_by(actor: Actor, person: Any) -> str:
    """On somebody's page: the pages that they wrote or keep, as far as the reader may see them."""
    pages = queries.pages_by(actor, person)
    return render_template("wiki/_theirs.html", pages=pages, person=person) if pages else ""


def suggested_changes(actor: Actor, page: Any) -> str:
    """Beside a page: what others suggest for it, and one's own drafts."""
    found = open_changes(actor, page) if page.has_changes else ()
    return render_template("wiki/_suggested.html", page=page, found=found) if found else ""
