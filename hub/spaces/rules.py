"""The formula of visibility, and the only one: whoever may enter a space may see what is in it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from hub.core.permissions import (
    SYSTEM,
    Actor,
    Because,
    Permission,
    Verdict,
    permission,
    rule,
    verdict,
    visible,
)
from hub.core.words import gettext as _
from hub.core.words import lazy, midsentence
from hub.people.models import Person, Role
from hub.people.tokens import lacks
from hub.spaces.belonging import belongings, forget_belongings
from hub.spaces.models import (
    GRID_DEFAULTS,
    Membership,
    Space,
    SpaceKind,
    SpaceRole,
    Topic,
    Visibility,
)

JOIN = permission("spaces.space.join", lazy("Join a community"))
ENTER_PEOPLE = permission("spaces.membership.edit", lazy("Let people in and give them roles"))
EDIT_SPACE = permission("spaces.space.edit", lazy("Change what a space is called, shows and allows"))
CREATE_SPACE = permission("spaces.space.create", lazy("Create a community or a desk"))
POST_IN = permission("spaces.space.post", lazy("Post in a space"))
ANSWER_IN = permission("spaces.space.answer", lazy("Answer and comment in a space"))
CURATE_IN = permission("spaces.space.curate", lazy("Curate questions and pages in a space"))
EDIT_TOPIC = permission("spaces.topic.edit", lazy("Describe, rename and merge a topic"))
SHARE_TOPIC = permission("spaces.topic.share", lazy("Make a topic everybody’s, or one community’s"))
MARK_OFFICIAL = permission("spaces.space.mark_official", lazy("Mark a community as official"))
WORK_CASES_IN = permission("spaces.space.see_cases", lazy("Work on the cases of a desk"))


def memberships(actor: Actor) -> Select[int]:
    """The ids of the spaces that the actor is a member of."""
    return select(Membership.space_id).where(Membership.person_id == actor.id)


def readable_space_ids(actor: Actor, part: str = "") -> Select[int]:
    """Open spaces, and private ones of which the actor is a member. Nothing for nobody.

    A part is for those of its members who may also enter the space around it. A program enters the
    conversations of its person only with the scope for them. part: one of PARTS; then only where it is
    switched on.
    """
    if part:
        return readable_space_ids(actor).where(getattr(Space, f"has_{part}"))
    if actor is SYSTEM:
        return select(Space.id)
    if not actor.is_active:
        return select(Space.id).where(Space.id.is_(None))
    found = _open_or_own(actor.id)
    return found.where(Space.kind != SpaceKind.CONVERSATION) if lacks(actor, "messages") else found


@lru_cache(maxsize=2_000, typed=True)
def _open_or_own(person_id: Any) -> Select[int]:
    """Built once for each person: a page asks for it five times, and building costs more than asking."""
    own = select(Membership.space_id).where(Membership.person_id == person_id)
    open_or_own = or_(Space.visibility == Visibility.EVERYONE, Space.id.in_(own))
    around = aliased(Space)
    own_or_open = or_(around.visibility == Visibility.EVERYONE, around.id.in_(own))
    whole_or_part = or_(Space.within_id.is_(None), Space.within_id.in_(select(around.id).where(own_or_open)))
    return select(Space.id).where(open_or_own, whole_or_part)


def case_space_ids(actor: Actor) -> Select[int]:
    """The desks whose cases the actor sees: as a member whose role the desk's grid lets see them."""
    if actor is SYSTEM:
        return select(Space.id)
    if not actor.is_active:
        return select(Space.id).where(Space.id.is_(None))
    return _desks_of(actor.id)


@lru_cache(maxsize=2_000, typed=True)
def _desks_of(person_id: Any) -> Select[int]:
    """Built once for each person, as above."""
    least = func.coalesce(Space.grid["see_cases"].as_string(), GRID_DEFAULTS["see_cases"].value)
    enough = [
        and_(Membership.role == role, least.in_([each.value for each in SpaceRole if each.rank <= role.rank]))
        for role in SpaceRole
    ]
    return (
        select(Membership.space_id)
        .join(Space, Space.id == Membership.space_id)
        .where(Membership.person_id == person_id, Space.kind == SpaceKind.DESK, or_(*enough))
    )


