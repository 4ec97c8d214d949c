"""What nobody answers has an owner (D18): it climbs to those who know, the admins, knowledge managers.

And what was answered and left open: its asker is asked a day later whether that solved it.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.people.roles import holding
from hub.qa.around import people_who_know
from hub.qa.events import AskedWhetherSolved, NobodyAnswered
from hub.qa.ladder_models import Rung
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.promised import RUNGS, set_promise
from hub.reuse.events import StillUnanswered
from hub.spaces.models import Membership, SpaceRole
from hub.spaces.queries import may_enter

AT_ONCE = 100
ASKED = 5  # people on one rung
EVERY = 60.0
QUIET = timedelta(days=1)  # after the last answer, before its asker is asked
LONG_AGO = timedelta(days=14)  # later nobody is asked any more
NAMES = {1: lazy("Those who know about it"), 2: lazy("The community’s admins"), 3: lazy("Knowledge managers")}


def climb() -> int:
    """Let everything climb whose time has come. Returns how many questions did."""
    due = select(Question.id).where(Question.promised_at <= clock.now()).order_by(Question.promised_at)
    ids = session().scalars(due.limit(AT_ONCE)).all()
    return sum(_climb(id) for id in ids)


def ask_whether_solved() -> int:
    """A quiet day after the last answer its asker says whether it helped; once for each new answer."""
    now = clock.now()
    statement = select(Question.id).where(
        Question.state == QuestionState.OPEN, Question.answer_count > 0, Question.removed_at.is_(None),
        Question.active_at <= now - QUIET, Question.active_at > now - LONG_AGO,
        Question.asked_back_at.is_(None) | (Question.asked_back_at < Question.active_at),
    )  # fmt: skip
    ids = session().scalars(statement.order_by(Question.active_at).limit(AT_ONCE)).all()
    return sum(_ask_back(id) for id in ids)


def rungs_of(question: Question) -> list[tuple[Rung, list[Person]]]:
    """What was climbed, first rung first, with those who were asked."""
    if not question.rung:
        return []
    rows = session().scalars(select(Rung).where(Rung.question_id == question.id).order_by(Rung.number)).all()
    wanted = {id for row in rows for id in row.people}
    people = {person.id: person for person in session().scalars(select(Person).where(Person.id.in_(wanted)))}
    return [(row, [people[id] for id in row.people if id in people]) for row in rows]


def _climb(id: int) -> bool:
    with transaction() as db:
        question = locked(db.get_one(Question, id))
        if question.promised_at is None or question.promised_at > clock.now():
            return False
        told = {id for row, _people in rungs_of(question) for id in row.people}
        people: list[Person] = []
        while not people and question.rung < RUNGS:
            question.rung += 1
            people = [each for each in _on_rung(question) if each.id not in told][:ASKED]
        question.climbed_at = clock.now()
        ids = [person.id for person in people]
        db.add(Rung(question_id=id, number=question.rung, people=ids, at=question.climbed_at))
        set_promise(question)
        record(NobodyAnswered(id, question.rung, ids), SYSTEM, question)
        record(StillUnanswered(question.ref, question.rung), SYSTEM, question)
    return True


def _ask_back(id: int) -> bool:
    with transaction() as db:
        question = locked(db.get_one(Question, id))
        newest = select(Answer.id).where(
            Answer.question_id == id, Answer.removed_at.is_(None), Answer.obsolete_at.is_(None)
        )
        answer_id = session().scalar(newest.order_by(Answer.id.desc()).limit(1))
        question.asked_back_at = clock.now()
        if answer_id is None or question.state != QuestionState.OPEN:
            return False
        record(AskedWhetherSolved(id, answer_id), SYSTEM, question)
    return True


def _on_rung(question: Question) -> Sequence[Person]:
    """Who is asked there: never the asker, and nobody who cannot answer in the place."""
    match question.rung:
        case 1:
            found = [person for person, _why in people_who_know(SYSTEM, question)]
        case 2:
            found = _with_role(question, (SpaceRole.ADMIN, SpaceRole.OWNER))
        case _:
            found = list(holding(Role.KNOWLEDGE_MANAGER))
    return [each for each in found if each.id != question.author_id and may_enter(each, question.space)]


def _with_role(question: Question, roles: tuple[SpaceRole, ...]) -> list[Person]:
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.space_id == question.space_id,
            Membership.role.in_(roles),
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.id)
    )
    return list(session().scalars(statement))
