"""The kinds of result as people see them: a few tabs over the kinds of the registry."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.core.features import registry
from hub.core.words import gettext as _
from hub.core.words import lazy

EVERYTHING = ""


@dataclass(frozen=True)
class Tab:
    """A tab: its name in the address, its label, and the kinds of thing under it."""

    name: str
    label: str
    kinds: tuple[str, ...]


ANSWERS = Tab("answers", lazy("Answers"), ("question", "answer"))
PEOPLE = Tab("people", lazy("People"), ("person",))
OWN = (
    ANSWERS,
    Tab("wiki", lazy("Wiki"), ("page",)),
    Tab("posts", lazy("Posts"), ("post", "comment")),
    Tab("cases", lazy("Cases"), ("case",)),
    PEOPLE,
    Tab("places", lazy("Communities and topics"), ("space", "topic")),
)
ASIDE = frozenset({"comment", "person", "space", "topic"})  # no knowledge to be put before a reader


def tabs() -> list[Tab]:
    """Everything first, then those of which the hub has kinds, then one for each kind of a plugin."""
    indexed = [kind for kind in registry.kinds.values() if kind.document is not None]
    names = [kind.name for kind in indexed]
    own = [tab for tab in OWN if not set(tab.kinds).isdisjoint(names)]
    covered = {kind for tab in own for kind in tab.kinds}
    others = [Tab(kind.name, f"{kind.label}s", (kind.name,)) for kind in indexed if kind.name not in covered]
    everything = Tab(EVERYTHING, _("Everything"), tuple(names))
    return [everything, *own, *others]


def tab_called(name: str) -> Tab:
    """The tab with this name, or of this kind of thing; Everything for a name nobody knows."""
    known = tabs()
    found = (tab for tab in known if tab.name == name or (name in tab.kinds and tab.name != EVERYTHING))
    return next(found, known[0])


def counted(tab: Tab, by_kind: Mapping[str, int]) -> int:
    """How many results stand under a tab."""
    return sum(by_kind.get(kind, 0) for kind in tab.kinds)
