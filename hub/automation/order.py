"""Things in an order that people choose: one goes a place up or down."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol, TypeVar

from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.web.forms import Form, read


class Placed(Protocol):
    """Whatever has a place."""

    position: Any


P = TypeVar("P", bound=Placed)


class PlaceForm(Form):
    """Where to."""

    to: Literal["up", "down"]


def goes_up() -> bool:
    """What the request asks for. Raises Invalid when it does not say."""
    form = read(PlaceForm)
    if not form.ok:
        raise Invalid(_("Say whether it goes up or down."), field="to")
    return form.data.to == "up"


def put(order: Sequence[P], one: P, *, up: bool) -> None:
    """Move `one` a place within `order`, if there is one left there, and count all of them anew."""
    found = list(order)
    at = found.index(one)
    to = at - 1 if up else at + 1
    if 0 <= to < len(found):
        found.insert(to, found.pop(at))
    for position, each in enumerate(found):
        each.position = position
