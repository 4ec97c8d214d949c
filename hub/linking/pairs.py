"""What can be linked with what, and as what: each kind counts differently (hub/links/counting.py)."""

from collections.abc import Sequence
from typing import Any

from hub.core.words import lazy
from hub.links.models import LinkKind

LINKABLE = ("case", "question", "answer", "page", "post")
WORDS = {
    LinkKind.JOINED: lazy("Waits for its answer"),
    LinkKind.USED: lazy("Used: the customer was told this"),
    LinkKind.QUOTED: lazy("Quoted to the customer"),
    LinkKind.LINKED: lazy("Only linked"),
    LinkKind.IMPROVED: lazy("Improved with it"),
    LinkKind.CREATED: lazy("Made from it"),
    LinkKind.REJECTED: lazy("Rejected: it looked right and did not fit"),
}
SHORT = {
    LinkKind.ASKED: lazy("asked inside"), LinkKind.JOINED: lazy("waits for it"),
    LinkKind.USED: lazy("used"), LinkKind.QUOTED: lazy("quoted"), LinkKind.LINKED: lazy("only linked"),
    LinkKind.IMPROVED: lazy("improved"), LinkKind.CREATED: lazy("made from it"),
    LinkKind.REJECTED: lazy("rejected"),
}  # fmt: skip
_ARTICLE = (
    LinkKind.USED, LinkKind.QUOTED, LinkKind.LINKED, LinkKind.IMPROVED, LinkKind.CREATED, LinkKind.REJECTED,
)  # fmt: skip
_OF_A_CASE = {
    "question": (LinkKind.JOINED, LinkKind.LINKED),
    "answer": tuple(kind for kind in _ARTICLE if kind != LinkKind.CREATED),
    "page": _ARTICLE,
}
ONLY_LINKED = (LinkKind.LINKED,)


def ends(thing: Any, other: Any) -> tuple[Any, Any]:
    """Source and target: a case always points at what it has to do with."""
    if other.ref_kind == "case" and thing.ref_kind != "case":
        return other, thing
    return thing, other


def kinds_between(source: Any, target: Any) -> tuple[LinkKind, ...]:
    """As what they can be linked."""
    if source.ref_kind != "case":
        return ONLY_LINKED
    return _OF_A_CASE.get(target.ref_kind, ONLY_LINKED)


def kinds_at(thing: Any) -> Sequence[LinkKind]:
    """Every kind that a link to or from the thing can have, for the choice on its page."""
    if thing.ref_kind == "case":
        return tuple(WORDS)
    return _OF_A_CASE.get(thing.ref_kind, ONLY_LINKED)
