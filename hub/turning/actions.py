"""Every turn: a discussion or a reply becomes a question, a question becomes a discussion again (QA13).

Authors, moments, addresses, followers, reactions, files, links and how far everybody has read stay.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.events import record
from hub.core.features import resolve
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import Post, PostKind
from hub.feed.stream import put
from hub.people.models import Person
from hub.qa.actions import ask_question
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.promised import set_promise
from hub.qa.requests import settle_requests
from hub.spaces.models import Space
from hub.spaces.topics import file_under, topics_of
from hub.threads.actions import root_of
from hub.threads.events import ConversationTurned
from hub.threads.models import Comment
from hub.threads.relocations import Relocation, RelocationKind
from hub.threads.reshaping import become, empty_comment, hand_on_watches, take_along
from hub.threads.rules import COMMENT
from hub.threads.watching import watch
from hub.turning.rows import (
    empty_question,
    part_becomes,
    row_for,
    said_under,
    standing,
    was_answer,
    whole_becomes,
)
from hub.turning.rules import TURN, is_message

UNDO_FOR = timedelta(hours=1)
MOST_ANSWERS = 100
GONE = lazy("Some of these replies are no longer here. Look at the list again.")
NO_WAY_BACK = lazy("The conversation it came from is no longer there. Make a discussion of it instead.")


def ask_of_post(actor: Person, post: Post, title: str, answers: Collection[int] = ()) -> Question:
    """Make a question of a discussion. answers: the replies that answer it; the others stay comments."""
    require(actor, TURN, post)
    with transaction():
        locked(post)
        said = said_under([post.ref])
        chosen = _chosen(said, answers)
        question = row_for(Question, post, title=title, active_at=_latest(post, said))
        parts = _answer(question, chosen, said)
        whole_becomes(actor, post, question)
        _settle(question)
        _tell(actor, RelocationKind.QUESTION, post.ref, question, len(chosen))
        put(question)
        audit(actor, "turning.question", post.ref, after={"into": question.ref, "answers": len(chosen)})
        record(ConversationTurned(post.ref, parts), actor, question)
    return question


def ask_of_reply(actor: Person, reply: Comment, title: str, answers: Collection[int] = ()) -> Question:
    """Make a question of one reply; what was said in reply to it goes along, as ask_of_post()."""
    require(actor, TURN, reply)
    if is_message(reply):
        raise Invalid(_("A message stays in its conversation. Ask with your own words instead."))
    thing = resolve(actor, reply.about)
    with transaction():
        locked(thing)
        locked(reply)
        below = replies_to(reply, said_under([reply.about]))
        chosen = _chosen(below, answers)
        question = row_for(Question, reply, title=title, active_at=_latest(reply, below))
        count = 1 + standing(below)
        parts = [reply.ref, *_answer(question, chosen, below)]
        become(reply.ref, question.ref)
        empty_comment(reply)
        thing.comment_count = type(thing).comment_count - count
        names = [topic.name for topic in topics_of([root_of(thing).ref]).get(root_of(thing).ref, ())]
        file_under(question.ref, names, question.space_id)
        for person in {question.author, *(each.author for each in below)}:
            watch(person, question.ref)
        _settle(question)
        _tell(actor, RelocationKind.ASKED, thing.ref, question, count)
        put(question)
        audit(actor, "turning.question", reply.ref, after={"into": question.ref, "answers": len(chosen)})
        record(ConversationTurned(thing.ref, parts), actor, question)
    return question


def ask_of_message(
    actor: Person, message: Comment, space: Space, title: str, body: str, topics: Sequence[str] = ()
) -> Question:
    """Ask elsewhere what one wrote in a conversation between a few: a copy of one’s own words and no more.

    Neither of the two says anything of the other.
    """
    require(actor, TURN, message)
    return ask_question(actor, space, title, body, topics)


def make_discussion(actor: Person, question: Question) -> Post:
    """Make a discussion of a question: its answers become replies, what was said under them follows them."""
    require(actor, TURN, question)
    with transaction():
        locked(question)
        settle_requests(question)
        post = row_for(Post, question, title=_heading(question), kind=PostKind.DISCUSSION)
        parts, count = _reply(question, post.ref, None)
        post.comment_count = count
        whole_becomes(actor, question, post)
        _tell(actor, RelocationKind.DISCUSSION, question.ref, post, count)
        put(post)
        audit(actor, "turning.discussion", question.ref, after={"into": post.ref})
        record(ConversationTurned(question.ref, parts), actor, post)
    return post


def put_reply_back(actor: Person, question: Question) -> Comment:
    """Undo ask_of_reply(): it stands where it was said again, with everything said here beneath it."""
    require(actor, TURN, question)
    came = origin_of(question)
    thing = _place_of(actor, question, came)
    with transaction():
        locked(question)
        locked(thing)
        settle_requests(question)
        reply = row_for(Comment, question, about=thing.ref)
        parts, count = _reply(question, thing.ref, reply)
        become(question.ref, reply.ref, target=thing.ref)
        hand_on_watches(question.ref, root_of(thing).ref)
        empty_question(question)
        thing.comment_count = type(thing).comment_count + count + 1
        if came is not None:
            came.undone_at = clock.now()
        audit(actor, "turning.reply", question.ref, after={"into": reply.ref})
        record(ConversationTurned(question.ref, [*parts, reply.ref]), actor, thing)
    return reply


def origin_of(question: Question) -> Relocation | None:
    """That it was a reply once, and to what."""
    statement = select(Relocation).where(
        Relocation.target == question.ref, Relocation.kind == RelocationKind.ASKED,
        Relocation.undone_at.is_(None),
    )  # fmt: skip
    return session().scalars(statement.order_by(Relocation.id.desc()).limit(1)).one_or_none()


def once_answers(post: Post) -> list[int]:
    """The replies that were answers while this discussion was a question."""
    return [each.id for each in said_under([post.ref]) if each.removed_at is None and was_answer(each)]


def replies_to(reply: Comment, said: Sequence[Comment]) -> list[Comment]:
    """Everything said in reply to it, and to that."""
    ids, found = {reply.id}, []
    for each in said:
        if each.parent_id in ids:
            ids.add(each.id)
            found.append(each)
    return found


def _answer(question: Question, chosen: Sequence[Comment], said: Sequence[Comment]) -> list[str]:
    """Chosen replies answer the question, with what replied to each beneath it; the others comment on it."""
    under: dict[int, list[Comment]] = {each.id: [] for each in chosen}
    parent_of = {each.id: each.parent_id for each in said}
    rest: list[Comment] = []
    for each in said:
        above = parent_of[each.id]
        while above is not None and above not in under:
            above = parent_of.get(above)
        if each.id not in under:
            (rest if above is None else under[above]).append(each)
    take_along(rest, question.ref)
    parts = [each.ref for each in said]
    accepted = None
    for each in chosen:
        answer = row_for(Answer, each, question_id=question.id, question=question)
        take_along(under[each.id], answer.ref)
        answer.comment_count = standing(under[each.id])
        part_becomes(each, answer, question.ref)
        accepted = answer.id if answer.id == question.accepted_id else accepted
        parts.append(answer.ref)
    question.answer_count, question.comment_count = len(chosen), standing(rest)
    if accepted is None:
        question.accepted_id = question.accepted_by_id = question.accepted_at = None
        question.state = QuestionState.OPEN
    return parts


def _reply(question: Question, about: str, parent: Comment | None) -> tuple[list[str], int]:
    """Answers and comments of a question are replies under `about`, to `parent`: their refs, how many."""
    statement = select(Answer).where(Answer.question_id == question.id, Answer.removed_at.is_(None))
    answers = session().scalars(statement.order_by(Answer.id).with_for_update(of=Answer)).all()
    said = said_under([question.ref])
    take_along(said, about, parent=parent)
    for answer in answers:
        reply = row_for(Comment, answer, about=about, parent=parent)
        below = said_under([answer.ref])
        take_along(below, about, parent=reply)
        part_becomes(answer, reply, about)
        said += [reply, *below]
    return [*(each.ref for each in said), *(answer.ref for answer in answers)], standing(said)


def _heading(question: Question) -> str:
    """The title of a discussion: none where it is how the text begins, as before it was asked."""
    begins = " ".join(question.text.split())
    return "" if begins.startswith(question.title.rstrip("…")) else question.title


def _settle(question: Question) -> None:
    """It waits for an answer from now on, not since it was said."""
    question.climbed_at = clock.now()
    set_promise(question)


def _tell(actor: Person, kind: RelocationKind, source: str, target: Question | Post, count: int) -> None:
    """A system line; taking back one’s own turn within the hour leaves none."""
    before = select(Relocation).where(
        Relocation.target == source, Relocation.by_id == actor.id, Relocation.undone_at.is_(None),
        Relocation.kind.in_((RelocationKind.QUESTION, RelocationKind.DISCUSSION)),
        Relocation.at > clock.now() - UNDO_FOR,
    )  # fmt: skip
    undone = session().scalars(before.order_by(Relocation.id.desc()).limit(1)).one_or_none()
    if undone is not None and kind != RelocationKind.ASKED:
        undone.undone_at = clock.now()
        return
    session().add(
        Relocation(
            kind=kind, source=source, target=target.ref, count=count, from_space_id=target.space_id,
            to_space_id=target.space_id, by_id=actor.id, at=clock.now(),
        )
    )  # fmt: skip


def _chosen(said: Sequence[Comment], ids: Collection[int]) -> list[Comment]:
    """Raises Conflict when one is gone, Invalid when there are too many."""
    if len(ids) > MOST_ANSWERS:
        raise Invalid(_("At most %(most)s answers at once, please.", most=MOST_ANSWERS), field="answers")
    found = [each for each in said if each.id in ids and each.removed_at is None]
    if len(found) != len(set(ids)):
        raise Conflict(GONE, field="answers")
    return found


def _latest(opening: Any, said: Sequence[Comment]) -> Any:
    return max([opening.created_at, *(each.created_at for each in said)])


def _place_of(actor: Person, question: Question, came: Relocation | None) -> Any:
    """Where it was a reply. Raises Conflict when it cannot go back there."""
    try:
        thing = resolve(actor, came.source) if came is not None else None
    except NotFound:
        thing = None
    if thing is None or thing.space_id != question.space_id:
        raise Conflict(str(NO_WAY_BACK))
    require(actor, COMMENT, thing)
    return thing
