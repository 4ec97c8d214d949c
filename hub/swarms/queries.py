"""Swarms as a reader may see them: those around questions that they may open."""

from collections.abc import Sequence

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from hub.cases.actions.steps import ASKED
from hub.cases.models import Case
from hub.core import refs
from hub.core.db import session
from hub.core.permissions import Actor, condition
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.qa.models import Question
from hub.swarms.models import Swarm, SwarmMember, SwarmResult

STATES = ("open", "ended", "mine")
MOST = 50


def _readable(actor: Actor) -> Select[Swarm]:
    limit = condition(actor, Question)
    may = literal(value=True) if limit is None else limit
    return (
        select(Swarm)
        .join(Swarm.question)
        .where(may)
        .options(contains_eager(Swarm.question).joinedload(Question.space))
        .options(selectinload(Swarm.members).joinedload(SwarmMember.person))
        .order_by(Swarm.id.desc())
    )


def swarms_at(question: Question) -> Sequence[Swarm]:
    """Those around a question that the caller has loaded, the newest first; with everybody in one query."""
    statement = select(Swarm).where(Swarm.question_id == question.id).order_by(Swarm.id.desc())
    members = joinedload(Swarm.members).joinedload(SwarmMember.person)
    return session().scalars(statement.options(members, joinedload(Swarm.started_by))).unique().all()


def swarms_of_case(actor: Actor, case: Case) -> Sequence[Swarm]:
    """Those around the questions that the case waits for."""
    asked = [refs.parse(ref)[1] for ref in targets_of(case.ref, ASKED)]
    return session().scalars(_readable(actor).where(Swarm.question_id.in_(asked))).all() if asked else ()


def list_swarms(actor: Person, state: str, result: str) -> Sequence[Swarm]:
    """The newest, narrowed to those that run, that are over, or that one was in; and by how they ended."""
    statement = _readable(actor).limit(MOST)
    if state == "open":
        statement = statement.where(Swarm.ended_at.is_(None))
    if state == "ended":
        statement = statement.where(Swarm.ended_at.is_not(None))
    if state == "mine":
        mine = select(SwarmMember.swarm_id).where(SwarmMember.person_id == actor.id)
        statement = statement.where(Swarm.id.in_(mine))
    if result in set(SwarmResult):
        statement = statement.where(Swarm.result == SwarmResult(result))
    return session().scalars(statement).all()
