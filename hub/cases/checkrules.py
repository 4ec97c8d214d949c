"""Which finds stop a reply, which ask for a reason, which are only said. Marked parts always stop it."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.cases.check_models import CheckRule, Level
from hub.core.db import session
from hub.core.words import lazy

WORDS = {
    Level.STOP: lazy("Stops the reply"), Level.ASK: lazy("Asks for a reason"),
    Level.HINT: lazy("Is only said"), Level.OFF: lazy("Is not looked for"),
}  # fmt: skip
KINDS = {
    "internal": lazy("Words from inside"),
    "customer": lazy("Another customer"),
    "colleague": lazy("A colleague’s name or address"),
    "personal": lazy("The customer’s own data where everybody reads it"),
    "file": lazy("A file that also stands inside"),
    "link": lazy("A link that customers cannot open"),
    "promise": lazy("A promise of a date or of money"),
    "language": lazy("Another language than the customer’s"),
}
LEAST_REASON = 8  # signs
DEFAULTS = {"promise": Level.HINT}
LEAST = {
    "file": (Level.STOP, Level.ASK),
    "internal": (Level.STOP, Level.ASK),
    "customer": (Level.STOP, Level.ASK),
}


def choices_for(kind: str) -> Sequence[Level]:
    """What may be chosen for a kind: nothing lets words from inside pass without a word."""
    return LEAST.get(kind, tuple(Level))


def levels() -> dict[str, Level]:
    """Every kind that can be tuned with its level."""
    kept = {rule.kind: rule.level for rule in session().scalars(select(CheckRule))}
    found = {}
    for kind in KINDS:
        level = Level(kept.get(kind, DEFAULTS.get(kind, Level.ASK)))
        found[kind] = level if level in choices_for(kind) else Level.ASK
    return found
