"""Saying something to a customer by rule: a checked saved reply, through the guard, once in a row."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hub.automation.deeds import SNIPPET, Bench, saved_reply
from hub.cases import guard
from hub.cases.actions.steps import OUTBOX
from hub.cases.events import ReplyQueued
from hub.cases.models import Case, Message
from hub.cases.rules import WORK_CASE
from hub.cases.ways import kept
from hub.channels.contract import MessageState, adapter_of
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import enqueue
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.features import registry, resolve
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.reuse.models import Provenance
from hub.reuse.variables import fill, known_of

MOST_A_DAY = 3  # to one address, in whatever cases: a machine that answers ours opens a new one each time
LOOKED_AT = 50


def send_saved(hand: Any, case: Case, ref: str) -> Message:
    """Let it go, inside a transaction. Raises Invalid, or guard.Stopped with what speaks against it.

    It is no answer of a person: the customer still waits, and the clock runs on.
    """
    require(hand, WORK_CASE, case)
    if not adapter_of(case.channel).traits.can_send:
        raise Invalid(_("No reply can be sent from here."))
    if _has_spoken(case):
        raise Invalid(_("The hub has said something already since the customer wrote."))
    if _told_of_late(case) >= MOST_A_DAY:
        raise Invalid(
            _("Rules have written to this address %(num)s times within a day: a machine may answer there.",
              num=MOST_A_DAY)
        )  # fmt: skip
    wording = saved_reply(Bench(hand, case.space), ref)
    text = fill(wording.text, known_of(case, hand))
    reply, _overridden = guard.clear(case, text, hand, {})
    moment, db = clock.now(), session()
    message = Message(
        case_id=case.id, case=case, space_id=case.space_id, body=reply.body, digest=reply.digest,
        html=safe_render(text[: LIMITS.body]).html, state=MessageState.QUEUED, channel_id=case.channel_id,
        automatic=True, at=moment, language=case.language,
        extra={"saved": ref, **kept(reply)},
    )  # fmt: skip
    db.add(message)
    db.flush()
    title = registry.kinds[SNIPPET].title(resolve(SYSTEM, ref))
    db.add(Provenance(
        case_ref=case.ref, reply=message.ref, person_id=hand.answers_id, source=ref,
        source_revision=wording.revision, source_title=title[: LIMITS.title], authors=list(wording.authors),
        vetted_by_id=wording.vetted_by, trust=wording.trust, audience=wording.audience, text=text, kept=100,
        inserted_at=moment, sent_at=moment,
    ))  # fmt: skip
    enqueue(OUTBOX, message.ref, {"message_id": message.id})
    record(ReplyQueued(message.id, case.state, case.state), hand, case)
    return message


def _has_spoken(case: Case) -> bool:
    """Two rules, or a machine that answers ours, must not talk on and on."""
    spoken = select(Message.extra).where(
        Message.case_id == case.id, Message.automatic.is_(True), Message.at >= case.wrote_at
    )
    return any("saved" in extra for extra in session().scalars(spoken))


def _told_of_late(case: Case) -> int:
    """What rules have written to this address within a day."""
    told = (
        select(Message.extra)
        .join(Case, Case.id == Message.case_id)
        .where(
            Case.address == case.address, Case.channel_id == case.channel_id, Message.automatic.is_(True),
            Message.at >= clock.now() - timedelta(days=1),
        )
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    return sum("saved" in extra for extra in session().scalars(told))