def sees_cases(actor: Actor, space: Space) -> bool:
    """The same for one space at hand."""
    role = role_in(actor, space) if space.kind == SpaceKind.DESK else None
    return role is not None and role.rank >= space.least_role("see_cases").rank


def in_readable_space(actor: Actor, model: Any, part: str = "") -> ColumnElement[bool]:
    """The condition for everything that lives in a space, or in a part of it."""
    condition: ColumnElement[bool] = model.space_id.in_(readable_space_ids(actor, part))
    return condition


def switched_off(space: Space, part: str) -> Because | None:
    """Why nothing is written into a part of a space; None where it is switched on."""
    return None if space.has(part) else Because(str(OFF[part]) % {"name": space.name})


@visible(Space)
def spaces_one_knows_of(actor: Actor) -> ColumnElement[bool]:
    """A members-only community is known by name to colleagues; a hidden one to its members only.

    The space of a conversation is a place to nobody: what stands in it is found through the conversation.
    Nor is a part: its pages stand in the tree of the space around it, for those who read them.
    """
    if not actor.is_active:
        return Space.id.is_(None)
    known = or_(Space.visibility != Visibility.HIDDEN, Space.id.in_(memberships(actor)))
    return and_(Space.kind.not_in((SpaceKind.CONVERSATION, SpaceKind.PART)), known)


@visible(Topic)
def topics_one_sees(actor: Actor) -> ColumnElement[bool]:
    """Those of all communities, and the own ones of communities that one may enter; no other names of one."""
    if not actor.is_active:
        return Topic.id.is_(None)
    return and_(Topic.same_as_id.is_(None), topic_names(actor))


def topic_names(actor: Actor) -> ColumnElement[bool]:
    """The names of topics that the actor may know of, synonyms too."""
    return or_(Topic.space_id.is_(None), Topic.space_id.in_(readable_space_ids(actor)))


def role_in(actor: Actor, space: Space) -> SpaceRole | None:
    """What the actor is in a space."""
    if actor.id is None:
        return None
    found = belongings(actor.id).get(space.id)
    return found.role if found else None


def forget_roles() -> None:
    """Memberships changed: ask again at the next check."""
    forget_belongings()


@rule(POST_IN)
def may_post(actor: Person, space: Space) -> Verdict:
    if space.kind == SpaceKind.CONVERSATION:
        return Because(ONLY_TALK)
    if space.kind == SpaceKind.PART:
        return Because(ONLY_PAGES)
    return _granted(actor, space, "post")


@rule(ANSWER_IN)
def may_answer(actor: Person, space: Space) -> Verdict:
    return _granted(actor, space, "answer")


@rule(CURATE_IN)
def may_curate(actor: Person, space: Space) -> Verdict:
    if space.kind == SpaceKind.CONVERSATION:
        return Because(ONLY_TALK)
    if space.is_archived:
        return Because(ARCHIVED)
    if space.within_id is not None:
        return _as_around(actor, space, CURATE_IN)
    if actor.has(Role.KNOWLEDGE_MANAGER) and _may_enter(actor, space):
        return True
    return _granted(actor, space, "curate")


@rule(WORK_CASES_IN)
def may_work_cases(actor: Person, space: Space) -> Verdict:
    if space.kind != SpaceKind.DESK:
        return Because(_("Cases live on desks, and this is not one."))
    if not actor.has(Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR):
        return Because(_("Working on cases needs the agent role. An administrator can give it to you."))
    return _granted(actor, space, "see_cases")


@rule(JOIN)
def may_join(actor: Person, space: Space) -> Verdict:
    if space.kind == SpaceKind.DESK:
        return Because(_("Desks are joined by invitation. Ask one of its team."))
    return not space.is_archived or Because(ARCHIVED)


