"""What speaks for somebody's knowing a topic: answers that were accepted, vetted, used, and articles mended.

Counted when it is read, from what the reader may open: nothing is kept, so nothing of a private place
can be seen from outside it, and what was taken back is gone. Of people who are not recognised nothing is
counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, false, null, select, true, union_all

from hub.core.db import session
from hub.core.features import Card, card_of, resolve_many
from hub.core.permissions import Actor, condition
from hub.core.words import ngettext
from hub.people.models import Person
from hub.people.profile import folded
from hub.people.recognition import is_recognised
from hub.qa.models import Answer, Question
from hub.spaces.expert_models import HiddenTopic
from hub.spaces.models import Filed, Topic
from hub.spaces.topics import filed_kind, id_of_filed
from hub.wiki.models import Page, PageRevision

ENOUGH = 2  # things that speak for a topic before it is proposed
PROPOSED = 3
LISTED = 60
HOLDS = ("is_accepted", "is_used", "is_vetted", "is_mended")  # what a thing may say of its author


@dataclass
class Evidence:
    """What speaks for one topic: the numbers of answers and pages, each by what it is evidence of."""

    topic: Topic
    accepted: set[int] = field(default_factory=set)  # answers
    used: set[int] = field(default_factory=set)
    vetted: set[int] = field(default_factory=set)
    mended: set[int] = field(default_factory=set)  # pages that others had written

    @property
    def refs(self) -> list[str]:
        """Everything that speaks for it, the newest first."""
        answers = sorted(self.accepted | self.used | self.vetted, reverse=True)
        return [f"answer:{id}" for id in answers] + [f"page:{id}" for id in sorted(self.mended, reverse=True)]

    @property
    def words(self) -> str:
        """ "3 answers used in replies, 2 accepted answers": in words, what is strongest first."""
        used, accepted, mended = len(self.used), len(self.accepted), len(self.mended)
        vetted = len(self.vetted - self.used)
        parts = (
            used and ngettext("%(num)s answer used in replies", "%(num)s answers used in replies", used),
            accepted and ngettext("%(num)s accepted answer", "%(num)s accepted answers", accepted),
            vetted and ngettext("%(num)s vetted answer", "%(num)s vetted answers", vetted),
            mended and ngettext("%(num)s article improved", "%(num)s articles improved", mended),
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Known:
    """A line of the profile: what somebody says they know, and what speaks for it."""

    word: str
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Expertise:
    """What a colleague knows, for one reader. Proposals and hidden topics are the person's own to see."""

    known: Sequence[Known]
    proposed: Sequence[Evidence] = ()
    hidden: Sequence[Topic] = ()


def expertise_of(actor: Actor, person: Person) -> Expertise:
    """What the person says they know, with what the reader may see of the evidence."""
    own = actor.id == person.id
    found, hidden = _gathered(actor, person, own) if own or person.skills else ({}, [])
    by_word = {folded(each.topic.name): each for each in found.values()}
    known = [Known(word, by_word.get(folded(word))) for word in person.skills or ()]
    if not own:
        return Expertise(known)
    away = {topic.id for topic in hidden}
    said = {folded(word) for word in person.skills or ()}
    proposed = [
        each
        for id, each in found.items()
        if id not in away
        and each.topic.space_id is None
        and folded(each.topic.name) not in said
        and len(each.refs) >= ENOUGH
    ]
    proposed.sort(key=lambda each: (-len(each.refs), each.topic.name))
    return Expertise(known, proposed[:PROPOSED], hidden)


def evidence_of(actor: Actor, person: Person) -> dict[int, Evidence]:
    """Topic → what speaks for it, of that which `actor` may read."""
    return _gathered(actor, person, False)[0]


def cards_behind(actor: Actor, evidence: Evidence) -> list[Card]:
    """The things themselves, as far as the reader may open them now."""
    things = resolve_many(actor, evidence.refs[:LISTED])
    return [card_of(things[ref]) for ref in evidence.refs if ref in things]


def _gathered(actor: Actor, person: Person, with_hidden: bool) -> tuple[dict[int, Evidence], list[Topic]]:
    """The evidence, and by name the topics that the person does not want to be known for: one statement."""
    parts = [_answers(actor, person), _mended(actor, person)] if is_recognised(person) else []
    if with_hidden:
        parts.append(_hidden(person))
    if not parts:
        return {}, []
    rows = union_all(*parts).subquery()
    _topic_id, *columns = rows.c
    statement = select(Topic, *columns).join(rows, rows.c.topic_id == Topic.id)
    found: dict[int, Evidence] = {}
    hidden: list[Topic] = []
    for topic, id, *holds in session().execute(statement.order_by(Topic.name, Topic.id)):
        if id is None:
            hidden.append(topic)
            continue
        each = found.setdefault(topic.id, Evidence(topic))
        for holding, among in zip(holds, (each.accepted, each.used, each.vetted, each.mended), strict=True):
            if holding:
                among.add(id)
    return {id: each for id, each in found.items() if each.refs}, hidden


def _hidden(person: Person) -> Any:
    nothing = [false().label(name) for name in HOLDS]
    statement = select(HiddenTopic.topic_id, null().label("id"), *nothing)
    return statement.where(HiddenTopic.person_id == person.id)


def _answers(actor: Actor, person: Person) -> Any:
    is_vetted = and_(Answer.customer_text != "", Answer.vetted_revision == Answer.revision)
    statement = (
        select(
            Filed.topic_id, Answer.id, (Question.accepted_id == Answer.id).label(HOLDS[0]),
            (Answer.sent_count > 0).label(HOLDS[1]), is_vetted.label(HOLDS[2]), false().label(HOLDS[3]),
        )
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Filed, and_(filed_kind("question"), id_of_filed("question") == Question.id))
        .where(Answer.author_id == person.id, Answer.removed_at.is_(None), Question.removed_at.is_(None))
    )  # fmt: skip
    limit = condition(actor, Question)
    return statement if limit is None else statement.where(limit)


def _mended(actor: Actor, person: Person) -> Any:
    statement = (
        select(Filed.topic_id, Page.id, false(), false(), false(), true())
        .select_from(PageRevision)
        .join(Page, Page.id == PageRevision.page_id)
        .join(Filed, and_(filed_kind("page"), id_of_filed("page") == Page.id))
        .where(
            PageRevision.author_id == person.id, PageRevision.number > 1, Page.author_id != person.id,
            Page.removed_at.is_(None),
        )
        .distinct()
    )  # fmt: skip
    limit = condition(actor, Page)
    return statement if limit is None else statement.where(limit)
