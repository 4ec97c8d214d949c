"""Posts and the feed over the API, and drafts that are kept for oneself."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from hub.core.errors import Invalid, NotFound
from hub.core.features import resolve
from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.core.words import gettext as _
from hub.feed import actions, closing, drafts, pins, queries
from hub.feed.filters import NAMES, FilterForm, filters_of
from hub.feed.models import Post, PostKind, StreamItem
from hub.feed.praise import what_for
from hub.feed.search import people_of, post_url
from hub.people.api import PersonName
from hub.people.helping import Praise
from hub.spaces.models import Space
from hub.web.api import NothingOut, Out, api_blueprint, filled, listed, may_be_told, operation
from hub.web.forms import LINES, Body, Form, OptionalBody, Short, bounded

bp = api_blueprint("feed")

WRITE = ("write",)
RefText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]
OptionalTitle = Annotated[str, bounded(LIMITS.title), LINES]
Topics = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.tag)]],
    Field(max_length=LIMITS.tags),
]


class PostOut(Out):
    """A post as its readers see it."""

    id: int
    ref: str
    url: str
    space_id: int
    author: PersonName | None
    kind: str
    title: str
    body: str
    html: str
    badge: str
    people: list[PersonName]
    comment_count: int
    revision: int
    created_at: datetime
    edited_at: datetime | None
    closed_at: datetime | None


class ItemOut(Out):
    """A place in the feed: any kind of thing in short."""

    id: int
    ref: str
    url: str
    face: str
    space_id: int
    author_id: int | None
    title: str
    html: str
    is_cut: bool
    answer_count: int
    comment_count: int
    vote_count: int
    at: datetime
    is_pinned: bool
    why: str  # in "for-you": the reason for its place, else ""


class FeedIn(FilterForm):
    """Which feed, and what it is narrowed by. `after` is what the page before it gave as `next`."""

    model_config = ConfigDict(extra="forbid")

    tab: Literal["for-you", "following", "unanswered", "all"] = "following"
    space: Annotated[str, StringConstraints(max_length=60)] = ""
    after: Annotated[str, StringConstraints(max_length=4_000)] = ""
    limit: Annotated[int, Field(ge=1, le=LIMITS.page_size)] = LIMITS.default_page


class PostIn(Form):
    """Something to say to a community. Thanks go to those who are named in it with @."""

    space_id: int
    body: Body
    title: OptionalTitle = ""
    topics: Topics = Field(default_factory=list)
    kind: Literal[PostKind.DISCUSSION, PostKind.THANKS] = PostKind.DISCUSSION
    badge: Praise | None = None  # of thanks, as `about`: what for, as a ref or an address
    about: Short = ""


class PostEditIn(Form):
    """The new text of a post; `revision` is the one that it replaces."""

    body: Body
    title: OptionalTitle = ""
    topics: Topics = Field(default_factory=list)
    badge: Praise | Literal[""] | None = None  # of thanks; "" takes it away, null leaves it
    revision: int


class ClosingIn(Form):
    """Whether the conversation is over, and the last word in it."""

    closed: bool = True
    body: OptionalBody = ""


class PinIn(Form):
    """What stands on top of its community, and until when; without a moment for good."""

    ref: RefText
    pinned: bool = True
    until: AwareDatetime | None = None


class DraftIn(Form):
    """Text that is begun at a place; empty to forget it."""

    place: Annotated[str, bounded(120, 1), LINES]
    body: Annotated[str, bounded(LIMITS.draft), LINES] = ""
    title: Short = ""


@operation(bp, "GET", "/feed", verb="list", thing="feed", out=listed(ItemOut), query=FeedIn)
def list_feed(query: FeedIn) -> dict[str, Any]:
    """What happens in one's communities, newest first."""
    space = load(g.actor, Space, query.space, by=Space.slug) if query.space else None
    chosen = query.model_dump(include=set(NAMES), exclude_none=True)
    filters = filters_of(g.actor, {name: str(value) for name, value in chosen.items()})
    if filters.form.errors:
        raise Invalid(_("This filter finds nothing that it names."), fields=filters.form.errors)
    found = queries.feed(
        g.actor, query.tab, space=space, after=query.after, size=query.limit, only=filters.where
    )
    return {
        "items": [filled(ItemOut, item.row, is_pinned=item.is_pinned, why=item.why) for item in found.items],
        "next": found.next,
    }


@operation(
    bp, "POST", "/posts", verb="write", thing="post", out=PostOut, body=PostIn, scopes=WRITE, status=201
)
def write_post(body: PostIn) -> PostOut:
    """Say something to a community."""
    space = load(g.actor, Space, body.space_id)
    made = actions.write_post(
        g.actor, space, body.body, body.title, body.topics, kind=body.kind, badge=body.badge or "",
        about=what_for(g.actor, body.about),
    )  # fmt: skip
    return post_out(made)


@operation(bp, "GET", "/posts/<int:id>", verb="read", thing="post", out=PostOut)
def read_post(id: int) -> PostOut:
    """One post."""
    return post_out(load(g.actor, Post, id))


@operation(
    bp, "PUT", "/posts/<int:id>", verb="edit", thing="post", out=PostOut, body=PostEditIn, scopes=WRITE
)
def edit_post(id: int, body: PostEditIn) -> PostOut:
    """Change a post; the earlier text is kept. 409 when somebody saved since that revision."""
    found = load(g.actor, Post, id)
    actions.edit_post(
        g.actor, found, body.body, body.title, body.topics, badge=body.badge, seen=body.revision
    )
    return post_out(found)


@operation(bp, "DELETE", "/posts/<int:id>", verb="remove", thing="post", out=NothingOut, scopes=WRITE)
def remove_post(id: int) -> dict[str, bool]:
    """Take a post down; it can be brought back on the page."""
    actions.remove_post(g.actor, load(g.actor, Post, id))
    return {"done": True}


@operation(
    bp, "PUT", "/posts/<int:id>/closing", verb="close", thing="post", out=PostOut, body=ClosingIn,
    scopes=WRITE,
)  # fmt: skip
def close_post(id: int, body: ClosingIn) -> PostOut:
    """End the conversation under a post with a last word, or open it again."""
    found = load(g.actor, Post, id)
    if body.closed:
        closing.close_post(g.actor, found, body.body)
    else:
        closing.reopen_post(g.actor, found)
    return post_out(found)


@operation(bp, "PUT", "/feed/pins", verb="set", thing="pin", out=NothingOut, body=PinIn, scopes=WRITE)
def set_pin(body: PinIn) -> dict[str, bool]:
    """Put something on top of its community, or take it from there."""
    if not may_be_told(body.ref):
        raise NotFound
    item = load(g.actor, StreamItem, resolve(g.actor, body.ref).ref, by=StreamItem.ref)
    if body.pinned:
        pins.pin(g.actor, item, body.until)
    else:
        pins.unpin(g.actor, item)
    return {"done": True}


@operation(bp, "PUT", "/me/drafts", verb="keep", thing="draft", out=NothingOut, body=DraftIn, scopes=WRITE)
def keep_draft(body: DraftIn) -> dict[str, bool]:
    """Keep what was begun at a place, for oneself alone."""
    if not may_be_told(body.place):
        raise NotFound
    drafts.keep_draft(g.actor, body.place, body.body, title=body.title)
    return {"done": True}


def post_out(found: Post) -> PostOut:
    """A post as the API shows it."""
    people = [filled(PersonName, person) for person in people_of(found)]
    return filled(PostOut, found, url=post_url(found), people=people)
