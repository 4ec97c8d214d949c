"""Recognition ended for somebody: who helped is no longer kept of them (PE07).

Provenance stays: it says which text a customer was given, and a recall needs it.
"""

from sqlalchemy import delete, select

from hub.core.db import session
from hub.core.events import Event
from hub.people.events import RecognitionChanged
from hub.reuse.events import CustomerCameBack, OutcomeArrived, ReplyRead, TextSent
from hub.reuse.models import Credit

NAME_HELPERS = tuple(fact.kind for fact in (TextSent, CustomerCameBack, ReplyRead, OutcomeArrived))
BATCH = 500


def forget_help(_event: Event, fact: RecognitionChanged) -> None:
    """Delete their credits, and their names among the helpers in what happened. Harmless to repeat."""
    if not fact.ended:
        return
    ended = set(fact.ended)
    session().execute(delete(Credit).where(Credit.person_id.in_(ended)))
    last = 0
    while rows := _facts_after(last):
        for row in rows:
            helpers = row.data.get("helpers", [])
            if not ended.isdisjoint(helpers):
                row.data = {**row.data, "helpers": [id for id in helpers if id not in ended]}
        last = rows[-1].id


def _facts_after(last: int) -> list[Event]:
    statement = select(Event).where(Event.kind.in_(NAME_HELPERS), Event.id > last)
    return list(session().scalars(statement.order_by(Event.id).limit(BATCH)))
