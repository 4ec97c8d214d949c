"""An agent's own words become the customer wording of the answer behind them (D05).

The first agent who writes what an answer may be told as offers it back in one press; whoever looks
after the community vets it. The customer does not go along: their name and numbers are left out.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.cases.identities import names_of
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.channels.contract import MessageState
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict
from hub.core.features import card_of, registry, resolve_many
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.reuse.masking import mask

NOT_SAID = (
    MessageState.RECEIVED, MessageState.TAKEN_BACK, MessageState.FAILED, MessageState.UNKNOWN,
    MessageState.BY_HAND,
)  # fmt: skip
NAME = "{{first_name}}"


@dataclass(frozen=True)
class Wording:
    """A reply that may be used again: as whose answer, and how it would read."""

    answer: str
    number: int
    by: str
    text: str


def wording_to_offer(actor: Actor, case: Case) -> Wording | None:
    """The last reply of a colleague as wording of the answer that was ready; None where there is one."""
    if not case.ready_answer or case.answered_at is None or case.replied_at is None:
        return None
    answer = resolve_many(actor, [case.ready_answer]).get(case.ready_answer)
    kind = registry.kinds.get(case.ready_answer.partition(":")[0])
    if answer is None or kind is None or kind.word is None or kind.customer_text is None:
        return None
    if kind.customer_text(answer) is not None:
        return None
    statement = select(Message.body).where(
        Message.case_id == case.id, Message.author_id.is_not(None), Message.at >= case.answered_at,
        Message.state.not_in(NOT_SAID),
    )  # fmt: skip
    words = session().scalar(statement.order_by(Message.id.desc()).limit(1))
    if words is None:
        return None
    text = mask(words, names_of(case)).text.replace("[name] [name]", "[name]").replace("[name]", NAME)
    return Wording(case.ready_answer, answer.id, card_of(answer).by, text)


def offer_wording(actor: Person, case: Case) -> str:
    """Give the last reply to the answer as its customer wording. Returns the answer's ref."""
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        offered = wording_to_offer(actor, case)
        if offered is None:
            raise Conflict(_("This answer has customer wording by now. Open it to see what it says."))
        answer = resolve_many(SYSTEM, [offered.answer])[offered.answer]
        word: Any = registry.kinds[answer.ref_kind].word  # only what has one is offered
        word(actor, answer, offered.text)
        link(actor, case.ref, offered.answer, LinkKind.IMPROVED)
    return offered.answer
