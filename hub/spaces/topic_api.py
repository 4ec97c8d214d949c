"""Topics over the API: the vocabulary and one topic, with how much one hears of it."""

from typing import Annotated, Any

from flask import g
from pydantic import StringConstraints

from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.spaces import topic_queries as queries
from hub.spaces.models import Topic
from hub.spaces.queries import chosen_levels
from hub.spaces.topics import other_names_of
from hub.web.api import Out, Paged, api_blueprint, listed, operation

bp = api_blueprint("topics")


class TopicOut(Out):
    """A word that things are filed under. `space_id`: the one community it belongs to; null is all.

    `level`: how much one wants to hear of it, "" when one has not chosen; `PUT /watches` sets it.
    """

    id: int
    ref: str
    slug: str
    name: str
    url: str
    space_id: int | None
    other_names: list[str]
    followers: int
    level: str


class TopicPageOut(TopicOut):
    """A topic with what it is about, as Markdown."""

    about: str


class TopicsIn(Paged):
    """Narrows the vocabulary by words in any name, and by the community (its slug; `all`: everybody's)."""

    q: Annotated[str, StringConstraints(max_length=LIMITS.query)] = ""
    space: Annotated[str, StringConstraints(max_length=LIMITS.tag)] = ""


@operation(bp, "GET", "/topics", verb="list", thing="topics", out=listed(TopicOut), query=TopicsIn)
def list_topics(query: TopicsIn) -> dict[str, Any]:
    """The topics one may see, by name; `next` is how many were passed over."""
    found = queries.vocabulary(g.actor, query.q, query.space, after=query.after or 0, size=query.limit)
    levels = chosen_levels(g.actor, [line.topic.ref for line in found.items])
    items = [
        {**_named(line.topic), "other_names": line.other_names, "followers": line.followers,
         "level": levels.get(line.topic.ref, "")}
        for line in found.items
    ]  # fmt: skip
    return {"items": items, "next": found.next}


@operation(bp, "GET", "/topics/<int:id>", verb="read", thing="topic", out=TopicPageOut)
def read_topic(id: int) -> dict[str, Any]:
    """One topic; another name of one leads to it."""
    row = load(g.actor, Topic, id)
    topic = load(g.actor, Topic, row.same_as_id) if row.same_as_id else row
    return {
        **_named(topic),
        "about": topic.about,
        "other_names": other_names_of(g.actor, [topic]).get(topic.id, []),
        "followers": queries.followers_of([topic]).get(topic.ref, 0),
        "level": chosen_levels(g.actor, [topic.ref]).get(topic.ref, ""),
    }


def _named(topic: Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in ("id", "ref", "slug", "name", "url", "space_id")}
