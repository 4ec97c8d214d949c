"""Linking two things, taking a link away with a reason, and taking either back."""

from typing import Any

from hub.cases.actions.inside import join_question, leave_question
from hub.cases.identities import names_of
from hub.core.db import session, transaction
from hub.core.errors import Invalid, NotFound
from hub.core.events import record
from hub.core.features import resolve
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.linking.events import ThingsLinked, ThingsUnlinked
from hub.linking.pairs import SHORT, WORDS, ends, kinds_between
from hub.linking.rules import LINK
from hub.links.actions import find, link, unlink
from hub.links.models import Link, LinkKind
from hub.people.models import Person
from hub.reuse.masking import mask

LEAST_REASON = 3
TAKEN_BACK = lazy("Taken back by whoever made it.")


def connect(actor: Person, thing: Any, other: Any, how: str, reason: str = "") -> Link:
    """Link two things that the actor has loaded. Raises Invalid for what does not go together."""
    if thing.ref == other.ref:
        raise Invalid(_("A thing cannot be linked with itself. Choose another one."), field="target")
    source, target = ends(thing, other)
    require(actor, LINK, source)
    fits = kinds_between(source, target)
    if how not in fits:
        kinds = ", ".join(f"“{WORDS[each]}”" for each in fits)
        raise Invalid(
            _("These two can be linked as: %(kinds)s. Choose one of these.", kinds=kinds), field="how"
        )
    kind = LinkKind(how)
    if kind == LinkKind.REJECTED and len(reason.strip()) < LEAST_REASON:
        raise Invalid(_("Say why it did not fit: whoever looks after it learns from that."), field="reason")
    if (
        source.ref_kind == "case"
    ):  # who reads the text may read why it did not fit, and nothing of the customer
        reason = mask(reason, names_of(source)).text
    there = find(source.ref, target.ref, kind)
    if there is not None and there.removed_at is None:
        raise Invalid(_("They are linked like this already."), field="target")
    with transaction():
        if kind == LinkKind.JOINED:
            join_question(actor, source, target.ref, reason)
        else:
            link(actor, source.ref, target.ref, kind, reason)
        record(ThingsLinked(target.ref, kind, target.space_id), actor, source)
    made = find(source.ref, target.ref, kind)
    if made is None:
        raise NotFound
    return made


def disconnect(actor: Person, row: Link, because: str) -> None:
    """Take a link away. Raises Invalid without a reason."""
    if len(because.strip()) < LEAST_REASON:
        raise Invalid(_("Say why the link is wrong: it is kept with it."), field="because")
    source, target = _ends_of(actor, row)
    with transaction():
        if row.kind in (LinkKind.ASKED, LinkKind.JOINED):
            leave_question(actor, source, target.ref, because)
        else:
            unlink(actor, row.source, row.target, row.kind, because)
        record(ThingsUnlinked(target.ref, row.kind, target.space_id), actor, source)


def undo(actor: Person, row: Link) -> bool:
    """Take back what was just done with a link. True when it is there again, False when it is gone.

    Raises NotFound for what somebody else did.
    """
    source, target = _ends_of(actor, row)
    if row.removed_at is None:
        if row.author_id != actor.id:
            raise NotFound
        disconnect(actor, row, str(TAKEN_BACK))
        return False
    if row.removed_by_id != actor.id:
        raise NotFound
    how = LinkKind.JOINED if row.kind == LinkKind.ASKED else row.kind
    connect(actor, source, target, how, row.reason)
    return True


def link_at(actor: Person, ref: str, id: int) -> Link:
    """A link made by hand, or one that could be, with an end at `ref`. Raises NotFound."""
    row = session().get(Link, id)
    if row is None or ref not in (row.source, row.target) or row.kind not in SHORT:
        raise NotFound
    return row


def _ends_of(actor: Person, row: Link) -> tuple[Any, Any]:
    """Both ends, which the actor must be able to read, and the right to change what is between them."""
    source, target = resolve(actor, row.source), resolve(actor, row.target)
    require(actor, LINK, source)
    return source, target
