"""What KCS measures, from what is recorded anyway: each by one statement, per week and community.

Nobody presses anything for it: inserting, linking, asking, creating and solving say it all. Every measure
names its formula and what it leaves out. They are about communities and desks, never about a person.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from hub.cases.models import Case
from hub.core.db import session
from hub.core.events import Event
from hub.core.words import lazy
from hub.indexing.models import End, Search
from hub.linking.sampling_models import LinkReview
from hub.links.counting import RESOLVED_WITH, REUSE
from hub.links.models import Link, LinkKind
from hub.qa.models import Answer, Question
from hub.wiki.models import Page

Key = tuple[date, int | None]  # Monday, community or desk
CONTRIBUTED = (
    "wiki.page_created", "wiki.page_edited", "wiki.page_verified", "wiki.change_merged", "qa.answer_posted",
    "qa.answer_edited", "qa.answer_vetted", "qa.edit_approved",
)  # fmt: skip
PUBLISHED = ("wiki.page_verified", "wiki.page_published")


@dataclass(frozen=True)
class Value:
    """Of one week and community: `part` of `whole`, or the middle of `whole` durations in days."""

    part: float
    whole: int

    @property
    def percent(self) -> int | None:
        """So many of a hundred; None without anything to count."""
        return round(100 * self.part / self.whole) if self.whole else None


Rows = Callable[[datetime], Mapping[Key, Value]]


@dataclass(frozen=True)
class Measure:
    """A measure with its formula and exclusions in words. unit: percent | days | number."""

    name: str
    label: str
    formula: str
    leaves_out: str
    unit: str
    rows: Rows


def _monday(day: Any) -> date:
    """SQLite says a day as text, PostgreSQL as a date."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return found - timedelta(days=found.weekday())


def _summed(rows: Iterable[Sequence[Any]]) -> dict[Key, Value]:
    """(day, space, part, whole), several for a week → one value for each week and space."""
    found: dict[Key, Value] = defaultdict(lambda: Value(0, 0))
    for day, space, part, whole in rows:
        before = found[_monday(day), space]
        found[_monday(day), space] = Value(before.part + (part or 0), before.whole + (whole or 0))
    return dict(found)


def _share(day: Any, space: Any, yes: ColumnElement[bool], *where: ColumnElement[bool]) -> dict[Key, Value]:
    statement = select(func.date(day), space, func.count(case((yes, 1))), func.count()).where(*where)
    return _summed(session().execute(statement.group_by(func.date(day), space)))


def _live(*kinds: LinkKind) -> tuple[ColumnElement[bool], ...]:
    return Link.removed_at.is_(None), Link.kind.in_(kinds), Link.source.like("case:%")


def link_rate(since: datetime) -> Mapping[Key, Value]:
    """Solved cases with knowledge, of all solved cases; by desk."""
    ref = literal("case:") + cast(Case.id, String)
    has = exists().where(Link.source == ref, Link.removed_at.is_(None), Link.kind.in_(RESOLVED_WITH))
    counted = (Case.solved_at >= since, Case.spam_at.is_(None), Case.merged_into_id.is_(None))
    return _share(Case.solved_at, Case.space_id, has, *counted)


def link_accuracy(since: datetime) -> Mapping[Key, Value]:
    """Sampled links that were right in both, of all looks; by where the text lives."""
    right = and_(LinkReview.right_article, LinkReview.right_case)
    statement = (
        select(func.date(Link.at), Link.space_id, func.count(case((right, 1))), func.count())
        .join(Link, Link.id == LinkReview.link_id)
        .where(Link.at >= since, Link.removed_at.is_(None))
        .group_by(func.date(Link.at), Link.space_id)
    )
    return _summed(session().execute(statement))


def create_vs_reuse(since: datetime) -> Mapping[Key, Value]:
    """Links that reuse, of those that reuse or create."""
    return _share(
        Link.at, Link.space_id, Link.kind.in_(REUSE), *_live(*REUSE, LinkKind.CREATED), Link.at >= since
    )


