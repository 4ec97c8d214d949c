"""What a case taught us (D14): known already, or a draft of a page that is ready in one press."""

from datetime import timedelta
from typing import Any

from sqlalchemy import case as case_when
from sqlalchemy import func, select

from hub.cases.actions.steps import ASKED
from hub.cases.beginnings import case_beginning
from hub.cases.events import LessonRecorded
from hub.cases.models import OVER, Case
from hub.core import clock
from hub.core.db import session
from hub.core.errors import Denied, Invalid
from hub.core.events import record
from hub.core.features import registry, resolve_many
from hub.core.permissions import Actor, readable
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.reuse.models import Provenance, Relation
from hub.spaces.models import SpaceKind

DAYS = 30


def note_known(actor: Actor, case: Case) -> None:
    """A reply was made from what we knew and nobody had to be asked: that is noted without a press."""
    if case.lesson or case.asked_at is not None:
        return
    used = select(Provenance.id).where(
        Provenance.case_ref == case.ref, Provenance.reply.is_not(None), Provenance.relation == Relation.USED
    )
    if session().scalar(used.limit(1)) is not None:
        case.lesson = "existing"
        record(LessonRecorded(case.lesson), actor, case)


def drafts_from(case: Case) -> list[str]:
    """The pages that were made from this case, oldest first."""
    return targets_of(case.ref, [LinkKind.CREATED])


def draft_page(actor: Person, case: Case) -> Any:
    """Begin a page, work in progress, where it was asked or answered; inside a transaction.

    The customer's words, masked, are the issue, what was answered the solution. None where there is one
    already, and where the actor may write no page.
    """
    start = registry.kinds["page"].start if "page" in registry.kinds else None
    if start is None or drafts_from(case):
        return None
    begun = case_beginning(actor, case)
    refs = [*targets_of(case.ref, ASKED), *targets_of(case.ref, [LinkKind.USED])]
    for thing in resolve_many(actor, refs).values():
        if thing.space.kind != SpaceKind.COMMUNITY:
            continue
        try:
            return start(
                actor, thing.space, begun.title, begun.body, state="wip", kind="problem",
                topics=begun.topics, sources=[case.ref], credits=begun.credits,
            )  # fmt: skip
        except (Denied, Invalid):
            continue  # they may not write there
    return None


def share_recorded(actor: Actor) -> tuple[int, int]:
    """Of the cases that ended lately: with something noted, and all of them; one statement."""
    since = clock.now() - timedelta(days=DAYS)
    statement = readable(actor, select(Case)).where(Case.state.in_(OVER), Case.solved_at >= since)
    noted = func.sum(case_when((Case.lesson != "", 1), else_=0))
    row = session().execute(statement.with_only_columns(noted, func.count(Case.id))).one()
    return int(row[0] or 0), int(row[1])
