"""Whether a text speaks a customer's language: for one reply, and for many customers told at once."""

from collections.abc import Sequence

from sqlalchemy import func, select

from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.reuse.languages import are_alike, language_of


def tongues_of(cases: Sequence[Case]) -> dict[int, str]:
    """case id → the language of its customer's last words; "" where they leave a doubt."""
    if not cases:
        return {}
    last = (
        select(func.max(Message.id))
        .where(Message.case_id.in_([case.id for case in cases]), Message.state == MessageState.RECEIVED)
        .group_by(Message.case_id)
    )
    rows = session().execute(select(Message.case_id, Message.body).where(Message.id.in_(last)))
    return {id: language_of(body) for id, body in rows}


def language_between(wrote: str, text: str) -> str:
    """The language of a text that is not the customer's; "" unless both are beyond doubt."""
    written = language_of(text) if wrote else ""
    return written if written and not are_alike(wrote, written) else ""


def passage_between(wrote: str, written: str) -> str:
    """How the guard names it."""
    return _("%(ours)s instead of %(theirs)s", ours=language_name(written), theirs=language_name(wrote))
