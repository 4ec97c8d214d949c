"""New cases find somebody by the rule of their desk; what nobody touches goes back to the queue (CS13)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, func, select

from hub.cases.actions.steps import set_state, step
from hub.cases.events import CaseAssigned, DeskChanged, TeamAsked
from hub.cases.models import IS_UNDER_WAY, UNDER_WAY, Case, CaseState, Note, Step
from hub.cases.queries import in_view, list_cases
from hub.cases.routing_models import DeskRouting, DeskTurn, Routing
from hub.cases.rules import RUN_DESK, WORK_CASE
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, can, readable, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rhythm import away_of
from hub.spaces.models import Membership, Space

MOST_PEOPLE = 200
TRIES = 20  # cases that others take while one claims
WORD = re.compile(r"\w{3,}")


def set_routing(actor: Person, desk: Space, rule: Routing, most: int, return_minutes: int | None) -> None:
    """Say who gets new cases of a desk, how many at most, and when an untouched one goes back."""
    require(actor, RUN_DESK, desk)
    if not 1 <= most <= 500:
        raise Invalid(_("Give a number from 1 to 500."), field="most")
    with transaction() as db:
        row = db.get(DeskRouting, desk.id) or DeskRouting(space_id=desk.id)
        row.rule, row.most, row.return_minutes = rule, most, return_minutes
        db.add(row)
        record(DeskChanged(), actor, desk)


def give_to_team(actor: Person, case: Case, team: str) -> None:
    """Give a case to a team of the desk: anybody of it may take it."""
    require(actor, WORK_CASE, case)
    if team and team not in teams_of(case.space_id):
        raise Invalid(_("Nobody of this desk is in the team “%(team)s”.", team=team[:60]), field="to")
    with transaction():
        locked(case)
        if (case.team, case.assignee_id) == (team, None):
            return
        case.team, case.assignee_id, case.assigned_at = team, None, None
        step(actor, case, "assigned", detail=team)
        record(CaseAssigned(None), actor, case)
        if team:
            record(TeamAsked(team), actor, case)


def claim_next(actor: Person) -> Case | None:
    """Take the case of one's desks that nobody has and that presses most; one's own team's first."""
    waiting = in_view(actor, "unassigned")
    own = waiting & (Case.team == actor.team) if actor.team else None
    for narrowed in [*([own] if own is not None else []), waiting & (Case.team == ""), waiting]:
        for row in list_cases(actor, "unassigned", size=TRIES, narrowed_to=narrowed).items:
            if can(actor, WORK_CASE, row.case) and _take(actor, row.case):
                return row.case
    return None


def route(case_id: int) -> None:
    """Give a new case to whoever it is for by the rule of its desk."""
    case = session().get(Case, case_id)
    rule = session().get(DeskRouting, case.space_id) if case is not None else None
    if case is None or rule is None or rule.rule == Routing.NOBODY:
        return
    with transaction() as db:
        locked(case)
        if case.assignee_id is not None or case.is_over or case.team:
            return
        person = choose(case, rule)
        if person is None:
            return
        moment = clock.now()
        turn = db.get(DeskTurn, (case.space_id, person.id))
        turn = turn or DeskTurn(space_id=case.space_id, person_id=person.id)
        turn.given_at = moment
        db.add(turn)
        _give(SYSTEM, case, person)


def choose(case: Case, rule: DeskRouting) -> Person | None:
    """Whose it is; None while everybody is away or has enough."""
    loads, turns = _loads(case.space_id), _turns(case.space_id)
    people = [
        person
        for person in _members(case.space_id)
        if can(person, WORK_CASE, case) and away_of(person) is None and loads.get(person.id, 0) < rule.most
    ]
    if rule.rule == Routing.TOPIC:
        words = {word.lower() for word in WORD.findall(f"{case.subject} {case.excerpt}")}
        knowing = {person.id: _knows(person, words) for person in people}
        best = max(knowing.values(), default=0)
        people = [person for person in people if knowing[person.id] == best]
    by_turn = rule.rule == Routing.TURNS

    def rank(person: Person) -> tuple[float, float, int]:
        load, turn = float(loads.get(person.id, 0)), turns.get(person.id, 0.0)
        return (turn, load, person.id) if by_turn else (load, turn, person.id)

    return min(people, key=rank, default=None)


def return_untouched() -> int:
    """What was given by the hub or a colleague and nobody touched in time goes back. Returns how many."""
    moment, returned = clock.now(), 0
    for rule in session().scalars(select(DeskRouting).where(DeskRouting.return_minutes.is_not(None))).all():
        edge = moment - timedelta(minutes=rule.return_minutes or 0)
        touched = exists().where(
            Step.case_id == Case.id, Step.actor_id == Case.assignee_id, Step.at >= Case.assigned_at
        )
        noted = exists().where(
            Note.case_id == Case.id, Note.author_id == Case.assignee_id, Note.at >= Case.assigned_at
        )
        stale = select(Case.id).where(
            Case.space_id == rule.space_id, Case.assigned_at <= edge, Case.assignee_id.is_not(None),
            Case.waiting_since.is_not(None), IS_UNDER_WAY, ~touched, ~noted,
        )  # fmt: skip
        for id in session().scalars(stale.order_by(Case.id).limit(MOST_PEOPLE)).all():
            with transaction() as db:
                case = locked(db.get_one(Case, id))
                if case.assigned_at is None or case.assigned_at > edge:
                    continue
                case.assignee_id = case.assigned_at = None
                step(SYSTEM, case, "returned")
                record(CaseAssigned(None), SYSTEM, case)
                returned += 1
    return returned


def teams_of(*space_ids: int) -> list[str]:
    """The teams of those who belong to a desk, or to one of several, by name."""
    return sorted({person.team for person in _members(*space_ids) if person.team})


def _take(actor: Person, case: Case) -> bool:
    with transaction():
        require(actor, WORK_CASE, case)
        locked(case)
        if case.assignee_id is not None or case.is_over:
            return False  # somebody was faster
        _give(actor, case, actor)
    return True


def _give(actor: Actor, case: Case, person: Person) -> None:
    case.assignee_id, case.assigned_at = person.id, clock.now()
    if case.state == CaseState.NEW:
        set_state(case, CaseState.OPEN)
    step(actor, case, "assigned", detail=person.name)
    record(CaseAssigned(person.id), actor, case)


def _members(*space_ids: int) -> Sequence[Person]:
    members = select(Membership.person_id).where(Membership.space_id.in_(space_ids))
    statement = readable(SYSTEM, select(Person)).where(
        Person.id.in_(members), Person.deactivated_at.is_(None)
    )
    return session().scalars(statement.order_by(Person.id).limit(MOST_PEOPLE)).all()


def _loads(space_id: int) -> dict[int, int]:
    """Person → cases that wait for them on the desk."""
    active = Case.state.in_([each for each in UNDER_WAY if each != CaseState.WAITING_CUSTOMER])
    statement = select(Case.assignee_id, func.count()).where(
        Case.space_id == space_id, active, Case.assignee_id.is_not(None)
    )
    return {id: count for id, count in session().execute(statement.group_by(Case.assignee_id)) if id}


def _turns(space_id: int) -> dict[int, float]:
    rows = session().scalars(select(DeskTurn).where(DeskTurn.space_id == space_id))
    return {row.person_id: row.given_at.timestamp() for row in rows}


def _knows(person: Person, words: set[str]) -> int:
    """How many of what they say they know is in the words of a case."""
    return sum(1 for skill in person.skills if words & {part.lower() for part in WORD.findall(skill)})
