"""How many suggestions wait in a case, counted beforehand: a list of fifty cases must not search fifty times.

Counted is what every colleague may read, so that the number tells nobody of more than they would find.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import registry, resolve_many
from hub.core.permissions import COLLEAGUE, SYSTEM
from hub.reuse.models import Fitting
from hub.suggest.queries import ANSWERING, READY_AMONG, SHOWN, suggestions, waits, words_of

AGAIN_AFTER = timedelta(hours=1)  # meanwhile somebody may have written what fits
AGAIN_EVERY = 300.0
AT_ONCE = 50


class FittingConsumer:
    """Reads the log and counts for every case that something happened to. It searches, so it is outside."""

    name = "fitting"
    is_outside = True

    def handle(self, events: Sequence[Event]) -> None:
        """Each case of a batch once."""
        count_for(dict.fromkeys(event.subject for event in events))


def count_for(refs: Iterable[str]) -> None:
    """Count anew for those among `refs` in which a customer waits; forget the others."""
    customers = [name for name, kind in registry.kinds.items() if kind.masked_card is not None]
    wanted = [ref for ref in refs if ref.partition(":")[0] in customers]
    things = resolve_many(SYSTEM, wanted) if wanted else {}
    numbers = {
        ref: len(suggestions(COLLEAGUE, words_of(thing), ANSWERING, SHOWN + READY_AMONG)[:SHOWN])
        for ref, thing in things.items()
        if waits(thing)
    }
    if not wanted:
        return
    with transaction() as db:
        rows = {row.ref: row for row in db.scalars(select(Fitting).where(Fitting.ref.in_(wanted)))}
        for ref, number in numbers.items():
            row = rows.pop(ref, None)
            if row is None:
                db.add(Fitting(ref=ref, number=number, counted_at=clock.now()))
            else:
                row.number, row.counted_at = number, clock.now()
        for gone in rows.values():
            db.delete(gone)


def count_again() -> None:
    """The ones that were counted longest ago: what colleagues know grows."""
    statement = select(Fitting.ref).where(Fitting.counted_at < clock.now() - AGAIN_AFTER)
    count_for(session().scalars(statement.order_by(Fitting.counted_at).limit(AT_ONCE)).all())
