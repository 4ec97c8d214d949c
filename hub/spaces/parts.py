"""Parts of a space: where pages with readers of their own live. Nobody finds them as places.

Who reads a part is a member of it and may enter the space around it. `readable_space_ids` asks for both;
here the memberships are kept so that nobody stays in a part who has lost the space around it.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, and_, or_, select

from hub.core import clock
from hub.core.db import session
from hub.core.events import record
from hub.core.permissions import Actor
from hub.people.models import Person
from hub.spaces.belonging import forget_belongings
from hub.spaces.events import MemberJoined, MemberLeft, SpaceEdited
from hub.spaces.models import PARTS, Joining, Membership, Space, SpaceKind, SpaceRole, Visibility
from hub.spaces.rules import readable_space_ids, spaces_one_knows_of

SLUG = 50  # of the space around it, in the addresses of a part
SWITCHES = tuple(f"has_{part}" for part in PARTS)
SHARED = ("name", "archived_at", "grid", *SWITCHES)


def open_part(around: Space) -> Space:
    """A part that nobody reads yet, inside an action's transaction and after its check."""
    part = Space(
        kind=SpaceKind.PART, within_id=around.id, within=around,
        slug=f"{around.slug[:SLUG]}-{secrets.token_hex(4)}", visibility=Visibility.HIDDEN,
        joining=Joining.INVITATION, created_at=clock.now(), entry_count=0, member_count=0,
    )  # fmt: skip
    _follow(part, around)
    session().add(part)
    session().flush()
    return part


def set_readers(actor: Actor, part: Space, people: Iterable[Person]) -> list[Person]:
    """From now on exactly these people read it; those who are new. Inside a transaction."""
    wanted = {person.id: person for person in people}
    present = {person.id: person for person in readers_of(part)}
    for id, person in present.items():
        if id not in wanted:
            _take_out(actor, part, person.id)
    new = [person for id, person in wanted.items() if id not in present]
    for person in new:
        _let_in(actor, part, person.id)
    return new


def close_part(actor: Actor, part: Space) -> None:
    """Nothing stands in it any more: nobody reads it. Its addresses lead on. Inside a transaction."""
    set_readers(actor, part, ())


def readers_of(part: Space) -> Sequence[Person]:
    """Everybody who is in a part, closed accounts too, by name."""
    statement = select(Person).join(Membership, Membership.person_id == Person.id)
    return session().scalars(statement.where(Membership.space_id == part.id).order_by(Person.name)).all()


def strangers_among(people: Collection[Person], around: Space) -> list[Person]:
    """Those who may not enter the space around a part, or whose account is closed."""
    return [person for person in people if not (person.is_active and _may_enter(person, around))]


def leave_parts(actor: Actor, around: Space, person: Person) -> None:
    """Somebody left a space. If they cannot read it any more, they leave its parts too. In a transaction."""
    if around.kind != SpaceKind.PART and not _may_enter(person, around):
        for part in session().scalars(_parts_with(around, person.id)).all():
            _take_out(actor, part, person.id)
            keep_a_reader(actor, part)


def follow_around(actor: Actor, around: Space) -> None:
    """A space was changed: its parts bear its name, and who cannot read it leaves them. In a transaction."""
    for part in session().scalars(select(Space).where(Space.within_id == around.id)).all():
        had = [getattr(part, name) for name in SWITCHES]
        enter_around(actor, part, around)
        record(SpaceEdited(parts_changed=had != [getattr(part, name) for name in SWITCHES]), actor, part)


def enter_around(actor: Actor, part: Space, around: Space) -> None:
    """A part belongs to this space; who cannot read that leaves the part. Inside a transaction."""
    part.within_id, part.within = around.id, around
    _follow(part, around)
    session().flush()
    for person in strangers_among(readers_of(part), around):
        _take_out(actor, part, person.id)
    keep_a_reader(actor, part)


def keep_a_reader(actor: Actor, part: Space) -> None:
    """What nobody could read any more comes to the owners of the space around it. Inside a transaction."""
    if any(person.is_active for person in readers_of(part)):
        return
    owners = select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    owners = owners.where(Membership.space_id == part.within_id, Membership.role == SpaceRole.OWNER)
    for person_id in session().scalars(owners.where(Person.deactivated_at.is_(None))).all():
        _let_in(actor, part, person_id)


def parts_of_person(person: Person) -> Sequence[Space]:
    """The parts that somebody reads."""
    statement = select(Space).join(Membership, Membership.space_id == Space.id)
    found = statement.where(Space.kind == SpaceKind.PART, Membership.person_id == person.id)
    return session().scalars(found).all()


def whole_place(actor: Actor, space: Space) -> Select[int]:
    """The ids of a space and of those of its parts that the actor reads."""
    own = and_(Space.within_id == space.id, Space.id.in_(readable_space_ids(actor)))
    return select(Space.id).where(or_(Space.id == space.id, own))


def with_parts(actor: Actor, space_ids: Collection[int] | Select[int]) -> Select[int]:
    """The ids of these spaces and of those of their parts that the actor reads."""
    own = and_(Space.within_id.in_(space_ids), Space.id.in_(readable_space_ids(actor)))
    return select(Space.id).where(or_(Space.id.in_(space_ids), own))


def find_place(actor: Actor, named: int | str) -> Space | None:
    """A space or a part of one, by id or slug, whose inside the actor may read."""
    wanted = Space.id == named if isinstance(named, int) else Space.slug == named
    is_place = or_(Space.kind == SpaceKind.PART, spaces_one_knows_of(actor))
    statement = select(Space).where(wanted, is_place, Space.id.in_(readable_space_ids(actor)))
    return session().scalars(statement).one_or_none()


def _follow(part: Space, around: Space) -> None:
    for name in SHARED:
        setattr(part, name, getattr(around, name))


def _parts_with(around: Space, person_id: int) -> Select[Space]:
    statement = select(Space).join(Membership, Membership.space_id == Space.id)
    return statement.where(Space.within_id == around.id, Membership.person_id == person_id)


def _may_enter(person: Person, space: Space) -> bool:
    return session().scalar(readable_space_ids(person).where(Space.id == space.id)) is not None


def _let_in(actor: Actor, part: Space, person_id: int) -> None:
    db = session()
    db.add(Membership(person_id=person_id, space_id=part.id, role=SpaceRole.MEMBER, joined_at=clock.now()))
    part.member_count = Space.member_count + 1
    db.flush()
    forget_belongings()
    record(MemberJoined(person_id), actor, part)


def _take_out(actor: Actor, part: Space, person_id: int) -> None:
    db = session()
    db.delete(db.get_one(Membership, (person_id, part.id)))
    part.member_count = Space.member_count - 1
    db.flush()
    forget_belongings()
    record(MemberLeft(person_id), actor, part)
