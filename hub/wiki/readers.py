"""Who can read a page: whoever may enter its space, in words and by name; pages with readers of their own."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.spaces.belonging import own_parts
from hub.spaces.models import Membership, Space, SpaceKind
from hub.wiki.addresses import page_url, shared_url, title_key
from hub.wiki.models import Page, PageKind

LISTED = 50
_UNWRITTEN = re.compile(r'href="/wiki/new\?space=[a-z0-9-]+&(?:amp;)?title=([^"&]*)[^"]*"')


def members_of(space: Space, after: int | None = None, size: int = LISTED) -> Sequence[Membership]:
    """The members of a space that the caller may enter, by the id of the person; `size` + 1 at most.

    Accounts that are closed are left out: they read nothing.
    """
    statement = (
        select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.space_id == space.id, Person.deactivated_at.is_(None))
        .options(joinedload(Membership.person))
        .order_by(Membership.person_id)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Membership.person_id > after)
    return session().scalars(statement).all()


def restricted(
    actor: Actor, space: Space | None = None, after: int | None = None, size: int = LISTED
) -> Sequence[Page]:
    """Pages with readers of their own that the actor is one of; `size` + 1 at most, by id."""
    mine = Page.space.has(Space.kind == SpaceKind.PART)
    if space is not None:
        mine = Page.space.has((Space.kind == SpaceKind.PART) & (Space.within_id == space.id))
    statement = readable(actor, select(Page)).where(mine, ~Page.path.contains("/"))
    if after is not None:
        statement = statement.where(Page.id > after)
    whole = (joinedload(Page.space).joinedload(Space.within), joinedload(Page.owner))
    return session().scalars(statement.options(*whole).order_by(Page.id).limit(size + 1)).all()


def with_own_links(actor: Actor, html: str, space: Space) -> str:
    """A text in which [[links]] to pages with readers of their own lead there, for these readers; shared
    blocks of that kind are marked as such.

    To all others they look unwritten, as they are stored. Two statements for those who read such pages here.
    """
    keys = {title_key(unquote(hit[1])) for hit in _UNWRITTEN.finditer(html)}
    parts = own_parts(actor.id, space.around.id) if keys and actor.id is not None else []
    if not parts:
        return html
    statement = readable(actor, select(Page)).where(Page.title_key.in_(keys), Page.space_id.in_(parts))
    pages = session().scalars(statement.options(joinedload(Page.space)).order_by(Page.id.desc())).all()
    urls = {
        page.title_key: shared_url(page) if page.kind == PageKind.BLOCK else page_url(page) for page in pages
    }

    def led(hit: re.Match[str]) -> str:
        url = urls.get(title_key(unquote(hit[1])))
        return f'href="{url}"' if url else hit[0]

    return _UNWRITTEN.sub(led, html)


def begun_by(actor: Actor, page: Page) -> Page | None:
    """The page that a part begins with, for one that stands below it."""
    top = page.path.split("/")[0]
    statement = readable(actor, select(Page)).where(Page.space_id == page.space_id, Page.path == top)
    return session().scalars(statement.options(joinedload(Page.space))).one_or_none()


def pages_below(actor: Actor, page: Page) -> int:
    """How many pages stand below one, and share its readers."""
    below = Page.path.startswith(f"{page.path}/", autoescape=True)
    counted = readable(actor, select(Page)).where(Page.space_id == page.space_id, below)
    return session().scalar(counted.with_only_columns(func.count(Page.id)).order_by(None)) or 0
