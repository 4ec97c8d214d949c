"""The hub at work on one desk: what a rule acts as. It has no rights on any other desk, and is no person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeskHand:
    """An actor whose rights end with its desk. Nameless: a text that asks who writes stays unfilled."""

    space_id: int
    answers_id: int  # the person who answers for what it says to customers
    id: None = None
    is_active: bool = True
    first_name: str = ""
    name: str = ""
