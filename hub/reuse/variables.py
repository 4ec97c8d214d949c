"""Variables in customer wording, `{{first_name}}`: filled when known, blocking when not (RC07)."""

import re
from collections.abc import Mapping
from typing import Any

VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_ ]{0,40}?)\s*\}\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put in what is known; the others stay as they are, to be seen."""
    return VARIABLE.sub(lambda hit: values.get(hit[1].replace(" ", "_")) or hit[0], text)


def unfilled(text: str) -> list[str]:
    """The names of the variables still in a text."""
    return list(dict.fromkeys(hit[1] for hit in VARIABLE.finditer(text)))


def known_of(case: Any, writer: Any) -> dict[str, str]:
    """What customer wording may ask for and a case knows; `writer` is who signs the reply."""
    return {
        "first_name": case.customer.first_name,
        "customer": case.customer.name,
        "name": case.customer.first_name,
        "case": str(case.id),
        "case_number": str(case.id),
        "agent": writer.first_name,
    }
