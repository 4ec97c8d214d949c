"""Calling a swarm together, joining and leaving it, and ending it with what was learned."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import registry
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.qa.models import Question
from hub.spaces.rules import POST_IN
from hub.swarms.events import SwarmCalled, SwarmEnded, SwarmJoined, SwarmLeft
from hub.swarms.models import Swarm, SwarmMember, SwarmResult
from hub.threads.rules import COMMENT

QUOTED = 600  # characters of what was learned, for the notice


def running(question: Question) -> Swarm | None:
    """The swarm around a question, while there is one."""
    statement = select(Swarm).where(Swarm.question_id == question.id, Swarm.ended_at.is_(None))
    members = selectinload(Swarm.members).joinedload(SwarmMember.person)
    return session().scalars(statement.options(members).order_by(Swarm.id.desc()).limit(1)).one_or_none()


def call(actor: Person, question: Question, need: str) -> Swarm:
    """Begin a swarm; whoever calls is its first member. Raises Conflict while there is one."""
    require(actor, COMMENT, question)
    with transaction() as db:
        locked(question)
        if running(question) is not None:
            raise Conflict(_("Colleagues are gathered here already. Join them."))
        moment = clock.now()
        row = Swarm(question_id=question.id, need=need, started_at=moment, started_by_id=actor.id)
        db.add(row)
        db.flush()
        db.add(SwarmMember(swarm_id=row.id, person_id=actor.id, joined_at=moment))
        record(SwarmCalled(row.id, need), actor, question)
    return row


def join(actor: Person, question: Question) -> None:
    """Come, or come back; harmless for who is there."""
    require(actor, COMMENT, question)
    with transaction() as db:
        row = _still(question)
        there = db.get(SwarmMember, (row.id, actor.id))
        if there is not None and there.left_at is None:
            return
        if there is None:
            db.add(SwarmMember(swarm_id=row.id, person_id=actor.id, joined_at=clock.now()))
        else:
            there.left_at = None
        record(SwarmJoined(row.id), actor, question)


def leave(actor: Person, question: Question) -> None:
    """Go; the swarm goes on. Harmless for who is not there."""
    require(actor, COMMENT, question)
    with transaction() as db:
        row = _still(question)
        there = db.get(SwarmMember, (row.id, actor.id))
        if there is None or there.left_at is not None:
            return
        there.left_at = clock.now()
        record(SwarmLeft(row.id), actor, question)


def end(
    actor: Person, question: Question, result: str, learned: str, by: Collection[str], *, thank: bool = False
) -> str:
    """Say how it ended, what was learned, and from whom. Returns the ref of the thanks, "" without.

    by: handles of members. thank: also say so in the community, to those who are recognised.
    """
    require(actor, COMMENT, question)
    with transaction():
        row = _still(question)
        if actor.id not in {each.person_id for each in row.members} and actor.id != row.started_by_id:
            raise Invalid(_("Only who was in it can say what came of it. Join first."), field="result")
        if not learned.strip():
            raise Invalid(_("Say what was learned, or that there was nothing to learn."), field="learned")
        people = [each.person for each in row.members if each.person.handle in by]
        row.ended_at, row.ended_by_id = clock.now(), actor.id
        row.result, row.learned = SwarmResult(result), learned
        row.learned_by = [each.id for each in people]
        told = [each.id for each in people if each.id != actor.id]
        record(SwarmEnded(row.id, result, learned[:QUOTED], told), actor, question)
        return _thanks(actor, question, learned, people) if thank else ""


def _still(question: Question) -> Swarm:
    locked(question)
    row = running(question)
    if row is None:
        raise Conflict(_("It is over already."))
    return row


def _thanks(actor: Person, question: Question, learned: str, people: Collection[Person]) -> str:
    """In the community, as thanks are said elsewhere; "" where nobody can be named or nothing posted."""
    named = [each for each in people if each.id != actor.id and is_recognised(each)]
    start = registry.kinds["post"].start
    if not named or start is None or not can(actor, POST_IN, question.space):
        return ""
    names = ", ".join(f"@{each.handle}" for each in named)
    body = _("Thank you, %(names)s.", names=names) + "\n\n" + learned
    post = start(actor, question.space, "", body, about=question.ref)
    ref: str = post.ref
    return ref
