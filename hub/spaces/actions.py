"""Every verb that changes spaces and who is in them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Conflict, Denied, Invalid, NotFound
from hub.core.events import record
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.actions import add_person
from hub.people.models import Person, Reading, Role
from hub.spaces.belonging import belongings
from hub.spaces.events import (
    JoinAsked,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    SpaceCreated,
    SpaceEdited,
)
from hub.spaces.models import (
    PARTS,
    Joining,
    JoinRequest,
    Membership,
    Space,
    SpaceKind,
    SpaceRole,
    Visibility,
)
from hub.spaces.parts import follow_around, leave_parts
from hub.spaces.rules import (
    CREATE_SPACE,
    EDIT_SPACE,
    ENTER_PEOPLE,
    JOIN,
    MARK_OFFICIAL,
    forget_roles,
    role_in,
)
from hub.spaces.topics import slug_of

EDITABLE = frozenset(
    {
        "name",
        "about",
        "rules",
        "visibility",
        "joining",
        "grid",
        "ask_about",
        "links",
        "contacts",
        "keeps_talk", *(f"has_{part}" for part in PARTS),
    }
)  # fmt: skip
AUDITED = frozenset(
    {"name", "visibility", "joining", "grid", "keeps_talk", *(f"has_{part}" for part in PARTS)}
)  # with their values: rights, and what it is called


FOR_EVERYBODY = lazy(
    "What concerns all of us. Every colleague is in here; ask when you do not know where to ask."
)
DESK_IS_CLOSED = lazy("Customers' names and words stand here: only members read what is on a desk.")
LAST_OWNER = lazy("A space needs an owner. Make somebody else the owner first.")


def create_space(actor: Actor, name: str, *, slug: str = "", owner: Person | None = None,
                 **values: Any) -> Space:  # fmt: skip
    """Open a community or a desk; `owner` (else the actor) owns it. values: fields of Space."""
    require(actor, CREATE_SPACE)
    slug = slug or slug_of(name)
    if not slug:
        raise Invalid(_("Give the space a name with at least one letter or digit."), field="name")
    with transaction() as db:
        if db.scalar(select(Space.id).where(Space.slug == slug)):
            raise Conflict(_("There is already a space at /c/%(slug)s. Choose another name.", slug=slug))
        space = Space(slug=slug, name=name, created_at=clock.now(), member_count=0, **values)
        _keep_desk_closed(space)
        _render(space)
        db.add(space)
        db.flush()
        first = owner or (actor if isinstance(actor, Person) else None)
        if first is not None:
            _enter(space, first, SpaceRole.OWNER)
        audit(actor, "spaces.create", space.ref, after={"name": name, "slug": slug})
        record(SpaceCreated(), actor, space)
    return space


def edit_space(actor: Actor, space: Space, **values: Any) -> None:
    """Change fields of a space; `values` may only name EDITABLE ones."""
    require(actor, EDIT_SPACE, space)
    if not EDITABLE.issuperset(values):
        raise Invalid(_("This part of a space cannot be changed."))
    with transaction():
        before = {name: getattr(space, name) for name in values}
        for name, value in values.items():
            setattr(space, name, value)
        _keep_desk_closed(space)
        _render(space)
        audit(actor, "spaces.edit", space.ref, before=_audited(before), after=_audited(values))
        fact = SpaceEdited(
            visibility_changed=before.get("visibility") != space.visibility,
            parts_changed=any(before[name] != values[name] for name in before if name.startswith("has_")),
        )
        record(fact, actor, space)
        follow_around(actor, space)


def archive_space(actor: Actor, space: Space, archived: bool = True) -> None:
    """Make a space read-only, or open it again."""
    require(actor, EDIT_SPACE, space)
    with transaction():
        space.archived_at = clock.now() if archived else None
        audit(actor, "spaces.archive", space.ref, after={"archived": archived})
        record(SpaceEdited(), actor, space)
        follow_around(actor, space)


def mark_official(actor: Actor, space: Space, official: bool = True) -> None:
    """Say that a community is one of the organisation's own, or no longer."""
    require(actor, MARK_OFFICIAL, space)
    with transaction():
        if space.is_official == official:
            return
        space.is_official = official
        audit(actor, "spaces.mark_official", space.ref, after={"official": official})
        record(SpaceEdited(), actor, space)


