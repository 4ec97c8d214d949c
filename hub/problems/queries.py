"""What the pages of problems need: their incidents, who can be told what, and cases that look alike."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from hub.cases.drafts import place_of
from hub.cases.identities import placeholders_of_each
from hub.cases.models import IS_UNDER_WAY, OVER, Case, Customer
from hub.cases.telling import (
    BECAUSE,
    Recipient,
    begun_in,
    heed_languages,
    replies_with,
    sample_of,
    text_for,
    why_it_stays,
)
from hub.cases.tongues import tongues_of
from hub.core.db import session
from hub.core.features import CustomerText
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, readable
from hub.links.models import Link, LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.problems.models import Problem, ProblemState
from hub.problems.search import problem_words, words_in
from hub.suggest.queries import near_enough, suggestions, words_of
from hub.web.paging import Page, cut

INCIDENT = (LinkKind.INCIDENT,)
MOST = 200
OFFERED = 5
SIZE = 50
NUMBER = re.compile(r"(?:^|/|#|!|:)(\d{1,18})/?(?:[?#].*)?$")


@dataclass(frozen=True)
class Count:
    """Incidents of a problem: all of them, and those whose cases are under way."""

    all: int = 0
    open: int = 0


def list_problems(actor: Actor, state: ProblemState, before: int | None) -> Page[Problem]:
    """Those of the reader's desks, the newest first."""
    statement = readable(actor, select(Problem)).where(Problem.state == state)
    if before is not None:
        statement = statement.where(Problem.id < before)
    options = joinedload(Problem.space), joinedload(Problem.opened_by)
    rows = session().scalars(statement.options(*options).order_by(Problem.id.desc()).limit(SIZE + 1)).all()
    return cut(rows, SIZE)


def counts_of(problems: Iterable[Problem]) -> dict[str, Count]:
    """problem ref → how many incidents it has, also on desks that the reader does not see."""
    refs = [each.ref for each in problems]
    if not refs:
        return {}
    under_way = func.sum(case((Case.state.not_in(OVER), 1), else_=0))
    statement = (
        select(Link.target, func.count(Case.id), under_way)
        .join(Case, Link.source == _ref_of_case())
        .where(Link.target.in_(refs), *_attached())
        .group_by(Link.target)
    )
    return {row[0]: Count(row[1], int(row[2] or 0)) for row in session().execute(statement)}


def incidents_of(actor: Actor, problem: Problem) -> Sequence[Case]:
    """The cases behind a problem that the reader may open, those under way first."""
    has_it = exists().where(Link.source == _ref_of_case(), Link.target == problem.ref, *_attached())
    loaded = [joinedload(getattr(Case, name)) for name in ("customer", "channel", "assignee", "space")]
    statement = readable(actor, select(Case)).where(has_it).options(*loaded)
    return session().scalars(statement.order_by(Case.state.in_(OVER), Case.id).limit(MOST)).all()


def problem_of(actor: Actor, case: Case) -> tuple[str, Problem | None]:
    """The ref of the problem behind a case, "" for none; and the problem where the reader may open it."""
    refs = targets_of(case.ref, INCIDENT)
    if not refs:
        return "", None
    id = int(refs[0].partition(":")[2])
    statement = readable(actor, select(Problem)).where(Problem.id == id)
    return refs[0], session().scalars(statement).one_or_none()


def similar_problems(actor: Person, case: Case, most: int = 2) -> list[Problem]:
    """Open problems that read like this case."""
    some = readable(actor, select(Problem.id)).where(Problem.state == ProblemState.OPEN).limit(1)
    if session().scalar(some) is None:
        return []
    words = words_of(case)
    found = suggestions(actor, words, ("problem",), most * 3)
    under_way = [each for each in found if each.thing.state == ProblemState.OPEN]
    return [each.thing for each in near_enough(actor, words, under_way)[:most]]


def similar_cases(actor: Person, problem: Problem) -> list[Case]:
    """Open cases that read like this problem and belong to none."""
    found = suggestions(actor, f"{problem.title}\n{problem.body}", ("case",), OFFERED * 4)
    things = {each.thing.id: each.thing for each in found if each.thing is not None}
    free = set(session().scalars(select(Case.id).where(Case.id.in_(things or [0]), *_free())))
    return [each for id, each in things.items() if id in free][:OFFERED]


