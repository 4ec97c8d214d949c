"""Who may make a question of a conversation, of a reply or of one's own message, and take it back."""

from typing import Any

from sqlalchemy import exists, select

from hub.core.db import session
from hub.core.permissions import Because, Verdict, can, permission, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import Post, PostKind
from hub.links.models import Link
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import ARCHIVED, CURATE_IN, switched_off
from hub.threads.models import Comment

TURN = permission("turning.thing.turn", lazy("Make a question of a conversation, or a discussion of it"))

SPLIT_FROM = ("post", "question", "answer")  # what a reply may leave to be asked by itself
REMOVED = lazy("This was removed. Bring it back first.")


@rule(TURN)
def may_turn(actor: Person, thing: Any) -> Verdict:
    """Its author, its community’s admins and moderators, knowledge managers; a message: its author."""
    match thing:
        case Post():
            refusal = _post(thing)
        case Comment():
            refusal = _comment(thing)
        case Question():
            refusal = _question(thing)
        case Answer():
            refusal = _answer(thing)
        case _:
            refusal = Because(_("No question can be made of this."))
    if refusal is not None:
        return refusal
    if thing.author_id == actor.id:
        return True
    if is_message(thing):
        return Because(_("Only whoever wrote a message can ask it elsewhere."))
    if can(actor, CURATE_IN, thing.space):
        return True
    return Because(_("Only its author, the community’s admins and knowledge managers can do this."))


def is_message(thing: Any) -> bool:
    """Whether it was said between a few: only a copy of its author’s own words leaves there."""
    return isinstance(thing, Comment) and thing.space.kind == SpaceKind.CONVERSATION


def _post(post: Post) -> Because | None:
    if post.is_removed:
        return Because(REMOVED)
    if post.kind != PostKind.DISCUSSION or post.author_id is None:
        return Because(
            _("Only an ordinary conversation becomes a question; thanks, polls and announcements stay.")
        )
    return _closed(post.space, "questions")


def _comment(comment: Comment) -> Because | None:
    if comment.removed_at is not None:
        return Because(REMOVED)
    if is_message(comment):
        return None
    if comment.about.partition(":")[0] not in SPLIT_FROM:
        return Because(_("This belongs to where it was said. Ask it as a question of its own."))
    return _closed(comment.space, "questions")


def _question(question: Question) -> Because | None:
    if question.is_aside:
        return Because(_("This question is closed. Open it again first."))
    if question.case_count or _has_cases(question):
        return Because(_("A customer’s case waits for this question, so it stays one."))
    told = exists().where(
        Answer.question_id == question.id,
        Answer.removed_at.is_(None),
        (Answer.sent_count > 0) | (Answer.customer_text != ""),
    )
    if session().scalar(select(told)):
        return Because(_("An answer here holds words for customers, so it stays a question."))
    return _closed(question.space, "feed")


def _answer(answer: Answer) -> Because | None:
    if answer.question.accepted_id == answer.id or answer.sent_count or answer.customer_text:
        return Because(_("Others build on this answer already. It stays one."))
    return Because(ARCHIVED) if answer.space.is_archived else None


def _has_cases(question: Question) -> bool:
    joined = exists().where(
        Link.target == question.ref, Link.source.startswith("case:"), Link.removed_at.is_(None)
    )
    return bool(session().scalar(select(joined)))


def _closed(space: Space, part: str) -> Because | None:
    return Because(ARCHIVED) if space.is_archived else switched_off(space, part)
