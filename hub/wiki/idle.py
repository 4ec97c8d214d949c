"""Pages that nobody needs any more, as far as the hub can tell; and those that wait for a new owner."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.parts import whole_place
from hub.wiki.models import Page, PageState

MONTHS = 6
MONTH = timedelta(days=30)


def unused(
    actor: Actor,
    months: int = MONTHS,
    space: Space | None = None,
    *,
    after: int | None = None,
    size: int = 50,
) -> Sequence[Page]:  # fmt: skip
    """Pages that are not verified and that nobody opened, changed or used in so many months (WK12).

    The longest untouched first, `size` + 1 at most; `after`: the id of the last one of the page before.
    """
    since = clock.now() - months * MONTH
    statement = readable(actor, select(Page)).where(
        Page.state.in_((PageState.WIP, PageState.UNVALIDATED)), Page.edited_at < since,
        func.coalesce(Page.opened_at, Page.created_at) < since,
        func.coalesce(Page.last_sent_at, Page.created_at) < since,
    )  # fmt: skip
    if space is not None:
        statement = statement.where(Page.space_id.in_(whole_place(actor, space)))
    if after is not None:
        last = aliased(Page)
        moment = select(last.edited_at).where(last.id == after).scalar_subquery()
        later = and_(Page.edited_at == moment, Page.id > after)
        statement = statement.where(or_(Page.edited_at > moment, later))
    statement = statement.options(joinedload(Page.space), joinedload(Page.owner))
    return session().scalars(statement.order_by(Page.edited_at, Page.id).limit(size + 1)).all()


def left_behind(actor: Person, *, after: int | None = None, size: int = 50) -> Sequence[tuple[Page, Person]]:
    """Pages whose owner left, each with who that was (WK10): one's own first to be decided; by id."""
    statement = (
        readable(actor, select(Page))
        .join(Person, Page.left_by_id == Person.id)
        .add_columns(Person)
        .options(joinedload(Page.space), joinedload(Page.owner))
        .order_by(Page.id)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Page.id > after)
    return [(page, person) for page, person in session().execute(statement)]
