"""What was removed and can be brought back, each with the number of pages that went with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core.db import session
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.parts import whole_place
from hub.spaces.rules import readable_space_ids
from hub.wiki.models import Page


@dataclass(frozen=True)
class Removed:
    """A page in the bin, the pages below that went with it, who removed it, and when it is forgotten."""

    id: int
    page: Page
    below: int
    by: Person | None
    until: datetime | None


def removed(
    actor: Person, space: Space | None = None, *, before: int | None = None, size: int = 30
) -> Sequence[Removed]:
    """What lies in the bins of the spaces that the actor may enter, the last removed first; two statements.

    `before`: the id of the last one of the page before. `size` + 1 rows at most.
    """
    above, below, last = aliased(Page), aliased(Page), aliased(Page)
    with_above = select(above.id).where(above.id == Page.parent_id, above.removed_at == Page.removed_at)
    with_it = and_(
        below.space_id == Page.space_id, below.removed_at == Page.removed_at,
        below.path.startswith(Page.path + "/"), below.merged_into_id.is_(None),
    )  # fmt: skip
    count = select(func.count(below.id)).where(with_it).correlate(Page).scalar_subquery()
    statement = (
        select(Page, count, Person)
        .outerjoin(Person, Page.removed_by_id == Person.id)
        .where(Page.removed_at.is_not(None), Page.purged_at.is_(None), Page.merged_into_id.is_(None))
        .where(Page.space_id.in_(readable_space_ids(actor, "wiki")), ~with_above.exists())
        .options(joinedload(Page.space))
        .order_by(Page.removed_at.desc(), Page.id.desc())
        .limit(size + 1)
    )
    if space is not None:
        statement = statement.where(Page.space_id.in_(whole_place(actor, space)))
    if before is not None:
        moment = select(last.removed_at).where(last.id == before).scalar_subquery()
        earlier = and_(Page.removed_at == moment, Page.id < before)
        statement = statement.where(or_(Page.removed_at < moment, earlier))
    days = current_app.config["HUB"].bin_days
    return [
        Removed(page.id, page, number, by, page.removed_at + timedelta(days=days) if days else None)
        for page, number, by in session().execute(statement)
    ]


def removed_at_address(actor: Person, space_slug: str, path: str) -> Page | None:
    """The removed page that stood at an address of a space that the actor may enter."""
    statement = (
        select(Page)
        .join(Space, Page.space_id == Space.id)
        .where(Space.slug == space_slug, Page.path == path, Page.removed_at.is_not(None))
        .where(Page.purged_at.is_(None), Page.merged_into_id.is_(None))
        .where(Page.space_id.in_(readable_space_ids(actor, "wiki")))
    )
    return session().scalars(statement.options(joinedload(Page.space))).one_or_none()
