"""What stands in the Inside pane: discussions, notes, who helped, and the offer to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import with_expression
from sqlalchemy.orm.interfaces import ORMOption

from hub.cases import queries, showing
from hub.cases.actions.outcomes import LESSONS
from hub.cases.actions.steps import ASKED
from hub.cases.actions.wording import wording_to_offer
from hub.cases.lessons import drafts_from
from hub.cases.models import Case, Message
from hub.cases.proposals import propose_question
from hub.cases.rules import ADD_NOTE, ASK_INSIDE, REPLY, WORK_CASE
from hub.cases.thanking import thanks_to_offer
from hub.core.features import registry, resolve_many, url_of
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.core.words import lazy, speaking
from hub.links.queries import targets_of
from hub.people.helping import badge_choices
from hub.people.models import Person, Reading
from hub.threads.cards import cards_in
from hub.threads.watching import mark_read

LESSON_WORDS = {
    "existing": lazy("What we knew was enough"),
    "improved": lazy("An answer was improved"),
    "new": lazy("Something new was written down"),
    "nothing": lazy("Nothing to learn from"),
}


@dataclass(frozen=True)
class Discussion:
    """A question that the case waits for, as its reader may see it: `html` is its thread, small."""

    ref: str
    title: str
    url: str
    html: str = ""
    is_locked: bool = False
    is_late: bool = False  # nobody has answered in time


def inside_values(actor: Person, case: Case, **more: Any) -> dict[str, Any]:
    """Everything the pane shows. Looking at it counts as having read the case."""
    if case.unread is not None:  # the dot of an unread case goes when it was opened
        mark_read(actor, case.ref, case.unread)
    discussions = discussions_of(actor, case)
    notes = queries.notes_of(case)
    may_ask = can(actor, ASK_INSIDE, case)
    offer = propose_question(actor, case) if may_ask and not discussions and not case.is_over else None
    return {
        "case": case,
        "notes": notes,
        "cards": cards_in(actor, (note.html for note in notes)),
        "discussions": discussions,
        "offer": offer,
        "holding": holding_reply(actor, case, discussions),
        "may_ask": may_ask,
        "may_note": can(actor, ADD_NOTE, case),
        "may_work": can(actor, WORK_CASE, case),
        "helpers": _helpers(case),
        "earlier": queries.earlier_cases(actor, case),
        "wording": wording_to_offer(actor, case) if can(actor, REPLY, case) else None,
        "thanks": thanks_to_offer(actor, case),
        "badges": badge_choices(),
        "lessons": [(name, LESSON_WORDS[name]) for name in LESSONS],
        "drafts": _drafts(actor, case),
        "showing": showing,
        "error": "",
        "text": "",
        **more,
    }


def discussions_of(actor: Person, case: Case) -> list[Discussion]:
    """The questions behind a case; one that the reader may not open is a locked line."""
    refs = targets_of(case.ref, ASKED)
    things = resolve_many(actor, refs)
    return [_discussion(actor, case, ref, things.get(ref)) for ref in refs]


def _discussion(actor: Person, case: Case, ref: str, thing: Any) -> Discussion:
    if thing is None:
        return Discussion(ref, _("A discussion that you cannot open"), "", is_locked=True)
    kind = registry.kinds[thing.ref_kind]
    inside = kind.inside
    html = inside(actor, thing, case.ref) if inside is not None else ""
    is_late = bool(getattr(thing, "rung", 0)) and not thing.answer_count
    return Discussion(ref, kind.title(thing), url_of(thing), html, is_late=is_late)


def holding_reply(actor: Person, case: Case, discussions: Sequence[Discussion]) -> str:
    """What the customer can be told truthfully while nobody has answered; in their language, "" else."""
    late = any(each.is_late for each in discussions)
    if not late or case.waiting_since is None or case.is_over or not can(actor, REPLY, case):
        return ""
    with speaking(case.language):
        return _(
            "Hello %(name)s, I have asked our colleagues who know about this. I do not have their answer "
            "yet and write to you as soon as I do.",
            name=case.customer.first_name,
        )


def _helpers(case: Case) -> Sequence[tuple[Person, str, str]]:
    return queries.helpers_of(case) if case.replied_at is not None else []


def _drafts(actor: Person, case: Case) -> list[tuple[str, str]]:
    """Pages that were made from it, as title and address; asked for only where something new was noted."""
    things = resolve_many(actor, drafts_from(case)).values() if case.lesson == "new" else ()
    return [(registry.kinds[thing.ref_kind].title(thing), url_of(thing)) for thing in things]


def unread_by(actor: Person) -> ORMOption:
    """A loading option: the case comes with the newest message that this person has not seen."""
    ref = literal("case:") + cast(Case.id, String)
    read = select(Reading.last_id).where(Reading.person_id == actor.id, Reading.ref == ref).correlate(Case)
    seen = func.coalesce(read.scalar_subquery(), 0)
    newest = select(func.max(Message.id)).where(Message.case_id == Case.id, Message.id > seen)
    return with_expression(Case.unread, newest.correlate(Case).scalar_subquery())
