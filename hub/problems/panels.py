"""In the inside of a case: the problem that it is an incident of, or those that it looks like."""

from flask import render_template

from hub.cases.models import Case
from hub.cases.rules import WORK_CASE
from hub.core.permissions import Actor, can
from hub.people.models import Person
from hub.problems.queries import Count, counts_of, problem_of, similar_problems


def in_case(actor: Actor, case: Case) -> str:
    """The problem with its count; where there is none, similar open ones to attach with one press."""
    if not isinstance(actor, Person):
        return ""
    ref, problem = problem_of(actor, case)
    may_work = can(actor, WORK_CASE, case)
    similar = similar_problems(actor, case) if not ref and may_work and not case.is_over else []
    if not ref and not may_work:
        return ""
    counts = counts_of([problem] if problem is not None else similar)
    return render_template(
        "problems/_in_case.html", case=case, ref=ref, problem=problem, similar=similar, counts=counts,
        none=Count(), may_work=may_work,
    )  # fmt: skip
