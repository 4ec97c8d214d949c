"""How a comment looks to search and to the rest of the hub: it is found, and leads to its place."""

from typing import Any

from sqlalchemy.orm import joinedload

from hub.core.errors import NotFound
from hub.core.features import Card, Kind, kind_of, resolve, url_of
from hub.core.paths import numbered
from hub.core.permissions import SYSTEM, Actor
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.spaces.models import SpaceKind
from hub.threads.models import Comment
from search.document import Document

EXCERPT = 200


def comment_url(comment: Comment) -> str:
    """`/comments/34`, which leads on to the page it stands on."""
    return f"/comments/{comment.id}"


def place_of(actor: Actor, comment: Comment) -> str:
    """The page a comment stands on, at its anchor. Raises NotFound with what it stood under."""
    url = url_of(resolve(actor, comment.about))
    return f"{url.partition('#')[0]}#c{comment.id}"


def comment_title(comment: Comment) -> str:
    """The title of what it stands under."""
    try:
        thing: Any = resolve(SYSTEM, comment.about)
    except NotFound:
        return "A comment"
    return kind_of(comment.about).title(thing)


def comment_card(comment: Comment) -> Card:
    """A comment in one line."""
    gone = comment.removed_at is not None
    return Card(
        ref=comment.ref,
        title=_("A removed comment") if gone else _("Comment by %(name)s", name=comment.author.name),
        url=comment_url(comment), kind=_("Comment"), icon="bubble",
        excerpt="" if gone else comment.text[:EXCERPT],
    )  # fmt: skip


def comment_document(comment: Comment) -> Document | None:
    """None when it, or what it stands under, was removed."""
    if comment.removed_at is not None or comment.hidden_at is not None:
        return None
    return Document(
        key=comment.ref,
        kind="comment",
        title=comment_title(comment),
        body=comment.text,
        audience=f"space:{comment.space_id}",
        at=comment.created_at,
        facets={"community": _community(comment), "author": comment.author.handle},
        quality=0.7,  # the thing itself comes first
    )


def _community(comment: Comment) -> str:
    """What is said in a conversation stands in no place that could be chosen."""
    return "" if comment.space.kind == SpaceKind.CONVERSATION else comment.space.around.slug


KINDS = (
    Kind(
        "comment", Comment, lazy("Comment"), comment_url, comment_title, card=comment_card,
        document=comment_document, eager=(joinedload(Comment.author), joinedload(Comment.space)),
        forwards=True,
        paths=numbered("comments", "comment"), anchor="c",
    ),
)  # fmt: skip
