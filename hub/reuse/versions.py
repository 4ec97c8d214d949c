"""Which version of a wording is said to a customer: whoever knows the channel of a case decides."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.core.features import CustomerText
from hub.reuse.variables import fill

Choose = Callable[[Any, CustomerText, Mapping[str, str]], str]
_choosers: list[Choose] = []


def register_versions(choose: Choose) -> None:
    """Let somebody choose; the last one registered does."""
    _choosers[:] = [choose]


def said_to(case: Any, wording: CustomerText, known: Mapping[str, str]) -> str:
    """What would be put into a reply of this case, filled as far as it is known."""
    return _choosers[0](case, wording, known) if _choosers else fill(wording.text, known)
