"""Gathering the incidents of a problem, solving it, and telling everybody who has it."""

from collections.abc import Collection, Mapping, Sequence

from hub.cases.actions.steps import step
from hub.cases.actions.telling import Sent, Telling, send_all
from hub.cases.guard import inspect_wording
from hub.cases.models import Case
from hub.cases.rules import OPEN_CASE, WORK_CASE
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.problems.events import (
    IncidentAttached,
    IncidentDetached,
    IncidentsTold,
    ProblemChanged,
    ProblemOpened,
    ProblemSolved,
)
from hub.problems.models import Problem, ProblemState
from hub.problems.queries import recipients, sample, stays_now
from hub.problems.rules import WORK_PROBLEM
from hub.spaces.models import Space

THEN = ("solve", "wait")


def open_problem(actor: Person, desk: Space, title: str, body: str, cases: Sequence[Case] = ()) -> Problem:
    """A new problem on a desk, with the cases from which it was seen."""
    require(actor, OPEN_CASE, desk)
    with transaction() as db:
        problem = Problem(
            space_id=desk.id, space=desk, title=title, body=body, state=ProblemState.OPEN, words={},
            opened_by_id=actor.id, opened_by=actor, opened_at=clock.now(),
        )  # fmt: skip
        db.add(problem)
        db.flush()
        record(ProblemOpened(), actor, problem)
        for case in cases:
            attach(actor, problem, case)
    return problem


def edit_problem(actor: Person, problem: Problem, title: str, body: str) -> None:
    """What it is called and what is known inside."""
    require(actor, WORK_PROBLEM, problem)
    with transaction():
        locked(problem)
        problem.title, problem.body = title, body
        record(ProblemChanged(), actor, problem)


def attach(actor: Person, problem: Problem, case: Case) -> None:
    """Make a case an incident. Twice is once. Raises Invalid or Conflict with the reason why it is none."""
    require(actor, WORK_PROBLEM, problem)
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        there = targets_of(case.ref, [LinkKind.INCIDENT])
        if problem.ref in there:
            return
        if there:
            number = there[0].partition(":")[2]
            raise Conflict(
                _("This case is an incident of problem %(id)s. Take it out there first.", id=number)
            )
        if case.is_over:
            raise Invalid(_("Case %(id)s is over. Only open cases become incidents.", id=case.id))
        link(actor, case.ref, problem.ref, LinkKind.INCIDENT)
        step(actor, case, "incident", about=problem.ref)
        record(IncidentAttached(problem.ref), actor, case)


def detach(actor: Person, problem: Problem, case: Case) -> None:
    """It was something else. Twice is once; attaching again takes it back."""
    require(actor, WORK_PROBLEM, problem)
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        if unlink(actor, case.ref, problem.ref, LinkKind.INCIDENT, lazy("it was something else")):
            step(actor, case, "no_incident", about=problem.ref)
            record(IncidentDetached(problem.ref), actor, case)


def solve(actor: Person, problem: Problem, words: Mapping[str, str], then: str) -> None:
    """It is known what to tell them: language → text, "" for every other one.

    Nothing leaves by it. Raises Invalid for what no customer may read; `field` names the language.
    """
    require(actor, WORK_PROBLEM, problem)
    if then not in THEN:
        raise Invalid(_("Choose what should happen with the case after sending."), field="then")
    kept = {language: text.strip() for language, text in words.items() if text.strip()}
    if "" not in kept:
        raise Invalid(_("Write what the customers are told."), field="")
    for language, text in kept.items():
        findings = inspect_wording(text, actor)
        if findings:
            raise Invalid(findings[0].message, field=language)
    with transaction():
        locked(problem)
        problem.words, problem.then = kept, then
        problem.revision += 1
        if not problem.is_solved:
            problem.state, problem.solved_at = ProblemState.SOLVED, clock.now()
        problem.solved_by_id, problem.solved_by = actor.id, actor
        record(ProblemSolved(), actor, problem)


def reopen(actor: Person, problem: Problem) -> None:
    """It was not solved after all; who was told stays told, and the words stay for the next time."""
    require(actor, WORK_PROBLEM, problem)
    with transaction():
        locked(problem)
        if problem.is_solved:
            problem.state, problem.solved_at = ProblemState.OPEN, None
            record(ProblemSolved(solved=False), actor, problem)


def tell(
    actor: Person, problem: Problem, looked: Collection[int], reasons: Mapping[str, str] | None = None
) -> Sent:
    """Write to everybody who has it and is ready. Raises Invalid until the sample was read.

    `reasons`: language → why its customers are told in another one.
    """
    require(actor, WORK_PROBLEM, problem)
    found = recipients(actor, problem, reasons)

    def still(case: Case) -> None:
        locked(problem)
        session().flush()
        because = stays_now(actor, problem, case)
        if because:
            raise Conflict(because)

    how = Telling(problem.ref, then=problem.then, own_text=True, still=still)
    sent = send_all(actor, found, sample(problem, found), looked, how)
    if sent.messages:
        require(actor, WORK_PROBLEM, problem)
        with transaction():
            cases = [each.case_id for each in sent.messages]
            record(IncidentsTold(len(cases), cases), actor, problem)
    return sent