@rule(EDIT_SPACE, ENTER_PEOPLE)
def may_edit_space(actor: Person, space: Space) -> Verdict:
    if space.kind == SpaceKind.CONVERSATION:
        return Because(ONLY_TALK)
    if space.within_id is not None:
        return _as_around(actor, space, EDIT_SPACE)
    if actor.has(Role.ADMINISTRATOR):
        return True
    role = role_in(actor, space)
    if role is not None and role.rank >= SpaceRole.ADMIN.rank:
        return True
    return Because(_("Only the owners and admins of this space can change it."))


@rule(EDIT_TOPIC)
def may_edit_topic(actor: Person, topic: Topic) -> Verdict:
    """Also asked of a topic that is about to be made."""
    if actor.has(Role.KNOWLEDGE_MANAGER, Role.ADMINISTRATOR):
        return True
    if topic.space is None:
        return Because(_("Topics of all communities are kept by knowledge managers. Ask one of them."))
    role = role_in(actor, topic.space)
    if role is not None and role.rank >= SpaceRole.ADMIN.rank:
        return True
    return Because(_("Only knowledge managers and the admins of this community change its topics."))


@rule(SHARE_TOPIC)
def may_share_topic(actor: Person, _topic: Topic) -> Verdict:
    if actor.has(Role.KNOWLEDGE_MANAGER, Role.ADMINISTRATOR):
        return True
    return Because(_("Knowledge managers decide where a topic belongs. Ask one of them."))


@rule(CREATE_SPACE)
def may_create_space(actor: Person, _nothing: object) -> Verdict:
    if actor.has(Role.ADMINISTRATOR, Role.COMMUNITY_ADMIN):
        return True
    return Because(_("Creating a community needs the community admin role."))


@rule(MARK_OFFICIAL)
def may_mark_official(actor: Person, space: Space) -> Verdict:
    if space.kind == SpaceKind.CONVERSATION:
        return Because(ONLY_TALK)
    return actor.has(Role.ADMINISTRATOR) or Because(
        _("Only administrators say which communities are official.")
    )


OFF = {
    "feed": lazy("Posts are switched off in %(name)s. Choose another community, or ask its admins."),
    "questions": lazy("Questions are switched off in %(name)s. Choose another community, or ask its admins."),
    "wiki": lazy("The wiki is switched off in %(name)s. Choose another community, or ask its admins."),
    "cases": lazy("%(name)s takes no questions from customer cases. Choose another community."),
}
ONLY_TALK = lazy("This is a conversation of a few people: they talk in it, and nobody looks after it.")
ONLY_PAGES = lazy("Only pages stand here. Choose the community itself for everything else.")
NOT_A_READER = lazy("This is for the readers that these pages have of their own. Ask one of them.")
ARCHIVED = lazy("This place is archived: it can be read and searched, but not written in.")


def _may_enter(actor: Person, space: Space) -> bool:
    if space.is_open:
        return True
    return role_in(actor, space) is not None


def _as_around(actor: Person, part: Space, right: Permission) -> Verdict:
    """Who reads a part may there what they may in the space around it."""
    if role_in(actor, part) is None:
        return Because(NOT_A_READER)
    return verdict(actor, right, part.around)


def _granted(actor: Person, space: Space, what: str) -> Verdict:
    if space.is_archived:
        return Because(ARCHIVED)
    if space.within_id is not None:
        return _granted(actor, space.around, what) if role_in(actor, space) else Because(NOT_A_READER)
    role = role_in(actor, space)
    if role is None:
        if space.is_open and space.least_role(what).rank <= SpaceRole.MEMBER.rank:
            return True  # an open community takes posts and answers from every colleague
        return Because(lambda: _("Join %(name)s first; then you can write here.", name=space.name))
    if role.rank >= space.least_role(what).rank:
        return True
    return Because(
        lambda: _(
            "In %(name)s this is kept for %(roles)s.",
            name=space.name,
            roles=midsentence(space.least_role(what).and_above),
        )
    )
