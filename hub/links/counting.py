"""How links count for a text: each kind for something else, each case once."""

from dataclasses import dataclass

from sqlalchemy import func, select

from hub.core.db import pairs, session
from hub.links.models import Link, LinkKind

REUSE = (LinkKind.USED, LinkKind.QUOTED)  # the customer was told it
CARED = (LinkKind.CREATED, LinkKind.IMPROVED)  # knowledge came of the case
RESOLVED_WITH = (*REUSE, LinkKind.LINKED, *CARED)  # the case has knowledge with it (the link rate of KCS)


@dataclass(frozen=True)
class Counts:
    """In so many different cases a text was each of these."""

    used: int = 0
    quoted: int = 0
    linked: int = 0
    improved: int = 0
    created: int = 0
    rejected: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no case has anything to do with it."""
        return not (self.used or self.quoted or self.linked or self.improved or self.created or self.rejected)


def counts_of(ref: str) -> Counts:
    """Of one text that the caller has loaded; sums, which name no case."""
    statement = (
        select(Link.kind, func.count(func.distinct(Link.source)))
        .where(Link.target == ref, Link.source.like("case:%"), Link.removed_at.is_(None))
        .group_by(Link.kind)
    )
    found = pairs(statement)
    return Counts(*(found.get(LinkKind(name), 0) for name in Counts.__dataclass_fields__))


def reasons_against(ref: str, limit: int = 5) -> list[str]:
    """Why it was rejected, the newest first: for those who look after it. They name no case."""
    statement = (
        select(Link.reason)
        .where(Link.target == ref, Link.kind == LinkKind.REJECTED, Link.removed_at.is_(None))
        .order_by(Link.id.desc())
        .limit(limit)
    )
    return [reason for reason in session().scalars(statement) if reason]
