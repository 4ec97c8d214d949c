"""What a customer may see of their case without an account, and the address that proves who they are (CS24).

Shown is what they wrote and what has left for them, in plain text, and the state in their words: no note,
no name of ours, no number. An address opens one case; it ends by itself, can be revoked, and is worth
nothing while its desk does not offer the page.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import tzinfo

from flask import current_app
from sqlalchemy import select

from hub.cases.actions.merging import end_of
from hub.cases.follow_models import Following, FollowRule
from hub.cases.models import Case, CaseState, Message
from hub.cases.target_models import DeskHours
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import session
from hub.core.keys import derived_key
from hub.core.words import gettext as _
from hub.core.words import lazy, speaking
from hub.web.filters import zone_named

MOST = 200  # messages
READ_BY_THEM = (MessageState.RECEIVED, MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
WORDS = {
    CaseState.NEW: lazy("We have your message and will answer it."),
    CaseState.OPEN: lazy("We are working on it."),
    CaseState.WAITING_COLLEAGUE: lazy("We are working on it."),
    CaseState.WAITING_CUSTOMER: lazy("We have answered and wait for you."),
    CaseState.SOLVED: lazy("It is settled. Write to us if something is still open."),
    CaseState.CLOSED: lazy("It is settled. Write to us if something is still open."),
}


def rule_of(space_id: int) -> FollowRule | None:
    """What the desk has set; None: never anything, so it is off."""
    return session().get(FollowRule, space_id)


def is_offered(case: Case) -> bool:
    """Whether the desk of this case offers the page."""
    rule = rule_of(case.space_id)
    return rule is not None and rule.on


def newest_of(case: Case) -> Following | None:
    """The address that is valid now and lasts longest."""
    statement = select(Following).where(
        Following.case_id == case.id, Following.revoked_at.is_(None), Following.until > clock.now()
    )
    return session().scalars(statement.order_by(Following.until.desc()).limit(1)).one_or_none()


def address_of(row: Following) -> str:
    """`https://hub.example/f/k3…`: for its customer alone."""
    return f"{current_app.config['HUB'].public_url}/f/{token_of(row)}"


def token_of(row: Following) -> str:
    """The key with the mark that proves that we made it for this case and until then."""
    made_for = f"follow:{row.key}:{row.case_id}:{int(row.until.timestamp())}"
    return f"{row.key}.{hmac.new(derived_key(b'follow'), made_for.encode(), hashlib.sha256).hexdigest()[:32]}"


def case_followed(token: str) -> Case | None:
    """The case behind an address; None for one that we did not make, that has ended or was revoked."""
    key = token.partition(".")[0]
    row = session().scalars(select(Following).where(Following.key == key)).one_or_none()
    if row is None or not hmac.compare_digest(token_of(row).encode(), token.encode()):
        return None
    if row.revoked_at is not None or row.until <= clock.now():
        return None
    case = end_of(row.case)
    theirs = case.customer_id == row.case.customer_id
    return case if theirs and is_offered(case) else None


def said_to_them(case: Case) -> Sequence[Message]:
    """What the customer wrote and what has left for them, the oldest first.

    What somebody else wrote and was put into the case stays out, as does the question how it was.
    """
    statement = select(Message).where(
        Message.case_id == case.id, Message.state.in_(READ_BY_THEM), Message.automatic.is_(False)
    )
    rows = session().scalars(statement.order_by(Message.id.desc()).limit(MOST)).all()
    return [each for each in reversed(rows) if not each.extra.get("from")]


def zone_of(case: Case) -> tzinfo:
    """The clock of the desk that answers: nothing is known of the reader's own."""
    kept = session().get(DeskHours, case.space_id)
    return zone_named(kept.timezone if kept is not None else "")


def line_for(case: Case, address: str) -> str:
    """What stands below a mail, in the customer's language."""
    with speaking(case.language):
        return _("Follow your request or add to it: %(address)s", address=address)
