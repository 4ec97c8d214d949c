"""How posts look to search, to links and to the stream."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.features import Card, Entry, Kind
from hub.core.markup import split_audience
from hub.core.paths import numbered
from hub.core.words import lazy
from hub.feed.actions import write_post
from hub.feed.beginnings import post_beginning
from hub.feed.models import Post, PostKind
from hub.feed.schedule_models import ScheduledPost
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.topics import topics_of
from search.document import Document

LABELS = {
    PostKind.DISCUSSION: lazy("Post"),
    PostKind.THANKS: lazy("Thanks"),
    PostKind.POLL: lazy("Poll"),
    PostKind.ANNOUNCEMENT: lazy("Announcement"),
    PostKind.LOOP: lazy("Loop closed"),
}
ICONS = {
    PostKind.DISCUSSION: "mega", PostKind.THANKS: "heart", PostKind.POLL: "graph",
    PostKind.ANNOUNCEMENT: "bell", PostKind.LOOP: "loop",
}  # fmt: skip
HEADLINE = 90


def post_url(post: Post) -> str:
    """`/p/7310`."""
    return f"/p/{post.id}"


def post_title(post: Post) -> str:
    """Its title, or how it begins."""
    if post.title:
        return post.title
    words = " ".join(post.text.split())
    return words if len(words) <= HEADLINE else words[:HEADLINE].rsplit(" ", 1)[0] + "…"


def people_of(post: Post) -> Sequence[Person]:
    """Those who are thanked or who helped, in the order in which they were named."""
    if not post.people:
        return []
    found = {row.id: row for row in session().scalars(select(Person).where(Person.id.in_(post.people)))}
    return [found[id] for id in post.people if id in found]


def post_document(post: Post) -> Document | None:
    """None when it was removed."""
    if post.is_removed:
        return None
    return Document(
        key=post.ref,
        kind="post",
        title=post_title(post),
        body=post.text,
        audience=f"space:{post.space_id}",
        at=post.created_at,
        facets={
            "state": post.kind,
            "community": post.space.slug,
            "author": post.author.handle if post.author else "",
            "topic": tuple(topic.slug for topic in topics_of([post.ref]).get(post.ref, ())),
        },
        quality=0.8,
    )


def post_card(post: Post) -> Card:
    """A post in one line."""
    return Card(
        ref=post.ref, title=post_title(post), url=post_url(post), kind=LABELS[post.kind],
        excerpt=post.text[:200], icon=ICONS[post.kind], said=post.comment_count,
    )  # fmt: skip


def post_entry(post: Post) -> Entry | None:
    """A post in the feed. The words of a glad customer are a quotation, not a text."""
    if post.is_removed:
        return None
    is_loop = post.kind == PostKind.LOOP
    return Entry(
        ref=post.ref, face=post.kind, space_id=post.space_id, author_id=post.author_id,
        at=post.created_at, title=post.title, url=post_url(post), html="" if is_loop else post.html,
        text="" if is_loop else post.text, quote=post.text if is_loop else "",
        people=people_of(post), comment_count=post.comment_count, rating=post.rating,
        badge=post.badge,
    )  # fmt: skip


def post_internal_texts(post: Post) -> list[str]:
    """The passages marked as internal: the guard looks for them in every reply."""
    return [part.text for part in split_audience(post.body).internal]


def start_thanks(
    actor: Person, space: Space, title: str, body: str, *, about: str = "", badge: str = ""
) -> Post:
    """Thanks for what was done elsewhere, to those whom the text names."""
    return write_post(actor, space, body, title, kind=PostKind.THANKS, about=about, badge=badge)


def is_movable(post: Post) -> bool:
    """Not what the hub wrote about a customer, and not what was announced to the members of one place."""
    return post.author_id is not None and post.kind not in (PostKind.LOOP, PostKind.ANNOUNCEMENT)


KINDS = (
    Kind(
        "post", Post, lazy("Post"), post_url, post_title, card=post_card, document=post_document,
        entry=post_entry, internal_texts=post_internal_texts, thread=True,
        moves=is_movable, forwards=True, part="feed",
        eager=(joinedload(Post.author), joinedload(Post.space), joinedload(Post.closed_by)),
        paths=numbered("p", "post"), beginning=post_beginning, start=start_thanks,
    ),
    Kind(
        "scheduled_post", ScheduledPost, lazy("Planned post"), lambda row: f"/scheduled/{row.id}",
        lambda row: " ".join(row.text.split())[:HEADLINE],
    ),
)  # fmt: skip
