"""Who enters the desk, and for which communities: whoever curates one of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hub.core.db import session
from hub.core.permissions import Actor, Because, Verdict, can, permission, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.spaces.belonging import belongings
from hub.spaces.models import GRID_DEFAULTS, Space, SpaceKind
from hub.spaces.rules import CURATE_IN, readable_space_ids
from hub.wiki.policy import know_policy
from hub.wiki.policy_models import WikiPolicy

ENTER_DESK = permission("curation.desk.enter", lazy("Look after what is known, at the desk for it"))
MOST = 300


@rule(ENTER_DESK)
def may_enter_desk(actor: Person, _nothing: object) -> Verdict:
    if seems_to_curate(actor) or curated_spaces(actor):
        return True
    return Because(_("This desk is for knowledge managers and those who curate a community."))


def seems_to_curate(actor: Person) -> bool:
    """Whether it is likely, by what is known without asking: for the navigation on every page."""
    if not isinstance(actor, Person) or not actor.is_active:
        return False
    if actor.has(Role.KNOWLEDGE_MANAGER):
        return True
    return bool(likely_space_ids(actor))


def likely_space_ids(actor: Person) -> Any:
    """The ids of those communities without asking for each: for the number on every page."""
    if actor.has(Role.KNOWLEDGE_MANAGER):
        return readable_space_ids(actor).where(Space.kind == SpaceKind.COMMUNITY, Space.archived_at.is_(None))
    least = GRID_DEFAULTS["curate"].rank
    return [
        each.id
        for each in belongings(actor.id).values()
        if each.kind == SpaceKind.COMMUNITY and not each.is_archived and each.role.rank >= least
    ]


def curated_spaces(actor: Actor) -> Sequence[Space]:
    """The communities that the actor curates, by name: one statement.

    It brings along what holds for the wiki: every page of the desk asks whether one may coach.
    """
    statement = (
        select(Space, WikiPolicy)
        .outerjoin(WikiPolicy, WikiPolicy.id == 1)
        .where(
            Space.kind == SpaceKind.COMMUNITY,
            Space.archived_at.is_(None),
            Space.id.in_(readable_space_ids(actor)),
        )
    )
    rows = session().execute(statement.order_by(Space.name, Space.id).limit(MOST)).all()
    if rows:
        know_policy(rows[0][1])
    return [space for space, _policy in rows if can(actor, CURATE_IN, space)]
