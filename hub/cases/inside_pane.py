"""What stands in the Inside pane: discussions, notes, who helped, and the offer to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hub.cases import queries, showing
from hub.cases.actions.outcomes import LESSONS
from hub.cases.actions.steps import ASKED
from hub.cases.actions.wording import wording_to_offer
from hub.cases.models import Case
from hub.cases.proposals import propose_question
from hub.cases.rules import ADD_NOTE, ASK_INSIDE, REPLY, WORK_CASE
from hub.cases.thanking import thanks_to_offer
from hub.core.features import registry, resolve_many, url_of
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.queries import targets_of
from hub.people.helping import badge_choices
from hub.people.models import Person
from hub.threads.cards import cards_in
from hub.threads.watching import last_read, mark_read

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


def inside_values(actor: Person, case: Case, **more: Any) -> dict[str, Any]:
    """Everything the pane shows. Looking at it counts as having read the case."""
    _mark_read(actor, case)
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
        "may_ask": may_ask,
        "may_note": can(actor, ADD_NOTE, case),
        "may_work": can(actor, WORK_CASE, case),
        "helpers": _helpers(case),
        "earlier": queries.earlier_cases(actor, case),
        "wording": wording_to_offer(actor, case) if can(actor, REPLY, case) else None,
        "thanks": thanks_to_offer(actor, case),
        "badges": badge_choices(),
        "lessons": [(name, LESSON_WORDS[name]) for name in LESSONS],
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
    return Discussion(ref, kind.title(thing), url_of(thing), html)


def _helpers(case: Case) -> Sequence[tuple[Person, str, str]]:
    if case.replied_at is None:
        return []
    replies = [f"message:{message.id}" for message in queries.messages_of(case) if message.author_id]
    return queries.helpers_of(replies)


def _mark_read(actor: Person, case: Case) -> None:
    """The dot of an unread case goes when it was opened; written only when there is news."""
    newest = queries.newest_message_id(case)
    if last_read(actor, [case.ref]).get(case.ref, 0) < newest:
        mark_read(actor, case.ref, newest)