def find_cases(actor: Actor, words: str) -> Sequence[Case]:
    """Open cases that belong to no problem: by number, pasted address, words, or the customer's name."""
    words = words.strip()
    id = number_in(words)
    test = (
        Case.id == id
        if id is not None
        else or_(
            Case.subject.icontains(words, autoescape=True),
            Case.excerpt.icontains(words, autoescape=True),
            Case.customer_id.in_(select(Customer.id).where(Customer.name.icontains(words, autoescape=True))),
        )
    )
    loaded = [joinedload(getattr(Case, name)) for name in ("customer", "channel", "assignee", "space")]
    statement = readable(actor, select(Case)).where(test, *_free()).options(*loaded)
    return session().scalars(statement.order_by(Case.active_at.desc()).limit(20)).all()


def find_problems(actor: Actor, words: str) -> Sequence[Problem]:
    """Open problems: by number, pasted address or words; the newest without any."""
    id = number_in(words)
    title = Problem.title.icontains(words.strip(), autoescape=True)
    statement = readable(actor, select(Problem)).where(Problem.id == id if id is not None else title)
    statement = statement.where(Problem.state == ProblemState.OPEN)
    return session().scalars(statement.order_by(Problem.id.desc()).limit(10)).all()


def number_in(words: str) -> int | None:
    """`48213`, `#48213`, `case:48213` and an address that ends with it."""
    found = NUMBER.search(words.strip())
    number = int(found[1]) if found else None
    return number if number is not None and number <= LIMITS.highest_id else None


def languages_of(actor: Actor, problem: Problem) -> list[str]:
    """In which languages its customers wrote, and those in which there are words already."""
    cases = [each for each in incidents_of(actor, problem) if not each.is_over]
    return sorted({*spoken_in(cases).values(), *problem.words} - {""})


def spoken_in(cases: Sequence[Case]) -> dict[int, str]:
    """case id → the language its customer is told in: as it is noted, else as they write."""
    tongues = tongues_of([each for each in cases if not each.language])
    return {each.id: each.language or tongues.get(each.id, "") for each in cases}


def recipients(actor: Person, problem: Problem, reasons: Mapping[str, str] | None = None) -> list[Recipient]:
    """Every incident that the reader may open, with what its customer could be told; the ready ones first."""
    cases = incidents_of(actor, problem)
    spoken = spoken_in(cases)
    told, begun, places = replies_with(problem.ref, cases), begun_in(cases), placeholders_of_each(cases)
    customers = {each.customer_id for each in cases if each.ref in told}
    found = []
    for each in cases:
        wording = _wording(problem, spoken[each.id])
        text = text_for(actor, each, wording, places[each.id]) if wording is not None else ""
        because = _because(problem, each, text) or why_it_stays(
            actor, each, text, begun.get(place_of(each), "")
        )
        if not because and each.ref not in told and each.customer_id in customers:
            because = "twice"
        if not because:
            customers.add(each.customer_id)
        found.append(Recipient(each, text, because, told.get(each.ref)))
    return heed_languages(found, reasons or {})


def stays_now(actor: Person, problem: Problem, case: Case) -> str:
    """Why a locked case is not told any more, in words: somebody may have been faster."""
    same = [each for each in incidents_of(actor, problem) if each.customer_id == case.customer_id]
    if replies_with(problem.ref, same) or case.id not in {each.id for each in same}:
        return str(BECAUSE["twice"])
    wording = _wording(problem, case.language)
    because = _because(problem, case, wording.text if wording is not None else "")
    return str(BECAUSE[because]) if because else ""


def sample(problem: Problem, found: Sequence[Recipient]) -> list[Recipient]:
    """The texts to be read first: one of each wording and channel."""
    spoken = spoken_in([each.case for each in found])
    return sample_of(found, lambda case: (words_in(problem, spoken[case.id]), case.channel.kind))


def _wording(problem: Problem, language: str) -> CustomerText | None:
    wording = problem_words(problem)
    text = words_in(problem, language)
    return CustomerText(
        wording.ref, text, wording.revision, wording.authors, wording.trust, wording.audience
    ) if wording is not None else None  # fmt: skip


def _because(problem: Problem, case: Case, text: str) -> str:
    if not text:
        return "no-wording"
    if case.is_over:
        return "over"
    replied, solved = case.replied_at, problem.solved_at
    return "answered" if replied is not None and solved is not None and replied >= solved else ""


def _ref_of_case() -> ColumnElement[str]:
    return literal("case:") + cast(Case.id, String)


def _attached() -> tuple[ColumnElement[bool], ...]:
    return Link.kind == LinkKind.INCIDENT, Link.removed_at.is_(None)


def _free() -> tuple[Any, ...]:
    """Under way, and an incident of nothing."""
    belongs = exists().where(Link.source == _ref_of_case(), *_attached())
    return IS_UNDER_WAY, Case.merged_into_id.is_(None), ~belongs
