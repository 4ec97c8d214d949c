"""What people need and nobody has written.

Searches in vain, questions without an answer, what was found but not used, what was rewritten before it
was sent. Alike ones are one gap, and what most customers wait for stands first (D16).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, select, union_all

from hub.cases.models import Case
from hub.core import clock
from hub.core.db import session
from hub.core.features import kind_of, resolve_many, url_of
from hub.core.permissions import Actor
from hub.curation.missing import in_vain
from hub.curation.models import SetAside
from hub.curation.words import are_alike, telling
from hub.indexing.models import End, Search
from hub.qa.models import Question, QuestionState
from hub.reuse.models import Provenance
from hub.spaces.models import Space

GAP = "gap"
LOOK_BACK = timedelta(days=90)
TIMES = 2  # so often, before somebody who found what they did not use counts
REWRITTEN = 50  # percent kept; below, most was written anew
MOST = 300  # of each sign
CASES = 800
HAPPY = 4  # a rating below it is satisfaction lost


@dataclass
class Gap:
    """Something that is missing. `key` names it, after its first sign; `keys` are all of them.

    waiting: customers who wait for it now; lost: points that customers gave less than well for it.
    """

    key: str
    words: str
    stems: frozenset[str]
    ref: str = ""  # of what has these words as its title, when nobody typed them
    searches: int = 0
    unused: int = 0
    rewritten: int = 0
    waiting: int = 0
    lost: int = 0
    questions: list[Question] = field(default_factory=list)
    sources: list[tuple[str, str]] = field(default_factory=list)  # title and address of what was rewritten
    keys: set[str] = field(default_factory=set)
    also: list[str] = field(default_factory=list)  # how others said it

    @property
    def question(self) -> Question | None:
        """One that was asked about it already."""
        return self.questions[0] if self.questions else None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has written it; else what is there does not serve."""
        return not self.sources or self.searches > 0

    @property
    def signs(self) -> int:
        """How often it was felt."""
        return self.searches + self.unused + self.rewritten + len(self.questions)


def gaps(actor: Actor, spaces: Sequence[Space], most: int = 50) -> list[Gap]:
    """The weightiest first: by customers who wait, satisfaction that was lost, how often it was felt."""
    since = clock.now() - LOOK_BACK
    found: list[Gap] = []
    searched, rewritten = _felt(since)
    for made in (*_asked(spaces), *_searched(searched), *_rewritten(actor, spaces, rewritten)):
        _join(found, made)
    _count_customers(found, since)
    found.sort(key=lambda each: (-each.waiting, -each.lost, -each.signs, each.words))
    return found[:most]


def _asked(spaces: Sequence[Space]) -> Iterable[Gap]:
    """Questions that nobody has answered."""
    waiting = (
        select(Question)
        .where(
            Question.state == QuestionState.OPEN, Question.answer_count == 0, Question.removed_at.is_(None),
            Question.space_id.in_([space.id for space in spaces]),
            ~_is_left(literal("question:") + cast(Question.id, String)),
        )
        .order_by(Question.waiting_count.desc(), Question.vote_count.desc(), Question.id.desc())
        .limit(MOST)
    )  # fmt: skip
    for question in session().scalars(waiting):
        gap = _gap(question.title, question.ref)
        gap.ref, gap.questions, gap.waiting = question.ref, [question], question.waiting_count
        yield gap


def _felt(since: datetime) -> tuple[list[Any], list[Any]]:
    """What was searched for in vain, and what was rewritten: both in one statement, the most often first."""
    lists = [select(each.limit(MOST).subquery()) for each in (_in_vain_since(since), _anew_since(since))]
    rows = session().execute(union_all(*lists)).all()
    rows = sorted(rows, key=lambda row: (-row.times - row.unused, row.key))
    return [row for row in rows if row.is_search], [row for row in rows if not row.is_search]


