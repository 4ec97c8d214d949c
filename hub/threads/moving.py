"""Moving a conversation to another community, with everything that was said in it (FD11).

The address stays: things are found by their number. Who reads it is decided by the new place from the
moment of the move; search, feed and notices follow the fact.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, cast, delete, exists, func, literal, select, update

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Denied, Invalid
from hub.core.events import record
from hub.core.features import kind_of, resolve_many
from hub.core.permissions import SYSTEM, can, readable, require
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.people.models import Person, Watch
from hub.spaces.models import Membership, Space, SpaceKind, Visibility
from hub.spaces.rules import POST_IN, switched_off
from hub.spaces.topics import leave_behind
from hub.threads.events import ConversationLeft, ConversationMoved
from hub.threads.models import Comment, Revision
from hub.threads.relocations import UNDO_FOR, Relocation, RelocationKind
from hub.threads.rules import MOVE
from hub.web.filters import number

OFFERED = 300


class Wider(Invalid):
    """People could read it who could not before: `count` of them. It is done once somebody agrees to that."""

    code = "confirm"

    def __init__(self, count: int, source: Space, target: Space) -> None:
        self.count = count
        who = _("Every colleague") if target.is_open else _("The members of %(name)s", name=target.name)
        said = ngettext(
            "%(who)s will be able to read it, with all that was said in it: one colleague who cannot now. "
            "Until now it was read by the members of %(from)s alone.",
            "%(who)s will be able to read it, with all that was said in it: %(count)s colleagues who "
            "cannot now. Until now it was read by the members of %(from)s alone.",
            count, count=number(count), who=who, **{"from": source.name},
        )  # fmt: skip
        super().__init__(said, field="agreed")


def move(actor: Person, thing: Any, target: Space, agreed: int = 0) -> Relocation:
    """Move a conversation to another community. agreed: how many new readers the actor said yes to.

    Raises Wider when it would be more, Denied where the actor may not move it or not post there.
    """
    require(actor, MOVE, thing)
    _check_place(actor, thing, target)
    source = thing.space
    with transaction():
        locked(thing)
        if thing.space_id != source.id:
            raise Conflict(_("Somebody moved it while you were choosing. Reload to see where it stands."))
        ask_if_wider(source, target, agreed)
        moved = _relocate(actor, thing, target)
        audit(actor, "threads.move", thing.ref, before={"space": f"space:{moved.from_space_id}"},
              after={"space": target.ref})  # fmt: skip
    return moved


def move_back(actor: Person, thing: Any) -> Relocation:
    """Undo a move of one's own: within the hour, as long as nothing was said there since."""
    with transaction():
        locked(thing)
        last = _last_move(thing)
        if last is None or last.by_id != actor.id or last.to_space_id != thing.space_id:
            raise Denied(_("There is no move of yours to take back here. Move the conversation instead."))
        if last.at < clock.now() - UNDO_FOR or _spoken_since(thing, last):
            raise Invalid(
                _("Something was said here since, or an hour has passed. Move the conversation instead.")
            )
        require(actor, POST_IN, last.from_space)
        back = _relocate(actor, thing, last.from_space)
        last.undone_at = back.undone_at = back.at
        audit(actor, "threads.move_back", thing.ref, before={"space": f"space:{last.to_space_id}"},
              after={"space": last.from_space.ref})  # fmt: skip
    return back


def places_for(actor: Person, thing: Any) -> Sequence[Space]:
    """The communities that a conversation can be moved to by this person, by name."""
    statement = readable(actor, select(Space)).where(
        Space.kind == SpaceKind.COMMUNITY, Space.archived_at.is_(None), Space.id != thing.space_id
    )
    found = session().scalars(statement.order_by(func.lower(Space.name)).limit(OFFERED)).all()
    part = kind_of(thing.ref).part
    return [space for space in found if space.has(part) and can(actor, POST_IN, space)]


