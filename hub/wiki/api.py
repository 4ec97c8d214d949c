"""Pages and their revisions over the API."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load, readable
from hub.people.api import PersonName
from hub.reuse.asking import ChangeIn
from hub.spaces.models import Space
from hub.spaces.parts import find_place
from hub.web.api import NothingOut, Out, Paged, api_blueprint, filled, listed, operation
from hub.web.forms import Body, Form, Note, Title
from hub.web.paging import cut
from hub.wiki import queries
from hub.wiki.actions import keeping, merging, moving, writing
from hub.wiki.addresses import page_url
from hub.wiki.models import Page, PageAudience, PageKind, PageRevision
from hub.wiki.readers import with_own_links
from hub.wiki.shared import blocks_in, plain_frame, used_in, with_blocks

bp = api_blueprint("wiki")

WRITE = ("write",)
Topics = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.tag)]],
    Field(max_length=LIMITS.tags),
]


class PageOut(Out):
    """A page as its readers see it, with how far it can be relied on."""

    id: int
    ref: str
    url: str
    space_id: int
    parent_id: int | None
    has_own_readers: bool
    title: str
    kind: str
    body: str
    html: str
    state: str
    audience: str
    revision: int
    author: PersonName
    editor: PersonName
    owner: PersonName
    verified_at: datetime | None
    verified_revision: int | None
    comment_count: int
    sent_count: int
    rating: float | None
    created_at: datetime
    edited_at: datetime


class RevisionOut(Out):
    """A page as it was saved once."""

    number: int
    title: str
    body: str
    state: str
    author: PersonName
    note: str
    at: datetime


class PagesIn(Paged):
    """Pages of one space, or of all."""

    space: Annotated[str, StringConstraints(max_length=60)] = ""


class PageIn(Form):
    """A new page."""

    space_id: int
    title: Title
    body: Body
    kind: PageKind = PageKind.HOWTO
    parent_id: int | None = None
    audience: PageAudience = PageAudience.INTERNAL
    topics: Topics = Field(default_factory=list)
    note: Note = ""


class PageEditIn(ChangeIn):
    """The new text of a page; `revision` is the one that it replaces."""

    title: Title
    body: Body
    revision: int
    note: Note = ""
    topics: Topics | None = None


class PlaceIn(Form):
    """Where a page stands: below a parent or at the top of a space, behind a sibling or first."""

    space_id: int
    parent_id: int | None = None
    after_id: int | None = None


class BackIn(ChangeIn):
    """The present revision, on top of which an earlier text comes back."""

    revision: int


class VerifyIn(Form):
    """The revision that was read and found right."""

    revision: int


@operation(bp, "GET", "/pages", verb="list", thing="pages", out=listed(PageOut), query=PagesIn)
def list_pages(query: PagesIn) -> dict[str, Any]:
    """Pages, newest first."""
    statement = readable(g.actor, select(Page)).where(Page.id < (query.after or LIMITS.highest_id))
    if query.space:
        statement = statement.where(Page.space_id == load(g.actor, Space, query.space, by=Space.slug).id)
    people = (
        joinedload(Page.author),
        joinedload(Page.editor),
        joinedload(Page.owner),
        joinedload(Page.space),
    )
    rows = session().scalars(statement.options(*people).order_by(Page.id.desc()).limit(query.limit + 1)).all()
    page = cut(rows, query.limit)
    return {"items": [_page(each) for each in page.items], "next": page.next}


@operation(
    bp, "POST", "/pages", verb="create", thing="page", out=PageOut, body=PageIn, scopes=WRITE, status=201
)
def create_page(body: PageIn) -> PageOut:
    """Write a new page."""
    space = _place(body.space_id)
    parent = load(g.actor, Page, body.parent_id) if body.parent_id is not None else None
    made = writing.create_page(
        g.actor, space, body.title, body.body, kind=body.kind, parent=parent, audience=body.audience,
        topics=body.topics, note=body.note,
    )  # fmt: skip
    return _page(made)


@operation(bp, "GET", "/pages/<int:id>", verb="read", thing="page", out=PageOut)
def read_page(id: int) -> PageOut:
    """One page. Its `html` has the shared blocks that this person may read put in."""
    found = load(g.actor, Page, id)
    html = with_own_links(g.actor, found.html, found.space)
    html = with_blocks(html, blocks_in(g.actor, html), plain_frame)
    return _page(found).model_copy(update={"html": html})


@operation(
    bp, "GET", "/pages/<int:id>/showing", verb="list", thing="showing_pages", out=listed(PageOut),
)  # fmt: skip
def list_showing(id: int) -> dict[str, Any]:
    """Where a shared block is shown: the pages that this person may read."""
    pages = used_in(g.actor, load(g.actor, Page, id)).pages
    return {"items": [_page(each) for each in pages], "next": None}


@operation(
    bp, "PUT", "/pages/<int:id>", verb="edit", thing="page", out=PageOut, body=PageEditIn, scopes=WRITE
)
def edit_page(id: int, body: PageEditIn) -> PageOut:
    """Save a new revision. What others saved since is kept: both changes are put together.

    409 when both changed the same words: `error.details` has both texts and the present revision.
    """
    found = load(g.actor, Page, id)
    writing.edit_page(
        g.actor, found, title=body.title, body=body.body, base=body.revision, note=body.note,
        topics=body.topics, change=body.change or "", because=body.because, merging=True,
    )  # fmt: skip
    return _page(found)


@operation(
    bp, "DELETE", "/pages/<int:id>", verb="remove", thing="page", out=NothingOut, query=ChangeIn, scopes=WRITE
)
def remove_page(id: int, query: ChangeIn) -> dict[str, bool]:
    """Remove a page; it can be brought back."""
    found = load(g.actor, Page, id)
    moving.remove_page(g.actor, found, change=query.change or "", because=query.because)
    return {"done": True}


@operation(
    bp, "POST", "/pages/<int:id>/verification", verb="verify", thing="page", out=PageOut, body=VerifyIn,
    scopes=WRITE,
)  # fmt: skip
def verify_page(id: int, body: VerifyIn) -> PageOut:
    """Confirm that a revision is right."""
    found = load(g.actor, Page, id)
    keeping.verify_page(g.actor, found, body.revision)
    return _page(found)


@operation(
    bp, "GET", "/pages/<int:id>/revisions", verb="list", thing="revisions", out=listed(RevisionOut),
    query=Paged,
)  # fmt: skip
def list_revisions(id: int, query: Paged) -> dict[str, Any]:
    """Every text a page has had, newest first."""
    found = load(g.actor, Page, id)
    rows = queries.revisions(found, query.after, query.limit + 1, texts=True)
    page = cut(rows, query.limit, key="number")
    return {"items": page.items, "next": page.next}


@operation(
    bp, "GET", "/pages/<int:id>/revisions/<int:number>", verb="read", thing="revision", out=RevisionOut
)
def read_revision(id: int, number: int) -> PageRevision:
    """One earlier text."""
    return merging.revision_of(load(g.actor, Page, id), number)


@operation(
    bp, "POST", "/pages/<int:id>/revisions/<int:number>/restoration", verb="restore", thing="revision",
    out=PageOut, body=BackIn, scopes=WRITE,
)  # fmt: skip
def restore_revision(id: int, number: int, body: BackIn) -> PageOut:
    """Make an earlier text the present one, as a new revision."""
    found = load(g.actor, Page, id)
    writing.bring_back(
        g.actor, found, number, base=body.revision, change=body.change or "", because=body.because
    )
    return _page(found)


@operation(
    bp, "PUT", "/pages/<int:id>/place", verb="move", thing="page", out=PageOut, body=PlaceIn, scopes=WRITE
)
def move_page(id: int, body: PlaceIn) -> PageOut:
    """Move a page with everything under it; its old addresses lead to the new ones."""
    found, space = load(g.actor, Page, id), _place(body.space_id)
    parent = load(g.actor, Page, body.parent_id) if body.parent_id is not None else None
    after = load(g.actor, Page, body.after_id) if body.after_id is not None else None
    moving.move_page(g.actor, found, space, parent=parent, after=after)
    return _page(found)


def _place(id: int) -> Space:
    """A space that the actor may enter, or a part of one."""
    found = find_place(g.actor, id)
    if found is None:
        raise NotFound
    return found


def _page(found: Page) -> PageOut:
    return filled(PageOut, found, url=page_url(found))