def _in_vain_since(since: datetime) -> Select[*tuple[Any, ...]]:
    """Searches that found nothing, and those of which nothing that was found was of use."""
    vain = func.count(Search.id).filter(in_vain())
    unused = func.count(Search.id).filter(Search.hits > 0, Search.came_to == End.NOTHING)
    return (
        select(
            literal(1).label("is_search"), Search.key.label("key"), func.max(Search.words).label("words"),
            vain.label("times"), unused.label("unused"),
        )
        .where(Search.at >= since, ~_is_left(Search.key))
        .group_by(Search.key)
        .having((vain > 0) | (unused >= TIMES))
        .order_by((vain + unused).desc(), Search.key)
    )  # fmt: skip


def _anew_since(since: datetime) -> Select[*tuple[Any, ...]]:
    """Texts of which most was written anew before they went to a customer."""
    often = func.count(Provenance.id)
    return (
        select(
            literal(0).label("is_search"), Provenance.source.label("key"), literal("").label("words"),
            often.label("times"), literal(0).label("unused"),
        )
        .where(Provenance.sent_at >= since, Provenance.kept < REWRITTEN, ~_is_left(Provenance.source))
        .group_by(Provenance.source)
        .having(often >= TIMES)
        .order_by(often.desc(), Provenance.source)
    )  # fmt: skip


def _searched(rows: Iterable[Any]) -> Iterable[Gap]:
    for row in rows:
        gap = _gap(row.words, row.key)
        gap.searches, gap.unused = row.times, row.unused
        yield gap


def _rewritten(actor: Actor, spaces: Sequence[Space], rows: Iterable[Any]) -> Iterable[Gap]:
    """Answers and pages, as far as they live in these communities."""
    counts = {row.key: row.times for row in rows}
    ids = {space.id for space in spaces}
    for ref, thing in resolve_many(actor, counts).items():
        if thing.space_id in ids and getattr(thing, "removed_at", None) is None:
            title = kind_of(thing.ref).title(thing)
            gap = _gap(title, ref)
            gap.ref = thing.ref
            gap.rewritten, gap.sources = counts[ref], [(title, url_of(thing))]
            yield gap


def _is_left(key: Any) -> ColumnElement[bool]:
    return exists().where(SetAside.what == GAP, SetAside.about == key)


def _gap(words: str, key: str) -> Gap:
    return Gap(key, words, telling(words), keys={key})


def _join(found: list[Gap], made: Gap) -> None:
    """Put it to the one that says the same, or beside the others."""
    same = next((each for each in found if are_alike(each.stems, made.stems)), None)
    if same is None:
        found.append(made)
        return
    same.searches += made.searches
    same.unused += made.unused
    same.rewritten += made.rewritten
    same.waiting += made.waiting
    same.questions += made.questions
    same.keys |= made.keys
    same.sources += made.sources
    if made.words.casefold() != same.words.casefold() and made.words not in same.also:
        same.also.append(made.words)


def _count_customers(found: Sequence[Gap], since: datetime) -> None:
    """How many customers wait with such words, and how badly others were served. Numbers alone are shown."""
    statement = (
        select(Case.subject, Case.excerpt, Case.waiting_since, Case.rating)
        .where(Case.wrote_at >= since, Case.waiting_since.is_not(None) | (Case.rating < HAPPY))
        .order_by(Case.wrote_at.desc())
        .limit(CASES)
    )
    cases = [
        (telling(f"{subject} {excerpt}"), waiting, rating)
        for subject, excerpt, waiting, rating in session().execute(statement)
    ]
    for gap in found:
        about = [(waiting, rating) for stems, waiting, rating in cases if _is_about(stems, gap.stems)]
        if not gap.questions:  # the cases behind a question are counted with it
            gap.waiting += sum(waiting is not None for waiting, _rating in about)
        gap.lost += sum(HAPPY - rating for _waiting, rating in about if rating is not None and rating < HAPPY)


def _is_about(case: frozenset[str], gap: frozenset[str]) -> bool:
    """Most of the telling words of the gap, and at least two of them."""
    shared = len(case & gap)
    return shared >= 2 and shared >= 0.6 * len(gap)
