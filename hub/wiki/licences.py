"""Which licence somebody holds, and how good what they write was found: for the rules and the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import SYSTEM, Actor, Because, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.wiki.licence_models import Licence, LicenceGrant, QualitySample
from hub.wiki.models import Page, PageRevision
from hub.wiki.policy import policy_in_force

CHECKS = {
    "unique": lazy("It is the only page about this"),
    "complete": lazy("Nothing that one needs is missing"),
    "clear": lazy("Somebody new to it understands it at once"),
    "found": lazy("Title and words are those in which people ask"),
    "inside": lazy("What is for customers holds nothing from inside"),
}
SAMPLED = 10  # the newest samples count
ENOUGH = 5  # with fewer, nothing is proposed
GOOD, POOR = 0.9, 0.6  # the share of checks that hold: a step up, a step down
WRITING_DAYS = 180  # whoever wrote in these stands on the ladder
OFFERED = 10  # versions that a coach may sample next
_KEPT = "wiki_licences"


@dataclass(frozen=True)
class Quality:
    """What the newest samples say. `share`: of all checks, 0 to 1; None without samples."""

    samples: int
    share: float | None
    by_check: dict[str, float]
    proposed: Licence | None


@dataclass(frozen=True)
class OnLadder:
    """Somebody who writes, with their licence and what samples say."""

    person: Person
    licence: Licence
    written: int
    quality: Quality


def is_ladder_on() -> bool:
    """Whether licences decide; otherwise the roles and the curators do, as ever."""
    return policy_in_force().ladder


def licence_of(person: Actor) -> Licence:
    """What somebody holds. Knowledge managers are coaches; who was given nothing is a candidate."""
    if isinstance(person, Person) and person.has(Role.KNOWLEDGE_MANAGER):
        return Licence.COACH
    known: dict[int | None, Licence] = session().info.setdefault(_KEPT, {})
    if person.id not in known:
        given = select(LicenceGrant.licence).where(LicenceGrant.person_id == person.id)
        found = session().scalar(given.order_by(LicenceGrant.id.desc()).limit(1))
        known[person.id] = found or Licence.CANDIDATE
    return known[person.id]


def forget_licences() -> None:
    """One was given: ask again."""
    session().info.pop(_KEPT, None)


def lacks_licence(actor: Actor, least: Licence) -> Because | None:
    """Why the ladder refuses; None where it is off or they stand high enough."""
    if actor is SYSTEM or not is_ladder_on() or licence_of(actor).rank >= least.rank:
        return None
    return Because(
        _("This needs the licence “%(licence)s”. A coach gives it: see your licence in the wiki.",
          licence=least.label)
    )  # fmt: skip


def history_of(person: Person) -> Sequence[LicenceGrant]:
    """What was given to somebody, newest first."""
    given = select(LicenceGrant).where(LicenceGrant.person_id == person.id)
    given = given.options(joinedload(LicenceGrant.by)).order_by(LicenceGrant.id.desc())
    return session().scalars(given.limit(50)).all()


def quality_of(person: Person) -> Quality:
    """Of the newest samples, with what follows from them: a proposal, which a coach decides."""
    return _quality(_newest([person.id])[person.id], licence_of(person))


def samples_of(actor: Actor, person: Person) -> list[tuple[QualitySample, Page | None]]:
    """The newest samples, each with its page where the reader may open it."""
    taken = select(QualitySample).where(QualitySample.person_id == person.id)
    taken = taken.options(joinedload(QualitySample.coach)).order_by(QualitySample.id.desc())
    found = session().scalars(taken.limit(SAMPLED)).all()
    wanted = readable(actor, select(Page)).where(Page.id.in_([each.page_id for each in found]))
    pages = {page.id: page for page in session().scalars(wanted.options(joinedload(Page.space)))}
    return [(each, pages.get(each.page_id)) for each in found]


def sample_of(revision: PageRevision) -> QualitySample | None:
    """What a coach said of a version, if one looked through it."""
    taken = select(QualitySample).where(
        QualitySample.page_id == revision.page_id, QualitySample.number == revision.number
    )
    return session().scalars(taken).one_or_none()


def to_be_sampled(actor: Actor, person: Person) -> Sequence[PageRevision]:
    """Versions that somebody wrote lately, that the actor may read and that nobody has sampled."""
    taken = select(QualitySample.id).where(
        QualitySample.page_id == PageRevision.page_id, QualitySample.number == PageRevision.number
    )
    wanted = readable(actor, select(PageRevision)).where(PageRevision.author_id == person.id, ~taken.exists())
    return session().scalars(wanted.order_by(PageRevision.id.desc()).limit(OFFERED)).all()


def ladder(actor: Actor, size: int = 100) -> list[OnLadder]:
    """Everybody who wrote in the last half year or was given a licence, those with a proposal first."""
    since = clock.now() - timedelta(days=WRITING_DAYS)
    wrote = (
        select(PageRevision.author_id, func.count(PageRevision.id).label("written"))
        .where(PageRevision.at >= since)
        .group_by(PageRevision.author_id)
        .subquery()
    )
    given = select(LicenceGrant.person_id)
    wanted = (
        select(Person, func.coalesce(wrote.c.written, 0))
        .outerjoin(wrote, wrote.c.author_id == Person.id)
        .where(Person.deactivated_at.is_(None), (wrote.c.written > 0) | Person.id.in_(given))
        .order_by(func.coalesce(wrote.c.written, 0).desc(), Person.name)
        .limit(size)
    )
    rows = session().execute(wanted).all()
    ids = [person.id for person, _written in rows]
    _know_licences(ids)
    samples = _newest(ids)
    lines = [
        OnLadder(person, licence_of(person), written, _quality(samples[person.id], licence_of(person)))
        for person, written in rows
    ]
    return sorted(lines, key=lambda line: line.quality.proposed is None)


def _know_licences(ids: Sequence[int]) -> None:
    """Those of many people in one query."""
    last = select(func.max(LicenceGrant.id)).where(LicenceGrant.person_id.in_(ids))
    last = last.group_by(LicenceGrant.person_id)
    given = session().scalars(select(LicenceGrant).where(LicenceGrant.id.in_(last)))
    known = session().info.setdefault(_KEPT, {})
    known.update(dict.fromkeys(ids, Licence.CANDIDATE))
    known.update({each.person_id: each.licence for each in given})


def _newest(ids: Sequence[int]) -> dict[int, list[QualitySample]]:
    place = func.row_number().over(partition_by=QualitySample.person_id, order_by=QualitySample.id.desc())
    ranked = select(QualitySample.id, place.label("place")).where(QualitySample.person_id.in_(ids)).subquery()
    newest = select(QualitySample).join(ranked, ranked.c.id == QualitySample.id)
    newest = newest.where(ranked.c.place <= SAMPLED)
    found: dict[int, list[QualitySample]] = {id: [] for id in ids}
    for each in session().scalars(newest):
        found[each.person_id].append(each)
    return found


def _quality(samples: Sequence[QualitySample], licence: Licence) -> Quality:
    if not samples:
        return Quality(0, None, {}, None)
    held = {name: sum(bool(each.checks.get(name)) for each in samples) / len(samples) for name in CHECKS}
    share = sum(held.values()) / len(held)
    return Quality(len(samples), share, held, _proposed(len(samples), share, licence))


def _proposed(samples: int, share: float, licence: Licence) -> Licence | None:
    """A step up to publisher at most: who coaches others is asked, not counted out."""
    if samples < ENOUGH:
        return None
    if share >= GOOD and licence.rank < Licence.PUBLISHER.rank:
        return licence.next
    if share < POOR and Licence.CANDIDATE.rank < licence.rank < Licence.COACH.rank:
        return tuple(Licence)[licence.rank - 1]
    return None
