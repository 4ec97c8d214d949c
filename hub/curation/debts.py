"""Answer debt (D24): what serves customers worse than it could, by community; each row can become a task."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import contains_eager, joinedload

from hub.core import clock
from hub.core.db import session
from hub.core.features import url_of
from hub.core.words import lazy
from hub.curation.models import SetAside
from hub.curation.promoting import ALREADY, USES
from hub.links.models import Link
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.reuse.models import Provenance
from hub.spaces.models import Space
from hub.wiki.models import Page, PageState

DEBT = "debt"
MOST = 200
REWRITTEN = 50  # percent of the words that stayed
OFTEN = 2  # replies in which most of it was rewritten
LOOK_BACK = timedelta(days=180)
AGED = timedelta(days=180)  # since somebody wrote, changed or vetted it
IN_USE = timedelta(days=90)  # since it went to a customer


class Owed(enum.StrEnum):
    """What is missing."""

    WORDING = "wording"
    ARTICLE = "article"
    REWRITING = "rewriting"
    CHECK = "check"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    Owed.WORDING: lazy("No words for customers"),
    Owed.ARTICLE: lazy("Used again and again, no article"),
    Owed.REWRITING: lazy("Rewritten before it is sent"),
    Owed.CHECK: lazy("Old and still used"),
}


@dataclass(frozen=True)
class Debt:
    """One thing that is owed, and by whom it is best paid. `task`: when somebody was asked to."""

    owed: Owed
    thing: Answer | Page
    title: str
    space_id: int
    times: int
    person: Person
    is_asked: bool = False

    @property
    def key(self) -> str:
        """ "wording:answer:7"."""
        return f"{self.owed}:{self.thing.ref}"

    @property
    def url(self) -> str:
        """Where it stands."""
        return url_of(self.thing)


def debts(spaces: Sequence[Space]) -> list[Debt]:
    """Everything that is owed in these communities, what is used most first: five statements."""
    ids = [space.id for space in spaces]
    asked = set(session().scalars(select(SetAside.about).where(SetAside.what == DEBT)))
    found = [*_without_wording(ids), *_without_article(ids), *_rewritten(ids), *_aged(ids)]
    made = [
        Debt(each.owed, each.thing, each.title, each.space_id, each.times, each.person, each.key in asked)
        for each in found
    ]
    return sorted(made, key=lambda each: (each.is_asked, -each.times, each.title))


def _without_wording(ids: Sequence[int]) -> list[Debt]:
    """Accepted answers that a customer cannot be told as they are."""
    statement = _accepted(ids).where(Answer.customer_text == "")
    statement = statement.order_by(Question.vote_count.desc(), Answer.id.desc())
    return [_of(answer, Owed.WORDING, answer.question.vote_count) for answer in _rows(statement)]


def _without_article(ids: Sequence[int]) -> list[Debt]:
    """Solved threads that went out three times and more, and stand nowhere else."""
    refs = [literal("answer:") + cast(Answer.id, String), literal("question:") + cast(Question.id, String)]
    article = exists().where(
        Link.source.in_(refs),
        Link.kind.in_(ALREADY),
        Link.target.startswith("page:"),
        Link.removed_at.is_(None),
    )
    statement = _accepted(ids).where(Answer.sent_count >= USES, ~article)
    rows = _rows(statement.order_by(Answer.sent_count.desc(), Answer.id))
    return [_of(answer, Owed.ARTICLE, answer.sent_count) for answer in rows]


def _rewritten(ids: Sequence[int]) -> list[Debt]:
    """Articles of which most is written anew before it goes out."""
    often = func.count(Provenance.id)
    counted = (
        select(Provenance.source, often.label("times"))
        .where(Provenance.sent_at >= clock.now() - LOOK_BACK, Provenance.kept < REWRITTEN)
        .where(Provenance.source.startswith("page:"))
        .group_by(Provenance.source)
        .having(often >= OFTEN)
        .subquery()
    )
    statement = (
        select(Page, counted.c.times)
        .join(counted, counted.c.source == literal("page:") + cast(Page.id, String))
        .where(Page.space_id.in_(ids), Page.removed_at.is_(None), Page.state != PageState.ARCHIVED)
        .options(joinedload(Page.owner), joinedload(Page.space))
        .order_by(counted.c.times.desc(), Page.id)
        .limit(MOST)
    )
    return [
        Debt(Owed.REWRITING, page, page.title, page.space_id, times, page.owner)
        for page, times in session().execute(statement)
    ]


def _aged(ids: Sequence[int]) -> list[Debt]:
    """Answers that customers are still told, and nobody has looked at for long (QA14)."""
    now = clock.now()
    before = now - AGED
    statement = _accepted(ids).where(
        Answer.customer_text != "",
        Answer.last_sent_at >= now - IN_USE,
        Answer.created_at < before,
        Answer.edited_at.is_(None) | (Answer.edited_at < before),
        Answer.vetted_at.is_(None) | (Answer.vetted_at < before),
    )
    rows = _rows(statement.order_by(Answer.sent_count.desc(), Answer.id))
    return [_of(answer, Owed.CHECK, answer.sent_count) for answer in rows]


def _accepted(ids: Sequence[int]) -> Any:
    return (
        select(Answer)
        .join(Question, Question.accepted_id == Answer.id)
        .where(
            Question.space_id.in_(ids), Question.removed_at.is_(None), Answer.removed_at.is_(None),
            Answer.obsolete_at.is_(None),
        )
        .options(contains_eager(Answer.question), joinedload(Answer.author))
        .limit(MOST)
    )  # fmt: skip


def _rows(statement: Any) -> Sequence[Answer]:
    return list(session().scalars(statement))


def _of(answer: Answer, owed: Owed, times: int) -> Debt:
    return Debt(owed, answer, answer.question.title, answer.question.space_id, times, answer.author)
