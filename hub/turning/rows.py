"""A text becomes a thing of another kind: its row, and what hangs on it. All inside a transaction.

What it was stays as a row without words, so that its number is never given again; turned back, the same row
gets its words again and the first address is right once more.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from hub.core import clock
from hub.core.db import session
from hub.core.forwards import Forward
from hub.core.permissions import Actor
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.feed.models import Post, StreamItem
from hub.links.actions import repoint
from hub.people.models import Reading
from hub.qa.models import Answer, Question
from hub.spaces.models import Filed
from hub.threads.models import Comment
from hub.threads.reshaping import become, empty_comment, hand_on_watches

T = TypeVar("T", Post, Question, Answer, Comment)
KEPT = (
    "space_id", "space", "author_id", "author", "body", "html", "text", "revision", "created_at", "edited_at",
)  # fmt: skip


def row_for(model: type[T], source: Any, **values: Any) -> T:
    """The row that the words of `source` stand in from now on: what it was once, else a new one."""
    db = session()
    row = _former(model, source.ref)
    if row is not None:
        db.execute(delete(Forward).where(Forward.ref == row.ref))
    made = row if row is not None else model()
    for name in KEPT:
        setattr(made, name, getattr(source, name))
    for name, value in values.items():
        setattr(made, name, value)
    made.removed_at = None
    if isinstance(made, Comment):
        made.hidden_at = None
    db.add(made)
    db.flush()
    return made


def was_answer(comment: Comment) -> bool:
    """Whether it was an answer before a question was made a discussion."""
    return _former(Answer, comment.ref) is not None


def part_becomes(old: Answer | Comment, new: Answer | Comment, whole: str) -> None:
    """An answer is a comment now, or the other way, in the conversation `whole`."""
    become(old.ref, new.ref, target=whole)
    _empty(old)


def whole_becomes(actor: Actor, old: Post | Question, new: Post | Question) -> None:
    """A conversation is of another kind: followers, readers, topics, links and its place go along."""
    db = session()
    become(old.ref, new.ref)
    hand_on_watches(old.ref, new.ref)
    hand_on_reading(old.ref, new.ref)
    db.execute(update(Filed).where(Filed.ref == old.ref).values(ref=new.ref))
    db.execute(delete(StreamItem).where(StreamItem.ref == new.ref))
    db.execute(update(StreamItem).where(StreamItem.ref == old.ref).values(ref=new.ref))
    repoint(actor, old.ref, new.ref, _("It became a part of the other one."))
    _empty(old)


def hand_on_reading(old: str, new: str) -> None:
    """Whoever has read one thread has read the other as far."""
    db = session()
    gone = select(Reading.person_id).where(Reading.ref == old)
    db.execute(delete(Reading).where(Reading.ref == new, Reading.person_id.in_(gone)))
    db.execute(update(Reading).where(Reading.ref == old).values(ref=new))


def said_under(refs: Sequence[str]) -> list[Comment]:
    """What was said there, removed words too, in its order."""
    statement = select(Comment).where(Comment.about.in_(refs)).with_for_update(of=Comment)
    return list(session().scalars(statement.order_by(Comment.created_at, Comment.id)))


def standing(comments: Sequence[Comment]) -> int:
    """How many of them were not removed."""
    return sum(each.removed_at is None for each in comments)


def empty_question(question: Question) -> None:
    """What it was asked with is elsewhere now."""
    question.title = question.body = question.html = question.text = question.solution = ""
    question.removed_at, question.promised_at = clock.now(), None


def _empty(thing: Post | Question | Answer | Comment) -> None:
    match thing:
        case Comment():
            empty_comment(thing)
        case Question():
            empty_question(thing)
        case Answer():
            thing.body = thing.html = thing.text = ""
            thing.removed_at = clock.now()
        case Post():  # without an author, else they would still see it, as something removed
            thing.title = thing.body = thing.html = thing.text = ""
            thing.author_id, thing.author, thing.removed_at = None, None, clock.now()


def _former(model: type[T], ref: str) -> T | None:
    """The row without words of this kind that leads to `ref` because it became that."""
    became = ((Forward.target == ref) & (Forward.place == "")) | (Forward.place == ref)
    statement = select(Forward.ref).where(became, Forward.ref.startswith(f"{model.ref_kind}:"))
    found = session().scalars(statement.order_by(Forward.at.desc(), Forward.ref).limit(1)).one_or_none()
    return session().get(model, parse(found).id) if found else None
