"""An answer or page kept on top of a case's suggestions, for everybody who works on it."""

from typing import Any

from hub.cases.events import AnswerPinned
from hub.cases.models import Case
from hub.cases.rules import ADD_NOTE
from hub.core.db import transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.features import registry, resolve
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person

MOST = 5  # more would push everything else out of sight


def pin(actor: Person, case: Case, ref: str) -> Any:
    """Keep it on top. Raises Invalid for what is no answer, and when there are `MOST`. Returns the thing."""
    require(actor, ADD_NOTE, case)
    thing = resolve(actor, ref)
    if registry.kinds[thing.ref_kind].customer_text is None:
        raise Invalid(_("Only answers and pages can be pinned to a case."), field="ref")
    with transaction():
        there = targets_of(case.ref, [LinkKind.PINNED])
        if ref in there:
            return thing
        if len(there) >= MOST:
            raise Invalid(_("Five are pinned already. Take one off first."), field="ref")
        link(actor, case.ref, ref, LinkKind.PINNED)
        record(AnswerPinned(ref), actor, case)
    return thing


def unpin(actor: Person, case: Case, ref: str) -> None:
    """Put it back among the others; harmless when it is not pinned."""
    require(actor, ADD_NOTE, case)
    with transaction():
        if unlink(actor, case.ref, ref, LinkKind.PINNED, ""):
            record(AnswerPinned(ref, pinned=False), actor, case)
