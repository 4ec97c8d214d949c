"""Variables in customer wording, `{{first_name}}`, and what was masked, `[booking]`.

Both are filled when known and block sending when not (RC07, D12).
"""

import re
from collections.abc import Mapping
from typing import Any

from hub.core.features import registry
from hub.reuse.masking import PLACEHOLDER

VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_ ]{0,40}?)\s*\}\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put in what is known; the others stay as they are, to be seen."""
    text = VARIABLE.sub(lambda hit: values.get(hit[1].replace(" ", "_")) or hit[0], text)
    return PLACEHOLDER.sub(lambda hit: values.get(hit[0]) or hit[0], text)


def unfilled(text: str) -> list[str]:
    """The names of the variables, and the placeholders, still in a text."""
    named = [hit[1] for hit in VARIABLE.finditer(text)]
    return list(dict.fromkeys(named + [hit[0] for hit in PLACEHOLDER.finditer(text)]))


def known_of(case: Any, writer: Any) -> dict[str, str]:
    """What customer wording may ask for and a case knows; `writer` is who signs the reply."""
    known = registry.kinds[case.ref_kind].known
    return {
        **(known(case) if known is not None else {}),
        "first_name": case.customer.first_name,
        "customer": case.customer.name,
        "name": case.customer.first_name,
        "case": str(case.id),
        "case_number": str(case.id),
        "agent": writer.first_name,
    }