def join(actor: Person, space: Space, words: str = "") -> bool:
    """Become a member, or ask to. True when in, False when a request now waits."""
    require(actor, JOIN, space)
    with transaction() as db:
        if db.get(Membership, (actor.id, space.id)):
            return True
        if space.joining == Joining.OPEN:
            _enter(space, actor, SpaceRole.MEMBER)
            record(MemberJoined(actor.id), actor, space)
            return True
        if space.joining == Joining.INVITATION:
            raise Invalid(_("%(name)s is joined by invitation. Ask one of its owners.", name=space.name))
        if _request_of(space, actor) is None:
            row = JoinRequest(space_id=space.id, person_id=actor.id, words=words, at=clock.now())
            db.add(row)
            record(JoinAsked(actor.id), actor, space)
        return False


def leave(actor: Person, space: Space) -> None:
    """Stop being a member. The all-staff community cannot be left."""
    if space.is_all_staff:
        raise Invalid(_("Everybody belongs here; this community cannot be left. You can mute it."))
    _remove(actor, space, actor)


def remove_member(actor: Actor, space: Space, person: Person) -> None:
    """Take somebody out of a space."""
    require(actor, ENTER_PEOPLE, space)
    if space.is_all_staff:
        raise Invalid(_("Everybody belongs here; nobody can be taken out of this community."))
    _spare_owners(actor, space, role_in(person, space))
    _remove(actor, space, person)


def let_in(actor: Actor, space: Space, person: Person, role: SpaceRole = SpaceRole.MEMBER) -> None:
    """Bring somebody in or give them another role; settles their request, if there is one."""
    require(actor, ENTER_PEOPLE, space)
    with transaction() as db:
        waiting = _request_of(space, person)
        if waiting is not None:
            db.delete(waiting)
        row = db.get(Membership, (person.id, space.id))
        before = row.role if row else None
        if before != role:
            _spare_owners(actor, space, before, role)
        if row is None:
            _enter(space, person, role)
        else:
            row.role = role
        forget_roles()
        audit(actor, "spaces.let_in", space.ref, before={"role": before},
              after={"person": person.ref, "role": role})  # fmt: skip
        fact = MemberRoleChanged(person.id, role) if before else MemberJoined(person.id)
        record(fact, actor, space)


def settle_in(space: Space, person: Person, role: SpaceRole) -> None:
    """Somebody is in from now on, inside a transaction of an action that has checked the right to do it."""
    waiting = _request_of(space, person)
    if waiting is not None:
        session().delete(waiting)
    _enter(space, person, role)


def decline(actor: Actor, space: Space, person: Person) -> None:
    """Turn down a request to join."""
    require(actor, ENTER_PEOPLE, space)
    with transaction() as db:
        waiting = _request_of(space, person)
        if waiting is None:
            raise NotFound
        db.delete(waiting)
        audit(actor, "spaces.decline", space.ref, after={"person": person.ref})


def visit(actor: Person, space: Space) -> None:
    """Remember that the actor, a member, has seen everything in a space up to now."""
    mine = belongings(actor.id).get(space.id)
    if mine is None or (mine.is_seen and not mine.count):
        return
    with transaction() as db:
        row = db.get(Reading, (actor.id, space.ref))
        if row is None:
            row = Reading(person_id=actor.id, ref=space.ref)
            db.add(row)
        row.last_id, row.at = space.entry_count, clock.now()
    forget_roles()


