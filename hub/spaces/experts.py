"""Experts on a topic: named by those who keep it, asked first when nobody answers (QA12)."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import Because, Verdict, can, permission, require, rule
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.events import ExpertNamed
from hub.spaces.expert_models import TopicExpert
from hub.spaces.models import Topic
from hub.spaces.queries import may_enter
from hub.spaces.rules import EDIT_TOPIC

NAME_EXPERT = permission("spaces.topic.name_expert", lazy("Name the experts on a topic"))
TAKE_BACK = permission("spaces.topic.take_back_expert", lazy("Take an expert’s name back, or step back"))
MOST = 20


@rule(NAME_EXPERT)
def may_name_expert(actor: Person, topic: Topic) -> Verdict:
    if can(actor, EDIT_TOPIC, topic):
        return True
    return Because(_("Only knowledge managers, and the admins of its community, name experts on a topic."))


@rule(TAKE_BACK)
def may_take_back(actor: Person, row: TopicExpert) -> Verdict:
    return row.person_id == actor.id or may_name_expert(actor, row.topic)


def name_expert(actor: Person, topic: Topic, person: Person) -> None:
    """Let somebody be asked first about a topic. They hear of it, and can step back."""
    require(actor, NAME_EXPERT, topic)
    if not person.is_active:
        raise Invalid(_("Their account is closed. Name somebody else."), field="person")
    if topic.space is not None and not may_enter(person, topic.space):
        said = _(
            "%(name)s is not in %(place)s, whose topic this is.", name=person.name, place=topic.space.name
        )
        raise Invalid(said, field="person")
    with transaction() as db:
        here = experts_on([topic.id])
        if any(row.person_id == person.id for row in here):
            return
        if len(here) >= MOST:
            raise Invalid(_("%(most)s experts are enough for a topic.", most=MOST), field="person")
        db.add(TopicExpert(topic_id=topic.id, person_id=person.id, by_id=actor.id, at=clock.now()))
        record(ExpertNamed(person.id), actor, topic)


def take_back(actor: Person, topic: Topic, person: Person) -> None:
    """They are an expert on it no more; whoever it is may say so for themselves."""
    for row in experts_on([topic.id]):
        if row.person_id == person.id:
            require(actor, TAKE_BACK, row)
            with transaction() as db:
                db.delete(row)
                record(ExpertNamed(person.id, named=False), actor, topic)


def experts_on(topic_ids: Collection[int]) -> Sequence[TopicExpert]:
    """Who was named for these topics, or for one that was merged into them; the first first."""
    if not topic_ids:
        return []
    statement = (
        select(TopicExpert)
        .join(TopicExpert.topic)
        .join(TopicExpert.person)
        .where(or_(Topic.id.in_(topic_ids), Topic.same_as_id.in_(topic_ids)), Person.deactivated_at.is_(None))
        .options(
            contains_eager(TopicExpert.topic), contains_eager(TopicExpert.person), joinedload(TopicExpert.by)
        )
        .order_by(TopicExpert.at, TopicExpert.person_id)
    )
    return session().scalars(statement).all()


def experts_named(topics: Iterable[Topic]) -> list[tuple[Person, Topic]]:
    """Each expert once, with the topic that they were named for."""
    by_id = {topic.id: topic for topic in topics}
    found: dict[int, tuple[Person, Topic]] = {}
    for row in experts_on(list(by_id)):
        topic = by_id.get(row.topic_id) or by_id[row.topic.same_as_id or 0]
        found.setdefault(row.person_id, (row.person, topic))
    return list(found.values())
