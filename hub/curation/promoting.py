"""Solved threads worth an article: what agents use again and again, what colleagues ask for as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    text,
    union,
)
from sqlalchemy.orm import contains_eager, joinedload

from hub.core.db import session
from hub.core.features import url_of
from hub.core.refs import number_in
from hub.curation.freshness import Standing
from hub.curation.models import SetAside
from hub.curation.words import telling
from hub.links.models import Link, LinkKind
from hub.qa.models import Answer, Question
from hub.spaces.models import Space
from hub.threads.models import BOOKED, Reaction

PROMOTE = "promote"
USES = 3  # from so many on it is used again and again
BOOKS = 2  # colleagues who say that it should become an article
NEEDED = 10  # colleagues who had the question, too
MOST = 200
ALREADY = (LinkKind.CREATED, LinkKind.IMPROVED)


@dataclass(frozen=True)
class Candidate:
    """An accepted answer that may become an article, or a part of `page`."""

    answer: Answer
    question: Question
    books: int
    repeats: int  # questions that were joined to it as the same
    page: Standing | None = None
    page_url: str = ""

    @property
    def url(self) -> str:
        """Where the answer stands."""
        return url_of(self.answer)

    @property
    def worth(self) -> float:
        """What it is ordered by: uses with customers first, then what colleagues say; ratings weigh it."""
        rated = 1 + ((self.answer.rating or 4) - 4) / 4
        return (
            4 * self.answer.sent_count + 3 * self.books + self.question.vote_count + 2 * self.repeats
        ) * rated


def candidates(spaces: Sequence[Space], most: int, pages: Sequence[Standing] = ()) -> list[Candidate]:
    """The most worthwhile first. `pages`: those of the same communities, to propose one to add to."""
    statement = (
        select(Answer, _books(), _repeats())
        .join(Question, Question.accepted_id == Answer.id)
        .where(is_candidate([space.id for space in spaces]))
        .options(contains_eager(Answer.question), joinedload(Answer.author))
        .order_by(Answer.sent_count.desc(), Answer.id)
        .limit(MOST)
    )
    by_id = {space.id: space for space in spaces}
    found = []
    for answer, books, repeats in session().execute(statement):
        page = _page_for(answer.question, pages)
        url = f"/wiki/{by_id[page.space_id].slug}/{page.path}" if page is not None else ""
        found.append(Candidate(answer, answer.question, books, repeats, page, url))
    found.sort(key=lambda each: (-each.worth, each.answer.id))
    return found[:most]


def candidate_count(space_ids: ColumnElement[Any] | Select[Any] | Sequence[int]) -> Any:
    """How many there are, as a part of a statement."""
    return (
        select(func.count(Answer.id))
        .join(Question, Question.accepted_id == Answer.id)
        .where(is_candidate(space_ids))
        .scalar_subquery()
    )


def is_candidate(space_ids: Any) -> ColumnElement[bool]:
    """Of an accepted answer and its question: wanted as an article, not one yet, and not set aside."""
    ref = literal("answer:") + cast(Answer.id, String)
    question_ref = literal("question:") + cast(Question.id, String)
    article = exists().where(
        Link.source.in_([ref, question_ref]), Link.kind.in_(ALREADY), Link.target.startswith("page:"),
        Link.removed_at.is_(None),
    )  # fmt: skip
    aside = exists().where(SetAside.what == PROMOTE, SetAside.about == ref)
    # Each part is found by an index of its own: these are few among many answers.
    wanted = Answer.id.in_(
        union(
            select(Answer.id).where(Answer.sent_count >= text(str(USES))),
            select(Question.accepted_id).where(Question.vote_count >= text(str(NEEDED))),
            select(Question.accepted_id).where(Question.id.in_(_booked("question"))),
            select(Answer.id).where(Answer.id.in_(_booked("answer"))),
        )
    )
    return and_(
        Question.space_id.in_(space_ids), Question.removed_at.is_(None), Answer.removed_at.is_(None),
        Answer.obsolete_at.is_(None), wanted, ~article, ~aside,
    )  # fmt: skip


def _booked(kind: str) -> Select[Any]:
    """The ids of the things of a kind that enough colleagues want as an article."""
    return (
        select(number_in(Reaction.ref, kind))
        .where(BOOKED)
        .group_by(Reaction.ref)
        .having(func.count() >= BOOKS)
    )


def _books() -> ColumnElement[int]:
    """Colleagues who pressed the book on the question or on the answer."""
    refs = [literal("answer:") + cast(Answer.id, String), literal("question:") + cast(Question.id, String)]
    pressed = select(func.count(Reaction.person_id.distinct())).where(Reaction.ref.in_(refs), BOOKED)
    return pressed.correlate(Answer, Question).scalar_subquery()


def _repeats() -> ColumnElement[int]:
    same = (
        select(func.count(Link.id))
        .where(
            Link.target == literal("question:") + cast(Question.id, String),
            Link.kind == LinkKind.DUPLICATE, Link.removed_at.is_(None),
        )
        .correlate(Question)
    )  # fmt: skip
    return same.scalar_subquery()


def _page_for(question: Question, pages: Sequence[Standing]) -> Standing | None:
    """The page of the same community whose whole title the question names, the longest title first."""
    words = telling(f"{question.title} {question.text[:2_000]}")
    fits = [
        page for page in pages
        if page.space_id == question.space_id and (title := telling(page.title)) and title <= words
    ]  # fmt: skip
    return max(fits, key=lambda page: (len(telling(page.title)), -page.id), default=None)
