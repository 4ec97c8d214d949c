"""An answer is ready for a case: where others wait for it too, it is prepared as a draft in each."""

from hub.cases.actions.steps import ASKED
from hub.cases.events import CaseAnswered
from hub.cases.models import Case
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import resolve_many
from hub.core.permissions import SYSTEM
from hub.links.queries import sources_of, targets_of
from hub.together.actions import prepare


def case_answered(event: Event, _fact: CaseAnswered) -> None:
    """Prepared once; a draft that somebody has begun is theirs."""
    case = session().get(Case, int(event.subject.partition(":")[2]))
    if case is None or case.is_over or not case.ready_answer:
        return
    for question in resolve_many(SYSTEM, targets_of(case.ref, ASKED)).values():
        answered = f"answer:{getattr(question, 'accepted_id', None)}" == case.ready_answer
        if answered and len(sources_of(question.ref, ASKED)) > 1:
            prepare(case, question)
