"""From facts to badges. Nothing here decides by volume: only what came to something counts, a few a day.

Each merit is one row that names its thing, so that facts may be told twice or all over again: the
rows are the same. Of people who are not recognised nothing is kept, and what was is deleted (PE07).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from hub.badges.events import BadgeAwarded
from hub.badges.models import Award, Merit
from hub.badges.rules import MANY, MOST_A_DAY, NEW_DAYS, RULES, Badge
from hub.core.db import session
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.people.events import RecognitionChanged
from hub.people.models import Person
from hub.people.profile import folded
from hub.people.recognition import unrecognised
from hub.qa.events import AnswerAccepted, AnswerUnaccepted, VoteCast
from hub.qa.models import Answer, Question
from hub.reuse.events import CustomersWaiting, TextSent
from hub.spaces.topics import topics_of
from hub.wiki.events import PageDoubted, PageEdited, PageVerified
from hub.wiki.models import Page


def answer_accepted(event: Event, fact: AnswerAccepted) -> None:
    """A first help; and mentoring, when whoever asked is new or wants to learn about it."""
    answer = session().get(Answer, fact.answer_id)
    question = session().get(Question, fact.question_id)
    if answer is None or question is None or answer.author_id == question.author_id:
        return
    note(answer.author_id, Badge.FIRST_HELP, answer.ref, event.at)
    if _learns(question):
        note(answer.author_id, Badge.MENTOR, answer.ref, event.at)


def answer_unaccepted(_event: Event, fact: AnswerUnaccepted) -> None:
    """What was taken back counts no more."""
    take_back((Badge.FIRST_HELP, Badge.MENTOR), f"answer:{fact.answer_id}")


def text_sent(event: Event, fact: TextSent) -> None:
    """Everybody whose words went to a customer."""
    for person_id in fact.helpers:
        note(person_id, Badge.FIRST_HELP, fact.reply, event.at)
        note(person_id, Badge.USED, fact.reply, event.at)


def vote_cast(event: Event, fact: VoteCast) -> None:
    """A question that many have."""
    kind, _, number = fact.ref.partition(":")
    question = session().get(Question, int(number)) if kind == "question" else None
    if question is not None and question.vote_count >= MANY:
        note(question.author_id, Badge.NEEDED, question.ref, event.at)


def customers_waiting(event: Event, fact: CustomersWaiting) -> None:
    """A question that many customers have."""
    question = session().get(Question, int(fact.question.partition(":")[2]))
    if question is not None and fact.cases >= MANY:
        note(question.author_id, Badge.NEEDED, question.ref, event.at)


def page_verified(event: Event, fact: PageVerified) -> None:
    """Whoever changed an article of others that is verified now by somebody else."""
    page = session().get(Page, fact.page_id)
    editor = page and _editor(page.ref, event.id)
    if page is not None and editor and editor not in (page.author_id, event.actor_id):
        note(editor, Badge.FIXED, page.ref, event.at)


def page_edited(event: Event, fact: PageEdited) -> None:
    """Those who had said that something is off, since it was changed before."""
    ref = f"page:{fact.page_id}"
    before = _last(ref, PageEdited.kind, event.id)
    doubts = select(Event.actor_id).where(
        Event.subject == ref, Event.kind == PageDoubted.kind, Event.id < event.id, Event.id > before
    )
    for person_id in set(session().scalars(doubts)) - {event.actor_id, None}:
        note(int(person_id or 0), Badge.FLAGGED, f"{ref}#{fact.revision}", event.at)


def recognition_changed(_event: Event, fact: RecognitionChanged) -> None:
    """Off means gone."""
    for table in (Merit, Award):
        session().execute(delete(table).where(table.person_id.in_(fact.ended)))


def note(person_id: int, badge: Badge, about: str, at: datetime) -> None:
    """Count one thing for a badge, inside a transaction, and award the level that it reaches."""
    db = session()
    if db.get(Merit, (person_id, badge, about)) is not None or unrecognised([person_id]):
        return
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    own = (Merit.person_id == person_id, Merit.badge == badge)
    that_day = (Merit.at >= day, Merit.at < day + timedelta(days=1))
    if _count(*own, *that_day) >= MOST_A_DAY:
        return
    db.add(Merit(person_id=person_id, badge=badge, about=about, at=at))
    db.flush()
    _settle([person_id], badge, at)


def take_back(badges: Collection[Badge], about: str) -> None:
    """Count a thing no more, inside a transaction; a level that is not reached any more is lost."""
    db = session()
    for badge in badges:
        own = (Merit.badge == badge, Merit.about == about)
        people = list(db.scalars(select(Merit.person_id).where(*own)))
        db.execute(delete(Merit).where(*own))
        _settle(people, badge, None)


def _settle(people: Iterable[int], badge: Badge, at: datetime | None) -> None:
    """Bring the awards to what the merits say."""
    db = session()
    for person_id in people:
        count = _count(Merit.person_id == person_id, Merit.badge == badge)
        own = select(Award).where(Award.person_id == person_id, Award.badge == badge)
        there = {award.level: award for award in db.scalars(own)}
        for level in RULES[badge].levels:
            if level > count and level in there:
                db.delete(there[level])
            elif level <= count and level not in there and at is not None:
                award = Award(person_id=person_id, badge=badge, level=level, at=at)
                db.add(award)
                db.flush()
                record(BadgeAwarded(person_id), SYSTEM, award)


def _count(*where: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(Merit).where(*where)
    return session().scalar(statement) or 0


def _learns(question: Question) -> bool:
    """Whether who asked is new, or wants to learn about a topic of the question."""
    asker = session().get_one(Person, question.author_id)
    if question.created_at - asker.created_at < timedelta(days=NEW_DAYS):
        return True
    wanted = {folded(word) for word in asker.learns or ()}
    return any(folded(topic.name) in wanted for topic in topics_of([question.ref]).get(question.ref, ()))


def _editor(ref: str, before: int) -> int | None:
    """Who changed a page last, before that fact; None when it stands as it was written."""
    last = _last(ref, PageEdited.kind, before)
    return session().scalar(select(Event.actor_id).where(Event.id == last)) if last else None


def _last(ref: str, kind: str, before: int) -> int:
    statement = select(func.max(Event.id)).where(Event.subject == ref, Event.kind == kind, Event.id < before)
    return session().scalar(statement) or 0
