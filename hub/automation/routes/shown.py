"""The blueprint, and the desk of an address."""

from flask import Blueprint, g
from sqlalchemy import select

from hub.cases.rules import RUN_DESK
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.permissions import SYSTEM, can, readable
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import WORK_CASES_IN

bp = Blueprint("automation", __name__, template_folder="../templates")


def desk_of(slug: str) -> Space:
    """A desk that the actor works on, or runs; for everybody else there is none."""
    named = readable(SYSTEM, select(Space)).where(Space.kind == SpaceKind.DESK, Space.slug == slug)
    desk: Space | None = session().scalars(named).one_or_none()
    if desk is None or not (can(g.actor, RUN_DESK, desk) or can(g.actor, WORK_CASES_IN, desk)):
        raise NotFound
    return desk
