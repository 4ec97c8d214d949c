"""Problems over the API: reading them, and which cases are their incidents."""

from datetime import datetime
from typing import Any

from flask import g

from hub.cases.models import Case
from hub.cases.telling import replies_with
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.problems import actions, queries
from hub.problems.models import Problem, ProblemState
from hub.problems.search import problem_url
from hub.web.api import Out, Paged, api_blueprint, filled, listed, operation

bp = api_blueprint("problems")
READ = ("read", "cases")
WRITE = ("write", "cases")


class ProblemsIn(Paged):
    """Open ones, or those that are solved."""

    state: ProblemState = ProblemState.OPEN


class ProblemOut(Out):
    """What is behind many cases. `words`: what customers are told, by language; "" for every other one."""

    id: int
    ref: str
    url: str
    space_id: int
    title: str
    body: str
    state: str
    words: dict[str, str]
    incidents: int
    open_incidents: int
    opened_by: PersonName
    opened_at: datetime
    solved_at: datetime | None


class IncidentOut(Out):
    """A case that has the problem, and whether its customer was told the solution."""

    case_id: int
    ref: str
    customer: str
    subject: str
    state: str
    told: bool


@operation(
    bp,
    "GET",
    "/problems",
    verb="list",
    thing="problems",
    out=listed(ProblemOut),
    query=ProblemsIn,
    scopes=READ,
)
def list_problems(query: ProblemsIn) -> dict[str, Any]:
    """Problems of one's desks, the newest first."""
    found = queries.list_problems(g.actor, query.state, query.after)
    counts = queries.counts_of(found.items)
    return {"items": [_out(each, counts) for each in found.items], "next": found.next}


@operation(bp, "GET", "/problems/<int:id>", verb="read", thing="problem", out=ProblemOut, scopes=READ)
def read_problem(id: int) -> ProblemOut:
    """One problem."""
    found = load(g.actor, Problem, id)
    return _out(found, queries.counts_of([found]))


@operation(
    bp, "GET", "/problems/<int:id>/incidents", verb="list", thing="incidents", out=listed(IncidentOut),
    scopes=READ,
)  # fmt: skip
def list_incidents(id: int) -> dict[str, Any]:
    """The cases that have it, as far as one may open them: the first 200."""
    found = load(g.actor, Problem, id)
    cases = queries.incidents_of(g.actor, found)
    told = replies_with(found.ref, cases)
    items = [_incident(each, told=each.ref in told) for each in cases]
    return {"items": items, "next": None}


@operation(
    bp, "PUT", "/problems/<int:id>/incidents/<int:case_id>", verb="attach", thing="incident", out=IncidentOut,
    scopes=WRITE,
)  # fmt: skip
def attach_incident(id: int, case_id: int) -> IncidentOut:
    """Make an open case an incident of it."""
    found, case = load(g.actor, Problem, id), load(g.actor, Case, case_id)
    actions.attach(g.actor, found, case)
    return _incident(case, told=bool(replies_with(found.ref, [case])))


@operation(
    bp, "DELETE", "/problems/<int:id>/incidents/<int:case_id>", verb="detach", thing="incident",
    out=ProblemOut, scopes=WRITE,
)  # fmt: skip
def detach_incident(id: int, case_id: int) -> ProblemOut:
    """The case has something else."""
    found, case = load(g.actor, Problem, id), load(g.actor, Case, case_id)
    actions.detach(g.actor, found, case)
    return _out(found, queries.counts_of([found]))


def _out(found: Problem, counts: dict[str, queries.Count]) -> ProblemOut:
    count = counts.get(found.ref, queries.Count())
    return filled(ProblemOut, found, url=problem_url(found), incidents=count.all, open_incidents=count.open)


def _incident(case: Case, *, told: bool) -> IncidentOut:
    return filled(IncidentOut, case, case_id=case.id, customer=case.customer.name, told=told)