def new_readers(source: Space, target: Space) -> int:
    """How many colleagues may read the target and not the source."""
    if source.is_open:
        return 0
    inside = select(Membership.person_id).where(Membership.space_id == source.id)
    statement = select(func.count(Person.id)).where(Person.deactivated_at.is_(None), Person.id.not_in(inside))
    if not target.is_open:
        there = select(Membership.person_id).where(Membership.space_id == target.id)
        statement = statement.where(Person.id.in_(there))
    return session().scalar(statement) or 0


def lost_followers(thing: Any, target: Space) -> int:
    """How many who follow a conversation could not read it there."""
    if target.is_open:
        return 0
    statement = select(func.count()).select_from(Watch).where(*_strangers(thing.ref, target))
    return session().scalar(statement) or 0


def ask_if_wider(source: Space, target: Space, agreed: int) -> None:
    """Raise Wider when more people could read it than somebody agreed to."""
    count = new_readers(source, target)
    if count > agreed:
        raise Wider(count, source, target)


def carry(things: Sequence[Any], target: Space) -> None:
    """Let things and all that hangs on them live in another space, inside a transaction."""
    db = session()
    refs = [thing.ref for thing in things]
    for thing in things:
        thing.space_id, thing.space = target.id, target
    db.flush()
    leave_behind(refs, target.id)
    said = select(literal("comment:") + cast(Comment.id, String)).where(Comment.about.in_(refs))
    db.execute(update(Revision).where(Revision.about.in_(refs)).values(space_id=target.id))
    db.execute(update(Revision).where(Revision.about.in_(said)).values(space_id=target.id))
    db.execute(update(Comment).where(Comment.about.in_(refs)).values(space_id=target.id))


def forget_strangers(ref: str, target: Space) -> None:
    """Whoever cannot read it there does not follow it any more, inside a transaction."""
    if target.visibility != Visibility.EVERYONE:
        session().execute(delete(Watch).where(*_strangers(ref, target)))


def _check_place(actor: Person, thing: Any, target: Space) -> None:
    if target.id == thing.space_id:
        raise Invalid(_("It stands there already. Choose another community."), field="community")
    if target.kind != SpaceKind.COMMUNITY:
        raise Invalid(_("A conversation can be moved to a community only."), field="community")
    off = switched_off(target, kind_of(thing.ref).part)
    if off is not None:
        raise Invalid(off.reason, field="community")
    require(actor, POST_IN, target)


def _relocate(actor: Person, thing: Any, target: Space) -> Relocation:
    source: Space = thing.space
    parts = kind_of(thing.ref).parts
    carry([thing, *resolve_many(SYSTEM, parts(thing) if parts else ()).values()], target)
    forget_strangers(thing.ref, target)
    row = Relocation(
        kind=RelocationKind.MOVED, source=thing.ref, target=thing.ref, from_space_id=source.id,
        from_space=source, to_space_id=target.id, to_space=target, by_id=actor.id, by=actor,
        at=clock.now(),
    )  # fmt: skip
    session().add(row)
    record(ConversationLeft(thing.ref), actor, source)
    record(ConversationMoved(thing.ref), actor, thing)
    return row


def _last_move(thing: Any) -> Relocation | None:
    statement = select(Relocation).where(
        Relocation.source == thing.ref, Relocation.kind == RelocationKind.MOVED
    )
    last = session().scalars(statement.order_by(Relocation.id.desc()).limit(1)).one_or_none()
    return last if last is not None and last.undone_at is None else None


def _spoken_since(thing: Any, last: Relocation) -> bool:
    """Whether a text was added or changed in it since: it was written for the readers of the new place."""
    parts = kind_of(thing.ref).parts
    things = [thing, *resolve_many(SYSTEM, parts(thing) if parts else ()).values()]
    latest = [moment for each in things for moment in (each.created_at, each.edited_at) if moment]
    said = select(
        exists().where(
            Comment.about.in_([each.ref for each in things]),
            func.coalesce(Comment.edited_at, Comment.created_at) > last.at,
        )
    )
    return max(latest) > last.at or bool(session().scalar(said))


def _strangers(ref: str, target: Space) -> tuple[Any, Any]:
    inside = select(Membership.person_id).where(Membership.space_id == target.id)
    return Watch.ref == ref, Watch.person_id.not_in(inside)
