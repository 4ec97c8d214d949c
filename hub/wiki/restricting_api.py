"""Readers of a page's own, over the API: who they are, saying who, and letting everybody read it again."""

from typing import Annotated, Any

from flask import g
from pydantic import Field, StringConstraints

from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.people.queries import people_called
from hub.web.api import Out, Paged, filled, listed, operation
from hub.web.forms import Form
from hub.web.paging import cut
from hub.wiki.actions.restricting import MOST_READERS, lift_restriction, restrict_page
from hub.wiki.addresses import page_url
from hub.wiki.api import WRITE, PageOut
from hub.wiki.models import Page
from hub.wiki.passage_api import bp
from hub.wiki.readers import members_of

__all__ = ["bp"]

Handle = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.handle)]


class ReaderOut(Out):
    """Somebody who can read a page."""

    person_id: int
    person: PersonName


class ReadersIn(Form):
    """The handles of those who read it; whoever says so and the page's owner are always among them."""

    handles: Annotated[list[Handle], Field(max_length=MOST_READERS)]


@operation(
    bp, "GET", "/pages/<int:id>/readers", verb="list", thing="readers", out=listed(ReaderOut), query=Paged
)
def list_readers(id: int, query: Paged) -> dict[str, Any]:
    """Who can read a page: its own readers, else the members of its space (an open one is open to all)."""
    found = load(g.actor, Page, id)
    shown = cut(members_of(found.space, query.after, query.limit), query.limit, key="person_id")
    return {"items": shown.items, "next": shown.next}


@operation(
    bp, "PUT", "/pages/<int:id>/readers", verb="restrict", thing="page", out=PageOut, body=ReadersIn,
    scopes=WRITE,
)  # fmt: skip
def restrict(id: int, body: ReadersIn) -> PageOut:
    """Let only these people read a page and what is below it; or change who they are."""
    found = load(g.actor, Page, id)
    restrict_page(g.actor, found, people_called(body.handles, "handles"))
    return filled(PageOut, found, url=page_url(found))


@operation(
    bp, "DELETE", "/pages/<int:id>/readers", verb="lift", thing="restriction", out=PageOut, scopes=WRITE
)
def lift(id: int) -> PageOut:
    """Let everybody who reads its community read a page again."""
    found = load(g.actor, Page, id)
    lift_restriction(g.actor, found)
    return filled(PageOut, found, url=page_url(found))
