"""What channels may ask the desk: which case a message is in, and whether an address is its customer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from hub.cases.models import IS_UNDER_WAY, Case, Identity, Message
from hub.cases.ways import is_private, is_private_in
from hub.channels.contract import ChannelKind, identity_kind
from hub.channels.models import Channel
from hub.core.db import session

MOST_IDS = 200
MOST_THREADS = 500
MOST_SAID = 2_000
MOST_REPLIES = 20


class Lookups:
    """Answers for hub.channels, which knows no cases."""

    def cases_of_messages(self, kind: ChannelKind, external_ids: Sequence[str]) -> dict[str, int]:
        """Case by message id, over all accounts whose addresses mean the same."""
        rows = session().execute(
            select(Message.external_id, Message.case_id)
            .join(Channel, Channel.id == Message.channel_id)
            .where(Message.external_id.in_(external_ids[:MOST_IDS]), Channel.kind.in_(_alike(kind)))
        )
        return {id: case_id for id, case_id in rows if id is not None}

    def is_removed(self, kind: ChannelKind, external_id: str) -> bool:
        """By the mark that forgetting leaves."""
        marks = session().scalars(
            select(Message.extra)
            .join(Channel, Channel.id == Message.channel_id)
            .where(Message.external_id == external_id, Channel.kind.in_(_alike(kind)))
        )
        return any("removed_at" in extra for extra in marks)

    def takes_part(self, kind: ChannelKind, case_id: int, address: str) -> bool:
        """The customer of a case: by the address it came from, or another one known to be theirs."""
        case = session().get(Case, case_id)
        if case is None or case.channel.kind not in _alike(kind):
            return False
        if case.address.lower() == address.strip().lower():
            return True
        known = select(Identity.id).where(
            Identity.customer_id == case.customer_id,
            Identity.kind == identity_kind(kind),
            Identity.address == address.strip().lower(),
        )
        return session().scalar(known) is not None

    def open_threads(self, channel_id: int) -> dict[str, datetime]:
        """Those of cases under way."""
        rows = session().execute(
            select(Case.thread, func.max(Case.active_at))
            .where(Case.channel_id == channel_id, IS_UNDER_WAY, Case.thread != "")
            .group_by(Case.thread)
            .limit(MOST_THREADS)
        )
        return {row[0]: row[1] for row in rows}

    def wrote_in_private(self, channel_id: int, address: str) -> int | None:
        """By the mark of the reply; the customer is who is known by this address."""
        theirs = select(Identity.customer_id).where(Identity.address == address.strip().lower())
        sent = (
            select(Message)
            .join(Case, Case.id == Message.case_id)
            .where(
                Case.channel_id == channel_id, Case.customer_id.in_(theirs), Message.author_id.is_not(None)
            )
            .order_by(Message.id.desc())
            .limit(MOST_REPLIES)
        )
        return next((each.case_id for each in session().scalars(sent) if is_private(each)), None)

    def said_in(self, channel_id: int, thread: str) -> set[str]:
        """In all cases of this thread: each customer in it has one of their own. Nothing that is private."""
        rows = session().execute(
            select(Message.external_id, Message.extra)
            .join(Case, Case.id == Message.case_id)
            .where(Case.channel_id == channel_id, Case.thread == thread, Message.external_id.is_not(None))
            .limit(MOST_SAID)
        )
        return {id for id, extra in rows if id and "removed_at" not in extra and not is_private_in(extra)}


def _alike(kind: ChannelKind) -> list[ChannelKind]:
    return [each for each in ChannelKind if identity_kind(each) == identity_kind(kind)]