def improve_rate(since: datetime) -> Mapping[Key, Value]:
    """Links that improved the text, of those that reused or improved it."""
    return _share(
        Link.at, Link.space_id, Link.kind == LinkKind.IMPROVED, *_live(*REUSE, LinkKind.IMPROVED),
        Link.at >= since,
    )  # fmt: skip


def time_to_publish(since: datetime) -> Mapping[Key, Value]:
    """Days from beginning a page to its first validation, the middle of them; by the week of that."""
    done, begun = aliased(Event), aliased(Event)
    first = func.min(done.at).label("first")
    statement = (
        select(begun.at, first, begun.space_id)
        .join(done, and_(done.subject == begun.subject, done.kind.in_(PUBLISHED)))
        .where(begun.kind == "wiki.page_created")
        .group_by(begun.id, begun.at, begun.space_id)
        .having(first >= since)
    )
    days: dict[Key, list[float]] = defaultdict(list)
    for start, end, space in session().execute(statement):
        days[_monday(end.date()), space].append((end - start) / timedelta(days=1))
    return {key: Value(median(each), len(each)) for key, each in days.items()}


def contribution(since: datetime) -> Mapping[Key, Value]:
    """How many people wrote, improved or validated, and how often; who they are is not asked."""
    statement = (
        select(func.date(Event.at), Event.space_id, Event.actor_id, func.count())
        .where(Event.kind.in_(CONTRIBUTED), Event.at >= since, Event.actor_id.is_not(None))
        .group_by(func.date(Event.at), Event.space_id, Event.actor_id)
    )
    people: dict[Key, set[int]] = defaultdict(set)
    times: dict[Key, int] = defaultdict(int)
    for day, space, actor, number in session().execute(statement):
        people[_monday(day), space].add(actor or 0)
        times[_monday(day), space] += number
    return {key: Value(len(each), times[key]) for key, each in people.items()}


def self_service(since: datetime) -> Mapping[Key, Value]:
    """Searches that came to something used or opened, of all that are settled; by where that lives.

    Searches that came to nothing, or to a question, belong to no community: key (Monday, None).
    """
    found = Search.came_to.in_((End.USE, End.OPEN))
    space = func.coalesce(Page.space_id, Question.space_id, Answer.space_id)
    statement = select(func.date(Search.at), space, func.count(case((found, 1))), func.count())
    for model, name in ((Page, "page:"), (Question, "question:"), (Answer, "answer:")):
        statement = statement.outerjoin(model, Search.opened == literal(name) + cast(model.id, String))
    statement = statement.select_from(Search).where(Search.came_to.is_not(None), Search.at >= since)
    return _summed(session().execute(statement.group_by(func.date(Search.at), space)))


MEASURES = (
    Measure(
        "link_rate", lazy("Link rate"), lazy("solved cases with an answer or a page ÷ solved cases, by desk"),
        lazy("spam, merged cases, rejected links, links taken away"), "percent", link_rate,
    ),
    Measure(
        "link_accuracy", lazy("Link accuracy"),
        lazy("sampled links with the right article and the right case ÷ sampled links"),
        lazy("links that nobody has looked at"), "percent", link_accuracy,
    ),
    Measure(
        "reuse", lazy("Reuse, not created anew"), lazy("used or quoted ÷ (used, quoted or made from a case)"),
        lazy("only linked, rejected, taken back"), "percent", create_vs_reuse,
    ),
    Measure(
        "improve_rate", lazy("Improve rate"), lazy("improved ÷ (used, quoted or improved)"),
        lazy("edits without a case behind them"), "percent", improve_rate,
    ),
    Measure(
        "time_to_publish", lazy("Time to publish"),
        lazy("days from beginning a page to its first validation, the middle of them"),
        lazy("pages that nobody has validated yet"), "days", time_to_publish,
    ),
    Measure(
        "contribution", lazy("Contribution"), lazy("people who wrote, improved or validated something"),
        lazy("who they are: nothing is counted for a person"), "number", contribution,
    ),
    Measure(
        "self_service", lazy("Found by oneself"), lazy("searches that came to something ÷ all searches"),
        lazy("searches that are not over yet"), "percent", self_service,
    ),
)  # fmt: skip
BY_NAME = {each.name: each for each in MEASURES}
