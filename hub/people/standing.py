"""How far people are trusted by a ladder of licences, for features that do not know who keeps it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.people.models import Person


@dataclass(frozen=True)
class Ladder:
    """Steps from the lowest to the highest, each with its name, and who stands on which (0 is the lowest)."""

    steps: Callable[[], Sequence[tuple[str, str]]]
    rank_of: Callable[[Person], int]


_ladders: list[Ladder] = []


def register_ladder(made: Ladder) -> None:
    """Say who keeps the licences; the last one registered answers."""
    _ladders[:] = [made]


def steps() -> Sequence[tuple[str, str]]:
    """(value, name for people), the lowest first; nothing where nobody keeps a ladder."""
    return _ladders[0].steps() if _ladders else ()


def stands_below(person: Person, step: str) -> bool:
    """Whether somebody holds less than a step. A step that nobody knows (any more) is above everybody."""
    ranks = [value for value, _name in steps()]
    if not step:
        return False
    return step not in ranks or _ladders[0].rank_of(person) < ranks.index(step)
