"""What can be done with a page beyond reading it, as its reader may."""

from typing import Any

from flask import g

from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.web.saving import save_item
from hub.wiki.addresses import page_url, shared_url
from hub.wiki.models import Page, PageKind, PageState
from hub.wiki.rules import (
    ARCHIVE_PAGE,
    CREATE_PAGE,
    EDIT_PAGE,
    MERGE_PAGE,
    MOVE_PAGE,
    RESTRICT_PAGE,
    SETTLE_PAGE,
    SUGGEST_CHANGE,
    VERIFY_PAGE,
)

Line = dict[str, Any]


def menu_of(page: Page) -> list[Line]:
    """In parts: its text, what is known of it, taking it along, its place and readers, its state."""
    here = page_url(page)
    parts = (
        _text(page, here),
        _known(page, here),
        _along(page, here),
        _place(page, here),
        _state(page, here),
    )
    items: list[Line] = []
    for lines in filter(None, parts):
        items += [{**lines[0], "part": bool(items)}, *lines[1:]]
    return items


def _text(page: Page, here: str) -> list[Line]:
    lines: list[Line] = []
    if can(g.actor, EDIT_PAGE, page):
        lines.append({"label": _("Edit"), "url": f"{here}/edit", "icon": "edit"})
    if can(g.actor, SUGGEST_CHANGE, page):
        lines.append({"label": _("Suggest a change"), "url": f"{here}/suggest", "icon": "edit"})
    lines.append({"label": _("Comment on a passage"), "url": f"{here}/passages", "icon": "quote"})
    if can(g.actor, CREATE_PAGE, page.space):
        under = f"/wiki/new?space={page.space.slug}&parent={page.id}"
        lines.append({"label": _("New page under this"), "url": under, "icon": "plus"})
        lines.append({"label": _("In another language"), "url": f"{here}/translate", "icon": "translate"})
    return lines


def _known(page: Page, here: str) -> list[Line]:
    lines: list[Line] = [
        {"label": _("History"), "url": f"{here}/history", "icon": "history"},
        {"label": _("Where it was used"), "url": f"/uses/{page.ref}", "icon": "loop"},
        {"label": _("Links"), "url": f"/links/{page.ref}", "icon": "link"},
        {"label": _("Insight"), "url": f"{here}/insight", "icon": "graph"},
    ]
    if page.kind == PageKind.BLOCK:
        lines.append({"label": _("Where it is shown"), "url": shared_url(page), "icon": "eye"})
    return lines


def _along(page: Page, here: str) -> list[Line]:
    return [
        save_item(page.ref),
        {"label": _("Export"), "url": f"{here}/export", "icon": "download"},
        {"label": _("Source"), "url": f"{here}/raw", "icon": "code"},
    ]


def _place(page: Page, here: str) -> list[Line]:
    lines: list[Line] = []
    if can(g.actor, MOVE_PAGE, page):
        lines.append({"label": _("Move"), "url": f"{here}/move", "icon": "right"})
    if can(g.actor, MERGE_PAGE, page):
        lines.append({"label": _("Merge into another page"), "url": f"{here}/merge", "icon": "merge"})
    if can(g.actor, RESTRICT_PAGE, page):
        lines.append({"label": _("Who can read it"), "url": f"{here}/readers", "icon": "lock"})
    settles = can(g.actor, SETTLE_PAGE, page)
    if settles:
        words = _("Who it is for, who keeps it")
        lines.append({"label": words, "url": f"{here}/settings", "icon": "sliders"})
    if settles or can(g.actor, ARCHIVE_PAGE, page):
        lines.append({"label": _("Who may change it, when"), "url": f"{here}/arrangements", "icon": "cal"})
    return lines


def _state(page: Page, here: str) -> list[Line]:
    lines: list[Line] = []
    verifies = can(g.actor, VERIFY_PAGE, page)
    if verifies:
        fields = {"revision": page.revision}
        lines.append(_press(_("Verify"), f"{here}/verification", "seal", fields=fields))
    if verifies and page.sent_count:
        back = f"/recalls/new?ref={page.ref}"
        lines.append({"label": _("Take it back from customers"), "url": back, "icon": "undo"})
    if can(g.actor, ARCHIVE_PAGE, page):
        archived = page.state == PageState.ARCHIVED
        words = _("Bring back") if archived else _("Archive")
        lines.append(_press(words, f"{here}/archive", "tray", fields={"on": 0 if archived else 1}))
        lines.append(_press(_("Remove"), f"{here}/removal", "trash", bad=True))
    return lines


def _press(label: str, url: str, icon: str, **more: Any) -> Line:
    return {"label": label, "url": url, "icon": icon, "post": True, **more}
