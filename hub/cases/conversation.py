"""Where one message stands in a conversation: its address, and how far back that is."""

from sqlalchemy import func, select

from hub.cases.models import Case, Message
from hub.core.db import session
from hub.core.limits import LIMITS


def message_url(case_id: int, id: int) -> str:
    """Its place in the log of its case. A browser keeps what follows `#` to itself: it is said twice."""
    return f"/cases/{case_id}?message={id}#m{id}"


def messages_since(found: Case, first: int) -> int:
    """How many there are from this one on; 0 when it is none of this case."""
    if not 0 < first <= LIMITS.highest_id:
        return 0
    own = select(Message.id).where(Message.case_id == found.id)
    there = own.where(Message.id == first).exists()
    later = own.where(Message.id >= first, there).subquery()
    return session().scalar(select(func.count()).select_from(later)) or 0
