"""Polls and announcements of the story, and what its communities keep on top."""

from typing import Any

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import session
from hub.demo.stage import Stage
from hub.feed.announcement_models import Understanding
from hub.feed.announcing import Ask, announce
from hub.feed.models import Post, StreamItem
from hub.feed.poll_models import PollChoice, PollPick, PollVoter
from hub.feed.voting import Terms, write_poll


def play_poll(stage: Stage, row: dict[str, Any]) -> Post:
    """The poll with the votes that its row gives it: written at once, and told to nobody."""
    author, space = stage.people[row["author"]], stage.spaces[row["community"]]
    post = write_poll(author, space, row["body"].strip(), row.get("title", ""), Terms(row["choices"]))
    db = session()
    choices = db.scalars(
        select(PollChoice).where(PollChoice.post_id == post.id).order_by(PollChoice.position)
    )
    for choice, handles in zip(choices.all(), row["votes"], strict=True):
        for handle in handles:
            key = {"post_id": post.id, "person_id": stage.people[handle].id}
            db.add_all([PollVoter(**key), PollPick(**key, slot=0, choice_id=choice.id)])
    return post


def play_announcement(stage: Stage, row: dict[str, Any]) -> Post:
    """The announcement, understood by those whom its row names."""
    author, space = stage.people[row["author"]], stage.spaces[row["community"]]
    post = announce(author, space, row["body"].strip(), row["title"], Ask(role=row.get("role", "")))
    for handle in row["understood"]:
        key = {"post_id": post.id, "person_id": stage.people[handle].id}
        session().add(Understanding(**key, version=1, at=clock.now()))
    return post


def put_on_top(post: Post) -> None:
    """Pinned without an end."""
    moment = clock.now()
    session().execute(update(StreamItem).where(StreamItem.ref == post.ref).values(pinned_at=moment))
