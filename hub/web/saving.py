"""The way to keep a thing for later, as a line of a menu. It is kept at /saved (hub.inbox.saved)."""

from typing import Any

from hub.core.words import gettext as _


def save_item(ref: str, *, key: bool = True) -> dict[str, Any]:
    """For a menu. key: S presses it, where the thing is what the page or the row is about."""
    return {
        "label": _("Save for later"), "url": "/saved", "icon": "bookmark", "post": True,
        "fields": {"ref": ref}, "target": "#toasts", "swap": "beforeend",
        "attrs": {"data-key": "s"} if key else {},
    }  # fmt: skip
