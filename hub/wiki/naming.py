"""Pages to lead to, while somebody writes [[ in a text."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.spaces.models import Space, Visibility
from hub.wiki.addresses import title_key
from hub.wiki.models import Page, PageKind, PageState

MOST = 8


@dataclass(frozen=True)
class Naming:
    """One line of the list, as the other lists under a text have them."""

    value: str
    label: str
    meta: str = ""
    icon: str = ""
    who: None = None
    off: bool = False


def titles_for(actor: Actor, space: Space, typed: str, *, blocks: bool = False) -> list[Naming]:
    """Pages that a text in this community can lead to, its own first; a new one when none is called so.

    Only those that every reader of the text may know of: of the same community, or of one open to all.
    `blocks`: shared blocks alone, to be shown and not led to.
    """
    key = title_key(typed)
    statement = readable(actor, select(Page)).where(
        Page.state != PageState.ARCHIVED,
        Page.space.has(
            or_(Space.visibility == Visibility.EVERYONE, Space.id.in_((space.id, space.around.id)))
        ),
    )
    if blocks:
        statement = statement.where(Page.kind == PageKind.BLOCK)
    order: list[Any] = [Page.space_id != space.id, Page.edited_at.desc()]
    if key:
        statement = statement.where(Page.title_key.contains(key, autoescape=True))
        order.insert(0, ~Page.title_key.startswith(key, autoescape=True))
    statement = statement.options(joinedload(Page.space)).order_by(*order).limit(MOST)
    pages = session().scalars(statement).all()
    here = (space.id, space.around.id)
    found = [
        Naming(f"[[{page.title}]]", page.title, "" if page.space_id in here else page.space.name, "book")
        for page in pages
    ]
    if key and all(page.title_key != key for page in pages):
        title = " ".join(typed.split())
        found.append(
            Naming(f"[[{title}]]", title, _("make a new block") if blocks else _("make a new page"), "plus")
        )
    return found
