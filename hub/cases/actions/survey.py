"""The question to the customer: did we help? Through the case's own channel, once, after the reply."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions.steps import OUTBOX, step
from hub.cases.models import Case, Message
from hub.cases.surveying import is_fitting, own_words
from hub.cases.ways import traits_for
from hub.channels.contract import MessageState, Traits, adapter_of
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import enqueue
from hub.core.keys import derived_key
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _
from hub.core.words import speaking

LIFE = timedelta(days=60)  # of the address in the question: later than that it answers nothing
UNDER_WAY = (MessageState.HELD, MessageState.QUEUED, MessageState.SENDING)


def ask_for_rating(case: Case) -> Message | None:
    """One friendly question after solving, through the case's own channel; None when not fitting.

    While a reply is still on its way nothing is asked: it is asked again once that one has left.
    """
    moment = clock.now()
    answered = case.first_replied_at is not None
    if case.rating_asked_at or not answered or not _traits(case).asks_rating:
        return None
    if not is_fitting(case):
        return None
    if _reply_is_under_way(case):
        return None
    body = rating_question(case)
    reply = guard.automatic(body)
    message = Message(
        case_id=case.id, case=case, space_id=case.space_id, body=reply.body, digest=reply.digest,
        html=safe_render(body).html, state=MessageState.QUEUED, channel_id=case.channel_id,
        automatic=True, at=moment, language=case.language,
    )  # fmt: skip
    session().add(message)
    session().flush()
    case.rating_asked_at = case.customer.rating_asked_at = moment
    enqueue(OUTBOX, message.ref, {"message_id": message.id})
    step(SYSTEM, case, "asked_rating")
    return message


def rating_question(case: Case) -> str:
    """What the customer reads, with the address at which they answer by one press."""
    address = f"{current_app.config['HUB'].public_url}/r/{rating_token(case)}"
    own = own_words(case, address)
    traits = _traits(case)
    if own and traits.measure.of(own) <= traits.length:
        return own
    with speaking(case.language):  # what the customer wrote in; the hub's own where we do not write it
        whole = _(
            "Hello %(name)s,\n\nDid we help you with “%(subject)s”? One press is enough:\n\n%(address)s\n\n"
            "Thank you. Your answer goes to the people who helped.",
            name=case.customer.first_name,
            subject=case.subject,
            address=address,
        )
        short = _("Did we help you? One press is enough: %(address)s", address=address)
    return whole if traits.measure.of(whole) <= traits.length else short


def can_still_rate(case: Case) -> bool:
    """Whether the question was not asked too long ago to be answered."""
    return case.rating_asked_at is None or clock.now() - case.rating_asked_at < LIFE


def rating_token(case: Case) -> str:
    """`48213.k9f2…`: proves that who opens it was sent it. It opens nothing else."""
    mark = hmac.new(derived_key(b"rating"), f"rating:{case.id}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"{case.id}.{mark}"


def case_of_token(token: str) -> Case | None:
    """The case behind a rating address; None for a token we did not make."""
    number, _, _mark = token.partition(".")
    if not number.isdecimal() or len(number) > 18:
        return None
    case = session().get(Case, int(number))
    if case is None or not hmac.compare_digest(rating_token(case), token):
        return None
    return case


def _reply_is_under_way(case: Case) -> bool:
    session().flush()
    statement = select(Message.id).where(
        Message.case_id == case.id, Message.author_id.is_not(None), Message.state.in_(UNDER_WAY)
    )
    return session().scalar(statement.limit(1)) is not None


def _traits(case: Case) -> Traits:
    """Those of its conversation: below a post nobody is asked before the eyes of all."""
    return traits_for(case) or adapter_of(case.channel).traits
