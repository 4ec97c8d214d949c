"""Why something stands where it stands in "For you": the whole of the ranking, as a table.

A reason gives a thing a head start: it stands where something newer by that much would stand. Of several
reasons the strongest alone counts, and it is the one that is shown. So nothing climbs by being looked at,
everything sinks as newer things come, and the order of two things never changes by the passing of time.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hub.core.words import lazy


@dataclass(frozen=True)
class Reason:
    """ahead: its head start. lasts: for how long after it was written a thing can have it; None for good.

    words may name %(topic)s, %(space)s and %(author)s. passes: whether others can take it away, by answering.
    """

    name: str
    ahead: timedelta
    words: Any
    icon: str
    lasts: timedelta | None = None
    passes: bool = False


A_WHILE = timedelta(days=90)
# The strongest first; no two have the same head start.
REASONS = (
    Reason("waits_known", timedelta(days=60), lazy("A customer waits; you know about %(topic)s"), "clock",
           passes=True),
    Reason("waits_topic", timedelta(days=45), lazy("A customer waits; you follow the topic %(topic)s"),
           "clock", passes=True),
    Reason("waits_here", timedelta(days=30), lazy("A customer waits; you are in %(space)s"), "clock",
           passes=True),
    Reason("thread", timedelta(hours=48), lazy("You follow this conversation"), "bell", A_WHILE),
    Reason("known", timedelta(hours=36), lazy("Nobody has answered yet; you know about %(topic)s"), "ask",
           A_WHILE, passes=True),
    Reason("helped", timedelta(hours=30), lazy("You helped this customer"), "heart", A_WHILE),
    Reason("person", timedelta(hours=24), lazy("You follow %(author)s"), "user"),
    Reason("topic", timedelta(hours=12), lazy("You follow the topic %(topic)s"), "hash", A_WHILE),
    Reason("community", timedelta(0), lazy("You are in %(space)s"), "people"),
)  # fmt: skip
RANKS = {reason.name: rank for rank, reason in enumerate(REASONS)}
TOOK_PART = lazy("You took part in this conversation")


def reason_of(row: Any) -> Reason | None:
    """Why a row of the feed is there; None where nothing was ranked."""
    rank = getattr(row, "rank", None)
    return None if rank is None else REASONS[rank]


def words_for(row: Any) -> str:
    """The one line that says it to the reader; "" where nothing was ranked."""
    reason = reason_of(row)
    if reason is None:
        return ""
    if reason.name == "thread" and row.took_part:
        return str(TOOK_PART)
    return str(reason.words % {"topic": row.topic_name, "space": row.space_name, "author": row.author_name})
