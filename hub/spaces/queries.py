"""What the pages about spaces need, already shaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import pairs, session
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role, Watch
from hub.spaces.belonging import Belonging, belongings
from hub.spaces.models import (
    HOSTS,
    Filed,
    Joining,
    JoinRequest,
    Membership,
    Space,
    SpaceKind,
    SpaceRole,
    Topic,
    Visibility,
)
from hub.spaces.rules import role_in
from hub.web.paging import Page

LISTED = 50
MOST_HOSTS = 5
WITH_HOSTS = (joinedload(Space.hosts).joinedload(Membership.person),)  # for the page of one space
OPENING = 160
SEEN_BY = {
    Visibility.EVERYONE: lazy("open to everyone"),
    Visibility.MEMBERS: lazy("for members only"),
    Visibility.HIDDEN: lazy("hidden, by invitation"),
}


@dataclass(frozen=True)
class Tile:
    """A community in the list of all, as one person sees it."""

    space: Space
    role: SpaceRole | None
    asked: bool = False

    @property
    def seen_by(self) -> str:
        """Who may read it, in words."""
        return SEEN_BY[self.space.visibility]

    @property
    def opening(self) -> str:
        """The first words of what it is for."""
        words = " ".join(self.space.about.split())
        return words if len(words) <= OPENING else words[:OPENING].rsplit(" ", 1)[0] + "…"

    @property
    def may_join(self) -> bool:
        """Whether a button leads in."""
        outside = self.role is None and not self.asked and not self.space.is_archived
        return outside and self.space.joining != Joining.INVITATION

    @property
    def join_label(self) -> str:
        """What the button says: joining, or asking to."""
        return _("Join") if self.space.joining == Joining.OPEN else _("Ask to join")


def own_communities(actor: Person) -> Sequence[Belonging]:
    """The communities a person is in, by name, with what came since they last looked."""
    mine = belongings(actor.id).values()
    return [each for each in mine if each.kind == SpaceKind.COMMUNITY and not each.is_archived][:LISTED]


def communities(actor: Person, words: str = "", *, after: int = 0, size: int = 60) -> Page[Tile]:
    """The communities one knows of, largest first; archived ones last."""
    asked = and_(JoinRequest.space_id == Space.id, JoinRequest.person_id == actor.id)
    own = and_(Membership.space_id == Space.id, Membership.person_id == actor.id)
    columns: Select[Any] = select(Space, Membership.role, JoinRequest.id)  # type: ignore[assignment]
    statement = (
        readable(actor, columns)
        .outerjoin(Membership, own)
        .outerjoin(JoinRequest, asked)
        .where(Space.kind == SpaceKind.COMMUNITY)
        .order_by(Space.archived_at.is_not(None), Space.member_count.desc(), Space.id)
    )
    for word in words.lower().split()[:6]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        statement = statement.where(
            or_(func.lower(Space.name).like(like), func.lower(Space.about).like(like))
        )
    rows = session().execute(statement.offset(after).limit(size + 1)).all()
    tiles = [Tile(space, role, asked is not None) for space, role, asked in rows[:size]]
    return Page(tiles, str(after + size) if len(rows) > size else None)


def members(space: Space, *, after: int = 0, size: int = LIMITS.default_page) -> Page[Membership]:
    """Who is in a space: those who look after it first, then by name."""
    rank = case({role.value: -role.rank for role in SpaceRole}, value=cast(Membership.role, String))
    statement = (
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.space_id == space.id, Person.deactivated_at.is_(None))
        .options(joinedload(Membership.person))
        .order_by(rank, func.lower(Person.name), Person.id)
        .offset(after)
        .limit(size + 1)
    )
    rows = session().scalars(statement).all()
    return Page(rows[:size], str(after + size) if len(rows) > size else None)


def hosts(space: Space) -> Sequence[Membership]:
    """Owners and admins: whom to ask."""
    statement = (
        select(Membership)
        .where(
            Membership.space_id == space.id,
            Membership.role.in_(HOSTS),
        )
        .options(joinedload(Membership.person))
        .order_by(Membership.role.desc(), Membership.joined_at)
        .limit(MOST_HOSTS)
    )
    return session().scalars(statement).all()


def names_of(people: Sequence[Person]) -> str:
    """Whom to ask, in words."""
    names = [person.name for person in people]
    if len(names) > 1:
        return _("%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1])
    return names[0] if names else _("An administrator")


def contacts_of(space: Space) -> Sequence[Person]:
    """The people named as contacts, in the order in which they were named."""
    if not space.contacts:
        return []
    statement = select(Person).where(Person.id.in_(space.contacts), Person.deactivated_at.is_(None))
    found = {person.id: person for person in session().scalars(statement)}
    return [found[id] for id in space.contacts if id in found]


def requests_of(space: Space) -> Sequence[JoinRequest]:
    """Who asks to be let in, longest waiting first."""
    statement = (
        select(JoinRequest)
        .where(JoinRequest.space_id == space.id)
        .options(joinedload(JoinRequest.person))
        .order_by(JoinRequest.id)
        .limit(100)
    )
    return session().scalars(statement).all()


def has_asked(actor: Person, space: Space) -> bool:
    """Whether a request of this person waits."""
    statement = select(JoinRequest.id).where(
        JoinRequest.space_id == space.id, JoinRequest.person_id == actor.id
    )
    return session().scalar(statement) is not None


def attention_to(actor: Person, space: Space) -> str:
    """How much this person wants to hear of what is new here; "" when they have not chosen."""
    mine = belongings(actor.id).get(space.id)
    if mine is not None:
        return mine.attention
    return chosen_level(actor, space.ref)


def chosen_level(actor: Person, ref: str) -> str:
    """The level somebody chose for a thing; "" for none."""
    row = session().get(Watch, (actor.id, ref))
    return row.level if row is not None else ""


def chosen_levels(actor: Person, refs: Sequence[str]) -> dict[str, str]:
    """ref → the level somebody chose, for those they chose one for: one query for a whole list."""
    own = select(Watch.ref, Watch.level).where(Watch.person_id == actor.id, Watch.ref.in_(refs))
    return pairs(own)


def people_by_handle(handles: Sequence[str]) -> Mapping[str, Person]:
    """handle → colleague, for the fields in which people are named."""
    statement = select(Person).where(Person.handle.in_(list(handles)), Person.deactivated_at.is_(None))
    return {person.handle: person for person in session().scalars(statement)}


def refs_filed(topic: Topic, kind: str = "", *, after: int = 0, size: int = 60) -> Page[str]:
    """What is filed under a topic, newest first; the reader's rights are asked for each kind later."""
    statement = select(Filed.ref).where(Filed.topic_id == topic.id)
    if kind:
        statement = statement.where(Filed.ref.startswith(f"{kind}:"))
    order = func.length(Filed.ref).desc(), Filed.ref.desc()
    rows = session().scalars(statement.order_by(*order).offset(after).limit(size + 1)).all()
    return Page(rows[:size], str(after + size) if len(rows) > size else None)


def may_enter(actor: Actor, space: Space) -> bool:
    """Whether the contents are shown, or only what it is and whom to ask."""
    return space.is_open or role_in(actor, space) is not None


def curators_of(space: Space) -> list[Person]:
    """Those of its members who look after what is known there: moderators and above, knowledge managers."""
    statement = (
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.space_id == space.id, Person.deactivated_at.is_(None))
        .order_by(Person.id)
    )
    least = max(space.least_role("curate").rank, SpaceRole.MODERATOR.rank)
    rows = session().execute(statement)
    return [who for who, role in rows if role.rank >= least or who.has(Role.KNOWLEDGE_MANAGER)][:LISTED]
