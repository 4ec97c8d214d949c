"""How communities and topics look to search and to links."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select

from hub.core.db import session
from hub.core.features import Card, Kind
from hub.core.paths import named
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.spaces.audiences import EVERYONE, space_audience
from hub.spaces.models import Filed, Space, SpaceKind, Topic, Visibility
from search.document import Document

AGELESS = datetime(1970, 1, 1, tzinfo=UTC)  # a topic has no age


def space_document(space: Space) -> Document | None:
    """Found by every colleague, a hidden one by its members only; a conversation’s or a part by nobody."""
    if space.kind in (SpaceKind.CONVERSATION, SpaceKind.PART):
        return None
    hidden = space.visibility == Visibility.HIDDEN
    return Document(
        key=space.ref,
        kind="space",
        title=space.name,
        body="\n".join([space.about, *space.ask_about]),
        audience=space_audience(space.id) if hidden else EVERYONE,
        at=space.created_at,
        facets={"state": "archived" if space.is_archived else "open"},
    )


def topic_document(topic: Topic) -> Document | None:
    """Found under all its names: by everybody, one community's own by those who may enter it."""
    if topic.same_as_id is not None:
        return None
    names = session().scalars(
        select(Topic.name).where(
            Topic.same_as_id == topic.id, Topic.space_id.is_not_distinct_from(topic.space_id)
        )
    )
    return Document(
        key=topic.ref,
        kind="topic",
        title=f"#{topic.name}",
        body="\n".join([topic.about, *names]),
        audience=EVERYONE if topic.space_id is None else space_audience(topic.space_id),
        at=AGELESS,
    )


def filed_under(topic: Topic) -> Iterable[str]:
    """Refs of what carries the topic in its own document."""
    return session().scalars(select(Filed.ref).where(Filed.topic_id == topic.id))


def space_card(space: Space) -> Card:
    """A community in one line."""
    kind = _("Community") if space.kind == SpaceKind.COMMUNITY else _("Desk")
    if space.is_official:
        kind = _("Official community")
    return Card(
        ref=space.ref,
        title=space.name,
        url=space.url,
        kind=kind,
        excerpt=space.about[:200],
        icon="seal" if space.is_official else "people",
    )


def topic_card(topic: Topic) -> Card:
    """A topic in one line."""
    return Card(
        ref=topic.ref, title=f"#{topic.name}", url=topic.url, kind=_("Topic"),
        excerpt=topic.about[:200], icon="hash",
    )  # fmt: skip


KINDS = (
    Kind(
        "space", Space, lazy("Community"), lambda space: space.url, lambda space: space.name,
        card=space_card, document=space_document,
        paths=named("c", Space, Space.slug, "space"),
    ),
    Kind(
        "topic", Topic, lazy("Topic"), lambda topic: topic.url, lambda topic: f"#{topic.name}",
        card=topic_card, document=topic_document, parts=filed_under,
        paths=named("topics", Topic, Topic.slug, "topic"),
    ),
)  # fmt: skip
