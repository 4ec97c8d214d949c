"""How much a person hears of a thread, a topic or a community: the levels in words, and as a menu."""

from typing import Any

from hub.core.words import lazy
from hub.people.models import Attention

ATTENTION = {
    Attention.WATCHING: (lazy("Watching"), lazy("a notice for everything")),
    Attention.TRACKED: (lazy("Tracked"), lazy("only the number of what is new")),
    Attention.FIRST: (lazy("First posts"), lazy("a notice for each new conversation")),
    Attention.NORMAL: (lazy("Normal"), lazy("when somebody calls or answers you")),
    Attention.MUTED: (lazy("Muted"), lazy("nothing at all")),
}


def watch_items(ref: str, level: str, back: str = "") -> list[dict[str, Any]]:
    """For a menu: the levels of attention. level: what was chosen, "" for nothing. back: where it leads."""
    is_thread = ref.partition(":")[0] not in ("space", "topic")
    return [
        {
            "label": f"{label}: {words}", "url": "/watch", "post": True,
            "icon": "check" if each == (level or Attention.NORMAL) else "",
            "fields": {"ref": ref, "level": each.value, "back": back},
            "attrs": {"aria-pressed": "true" if each == (level or Attention.NORMAL) else "false"},
        }
        for each, (label, words) in ATTENTION.items()
        if not (is_thread and each is Attention.FIRST)  # a thread has one first post, and it is there
    ]  # fmt: skip
