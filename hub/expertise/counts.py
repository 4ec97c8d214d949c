"""How much stands behind each part of somebody's page, for one reader; asked with what its side counts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from hub.core.permissions import Actor, condition
from hub.feed.models import StreamItem
from hub.people.models import Person
from hub.qa.asking import asking_of
from hub.qa.models import Answer
from hub.spaces.rules import in_readable_space
from hub.wiki.models import Page


@dataclass(frozen=True)
class Counts:
    """What the reader may see of a colleague's answers, posts and pages."""

    answers: int
    posts: int
    pages: int


def counts_of(actor: Actor, person: Person) -> Counts:
    """The same that the parts list."""
    written = or_(Page.author_id == person.id, Page.owner_id == person.id)
    answered = (Answer.author_id == person.id, Answer.obsolete_at.is_(None))
    posted = (StreamItem.author_id == person.id, StreamItem.is_shown, in_readable_space(actor, StreamItem))
    numbers = (
        _number(Answer, *answered, *_limit(actor, Answer)),
        _number(StreamItem, *posted),
        _number(Page, written, *_limit(actor, Page)),
    )
    return Counts(*asking_of(actor, person, *numbers).along)


def _number(model: Any, *where: Any) -> Any:
    return select(func.count(model.id)).where(*where).scalar_subquery()


def _limit(actor: Actor, model: Any) -> tuple[Any, ...]:
    limit = condition(actor, model)
    return () if limit is None else (limit,)
