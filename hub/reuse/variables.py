"""Variables in customer wording, `{{first_name}}`, `{{first_name|there}}`, and what was masked, `[booking]`.

They are filled when known, a variable else with the words behind its bar; what is neither blocks sending
(RC07, D12).
"""

import re
from collections.abc import Mapping
from typing import Any

from hub.core.features import registry
from hub.reuse.masking import PLACEHOLDER

VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_ ]{0,40}?)\s*(?:\|([^{}|\n]{0,60}))?\}\}")
NAMES = ("first_name", "customer", "case_number", "agent", "agent_name", "team", "channel", "language")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put in what is known; the others stay as they are, to be seen."""
    text = VARIABLE.sub(
        lambda hit: values.get(hit[1].replace(" ", "_")) or (hit[2] or "").strip() or hit[0], text
    )
    return PLACEHOLDER.sub(lambda hit: values.get(hit[0]) or hit[0], text)


def unfilled(text: str) -> list[str]:
    """The names of the variables, and the placeholders, still in a text."""
    named = [hit[1] for hit in VARIABLE.finditer(text)]
    return list(dict.fromkeys(named + [hit[0] for hit in PLACEHOLDER.finditer(text)]))


def known_of(case: Any, writer: Any, placeholders: Mapping[str, str] | None = None) -> dict[str, str]:
    """What customer wording may ask for and a case knows; `writer` is who signs the reply.

    placeholders: what the case's kind knows, where it was asked for many cases at once.
    """
    if placeholders is None:
        known = registry.kinds[case.ref_kind].known
        placeholders = known(case) if known is not None else {}
    called = is_name(case.customer.name)  # an address is nothing to greet somebody with
    first = case.customer.first_name if called else ""
    return {
        **placeholders,
        "first_name": first,
        "customer": case.customer.name if called else "",
        "name": first,
        "case": str(case.id),
        "case_number": str(case.id),
        "agent": writer.first_name,
        "agent_name": writer.name,
        "team": case.space.name,
        "channel": case.channel.name,
        "language": case.language,
    }


def is_name(text: str) -> bool:
    """Whether a customer is called so, or only reached there: `marta@example.net`, `@marta`, `+47 911`."""
    return "@" not in text and any(letter.isalpha() for letter in text) and not text[:1].isdigit()
