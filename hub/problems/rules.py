"""Who sees problems and who works on them: the team of their desk, as with its cases."""

from sqlalchemy import ColumnElement

from hub.core.permissions import Actor, Verdict, permission, rule, verdict, visible
from hub.core.words import lazy
from hub.people.models import Person
from hub.problems.models import Problem
from hub.spaces.rules import WORK_CASES_IN, case_space_ids

WORK_PROBLEM = permission("problems.problem.work", lazy("Gather incidents of a problem and solve it"))


@visible(Problem)
def readable_problems(actor: Actor) -> ColumnElement[bool]:
    """Those of the desks whose cases one sees."""
    return Problem.space_id.in_(case_space_ids(actor))


@rule(WORK_PROBLEM)
def may_work(actor: Person, problem: Problem) -> Verdict:
    return verdict(actor, WORK_CASES_IN, problem.space)