def open_for_everybody() -> Space | None:
    """The community that every colleague belongs to, opened at install; None when there is one.

    It may be renamed, restricted and looked after like any other; only leaving it is not possible.
    """
    with transaction() as db:
        if db.scalar(select(Space.id).where(Space.is_all_staff).limit(1)):
            return None
        space = create_space(SYSTEM, "Everybody", about=FOR_EVERYBODY, is_all_staff=True)
        for person in db.scalars(select(Person).where(Person.deactivated_at.is_(None))):
            first = person.has(Role.ADMINISTRATOR)
            _enter(space, person, SpaceRole.OWNER if first else SpaceRole.MEMBER)
    return space


def welcome(actor: Actor, name: str, email: str, handle: str, **more: Any) -> Person:
    """Add a colleague and put them into the all-staff communities: the one way an account begins."""
    with transaction() as db:
        person = add_person(actor, name, email, handle, **more)
        for space in db.scalars(select(Space).where(Space.is_all_staff)):
            is_first = person.has(Role.ADMINISTRATOR) and not _owner_count(space)
            _enter(space, person, SpaceRole.OWNER if is_first else SpaceRole.MEMBER)
    return person


def _enter(space: Space, person: Person, role: SpaceRole) -> None:
    db = session()
    if db.get(Membership, (person.id, space.id)):
        return
    db.add(Membership(person_id=person.id, space_id=space.id, role=role, joined_at=clock.now()))
    space.member_count = Space.member_count + 1
    db.flush()
    forget_roles()


def _remove(actor: Actor, space: Space, person: Person) -> None:
    with transaction() as db:
        row = db.get(Membership, (person.id, space.id))
        if row is None:
            return
        if row.role == SpaceRole.OWNER and _owner_count(space) == 1:
            raise Invalid(LAST_OWNER)
        db.delete(row)
        space.member_count = Space.member_count - 1
        db.flush()
        forget_roles()
        db.info["checked"] = ENTER_PEOPLE.name  # leaving is everybody's own right
        record(MemberLeft(person.id), actor, space)
        leave_parts(actor, space, person)


def _keep_desk_closed(space: Space) -> None:
    if space.kind in (SpaceKind.CONVERSATION, SpaceKind.PART):
        raise Invalid(_("Choose a community or a desk."), field="kind")
    if space.kind == SpaceKind.DESK and space.visibility in (None, Visibility.EVERYONE):
        raise Invalid(DESK_IS_CLOSED, field="visibility")
    if space.kind == SpaceKind.DESK and space.has_cases is False:
        raise Invalid(_("A desk is there for cases; they cannot be switched off."), field="parts")


def _spare_owners(actor: Actor, space: Space, *roles: SpaceRole | None) -> None:
    """Admins look after members; who owns a space is for its owners and administrators, and one stays."""
    if SpaceRole.OWNER not in roles:
        return
    owns = role_in(actor, space) == SpaceRole.OWNER
    if isinstance(actor, Person) and not owns and not actor.has(Role.ADMINISTRATOR):
        raise Denied(_("Only an owner of this space can say who owns it. Ask one of them."))
    if roles[0] == SpaceRole.OWNER and _owner_count(space) == 1:
        raise Invalid(LAST_OWNER)


def _owner_count(space: Space) -> int:
    statement = select(Membership).where(Membership.space_id == space.id, Membership.role == SpaceRole.OWNER)
    return len(session().scalars(statement).all())


def _request_of(space: Space, person: Person) -> JoinRequest | None:
    statement = select(JoinRequest).where(
        JoinRequest.space_id == space.id, JoinRequest.person_id == person.id
    )
    return session().scalars(statement).one_or_none()


def _render(space: Space) -> None:
    space.about_html = safe_render(space.about or "").html
    space.rules_html = safe_render(space.rules or "").html


def _audited(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit log is told. That a text changed, not what it says: auditors may not enter here."""
    return {name: value if name in AUDITED else "(not recorded)" for name, value in values.items()}
