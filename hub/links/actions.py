"""Making and taking away links. The caller has checked the right to both ends."""

from sqlalchemy import or_, select

from hub.core import clock, refs
from hub.core.db import session
from hub.core.features import registry
from hub.core.permissions import Actor
from hub.links.models import Link, LinkKind
from hub.links.queries import forget_pointed_at


def link(
    actor: Actor, source: str, target: str, kind: LinkKind, reason: str = "", *, excerpt: str = ""
) -> Link:
    """Link two refs, inside a transaction. A link taken away before comes back.

    `excerpt`: what readers of one end may read of the other without entering it; masked by the caller.
    """
    row = find(source, target, kind)
    if row is None:
        row = Link(source=source, target=target, kind=kind)
        session().add(row)
    elif row.removed_at is None:
        return row
    row.author_id, row.reason, row.at = actor.id, reason[:500], clock.now()
    row.excerpt, row.space_id = excerpt[:300], _space_of(target)
    row.removed_at = row.removed_by_id = None
    session().flush()
    forget_pointed_at()
    return row


def unlink(actor: Actor, source: str, target: str, kind: LinkKind, because: str) -> bool:
    """Take a link away, inside a transaction, keeping who and why. False when there was none."""
    row = find(source, target, kind)
    if row is None or row.removed_at is not None:
        return False
    row.removed_at, row.removed_by_id = clock.now(), actor.id
    row.removed_because = because[:500]
    forget_pointed_at()
    return True


def repoint(actor: Actor, old: str, new: str, because: str) -> None:
    """Let links from and to a thing lead from and to another, inside a transaction; none is there twice."""
    rows = session().scalars(select(Link).where(or_(Link.source == old, Link.target == old))).all()
    for row in rows:
        source = new if row.source == old else row.source
        target = new if row.target == old else row.target
        if source != target and find(source, target, row.kind) is None:
            row.source, row.target = source, target
            session().flush()
            forget_pointed_at()
        elif row.removed_at is None:
            unlink(actor, row.source, row.target, row.kind, because)


def find(source: str, target: str, kind: LinkKind) -> Link | None:
    """The link, also when it was taken away."""
    statement = select(Link).where(Link.source == source, Link.target == target, Link.kind == kind)
    return session().scalars(statement).one_or_none()


def _space_of(ref: str) -> int | None:
    """Where a thing lives: measures by community count links without asking each target again."""
    name, id = refs.parse(ref)
    kind = registry.kinds.get(name)
    column = getattr(kind.model, "space_id", None) if kind is not None else None
    return (
        session().scalar(select(column).where(kind.model.id == id)) if column is not None and kind else None
    )
