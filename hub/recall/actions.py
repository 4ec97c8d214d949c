"""Every verb on a recall: open one by hand, prepare a follow-up, decide about it, close."""

from typing import Any

from sqlalchemy import and_, or_, select

from hub.cases.actions.replies import GONE, insert_source
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.events import CaseErased
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import Event, record
from hub.core.features import resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.recall.drafting import approved_wording, follow_up_words
from hub.recall.events import FollowUpMoved, RecallClosed
from hub.recall.models import SETTLED, FollowUp, Told
from hub.recall.rules import CLOSE_RECALL, OPEN_RECALL
from hub.reuse.models import INSPIRED_BELOW, Provenance
from hub.reuse.passages import kept_share
from hub.reuse.recall_models import Change, Recall, RecalledText
from hub.reuse.recalls import take_back

ON_ITS_WAY = (
    MessageState.HELD, MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.BY_HAND,
)  # fmt: skip
DECISIONS = (Told.NOT_NEEDED, Told.UNREACHABLE)


def open_recall(actor: Person, thing: Any, change: Change, because: str) -> Recall:
    """Take back a text as it stands, before anybody has mended it: it was found to be unsafe."""
    require(actor, OPEN_RECALL, thing)
    if not change.takes_back:
        raise Invalid(_("Say whether it has changed or was wrong."), field="change")
    with transaction():
        locked(thing)
        return take_back(actor, thing, change, because)


def prepare_follow_up(actor: Person, recall: Recall, follow_up: FollowUp) -> None:
    """Put the words into the actor's reply of the case: they look it over, the guard does, they send it."""
    case = follow_up.case
    require(actor, REPLY, case)
    with transaction():
        locked(follow_up)
        if follow_up.is_settled:
            raise Conflict(_("%(first)s was told already, or need not be.", first=case.customer.first_name))
        if not recall.is_open:
            raise Conflict(_("This recall is closed: nobody is to be told any more."))
        thing, revision = source_of(recall)
        wording = approved_wording(thing, revision) if thing is not None else None
        words = follow_up_words(actor, follow_up, wording)
        if wording is not None:
            _forget_recalled(actor, case, recall)
            insert_source(actor, case, recall.source)
        begun = reply_draft(actor, case)
        if begun != words:
            keep_draft(actor, case, words if not begun.strip() else f"{words}\n\n{begun}")
        follow_up.state, follow_up.draft = Told.DRAFTED, words
        _moved(actor, follow_up)


def decide(actor: Person, recall: Recall, follow_up: FollowUp, state: Told, because: str) -> None:
    """Say why this customer is not written to. Raises Invalid without a reason."""
    require(actor, REPLY, follow_up.case)
    if state not in DECISIONS:
        raise Invalid(_("Please choose one of the offered values."), field="state")
    if not because.strip():
        raise Invalid(_("Say why, so that the next one need not ask."), field="because")
    with transaction():
        locked(follow_up)
        if follow_up.state == Told.SENT:
            raise Conflict(_("%(first)s was told already.", first=follow_up.case.customer.first_name))
        follow_up.state, follow_up.because = state, because.strip()[: LIMITS.note]
        follow_up.settled_by_id, follow_up.settled_at = actor.id, clock.now()
        _moved(actor, follow_up)


def take_up_again(actor: Person, recall: Recall, follow_up: FollowUp) -> None:
    """It is to be decided anew: the reason no longer holds."""
    require(actor, REPLY, follow_up.case)
    with transaction():
        locked(follow_up)
        if follow_up.state not in DECISIONS:
            raise Conflict(_("Nothing was decided here that could be taken back."))
        follow_up.state, follow_up.because = Told.WAITING, ""
        follow_up.settled_by_id = follow_up.settled_at = None
        _moved(actor, follow_up)


def close_recall(actor: Person, recall: Recall, note: str = "", *, mistaken: bool = False) -> None:
    """Nobody is to be told any more. While somebody still waits to hear, it takes a reason.

    mistaken: the text had been right as it was: it may be used again.
    """
    require(actor, CLOSE_RECALL, recall)
    with transaction():
        locked(recall)
        if not recall.is_open:
            return
        if (mistaken or is_unfinished(recall)) and not note.strip():
            raise Invalid(_("Somebody still waits to be told. Say why it ends here."), field="note")
        recall.closed_at, recall.closed_by_id = clock.now(), actor.id
        recall.closing, recall.mistaken = note.strip()[: LIMITS.note], mistaken
        record(RecallClosed(mistaken, recall.source), actor, recall)


def reply_moved(_event: Event, fact: Any) -> None:
    """A reply was queued, left, failed or was taken back: perhaps it is how a customer was told."""
    message = session().get(Message, fact.message_id)
    if message is None or message.author_id is None:
        return
    case = session().get_one(Case, message.case_id)
    statement = (
        select(FollowUp)
        .join(Recall, Recall.id == FollowUp.recall_id)
        .where(FollowUp.customer_id == case.customer_id)
        .where(
            or_(
                FollowUp.reply == message.ref,
                and_(FollowUp.state.not_in(DECISIONS), Recall.closed_at.is_(None)),
            )
        )
    )
    for follow_up in session().scalars(statement).all():
        if follow_up.reply == message.ref or _tells(message, follow_up):
            _follow(message, follow_up)


def case_erased(event: Event, _fact: CaseErased) -> None:
    """Nobody can be told there any more, and what was to be said is forgotten."""
    told_here = select(FollowUp).where(FollowUp.case_id == parse(event.subject).id)
    with transaction() as db:
        for follow_up in db.scalars(told_here).all():
            follow_up.draft = ""
            if follow_up.state not in SETTLED:
                follow_up.state, follow_up.settled_at = Told.UNREACHABLE, clock.now()
                follow_up.because = _("The customer had everything erased.")


def source_of(recall: Recall) -> tuple[Any, int]:
    """The recalled thing, None once it is gone, and the revision up to which it is taken back."""
    thing = resolve_many(SYSTEM, [recall.source]).get(recall.source)
    row = session().get(RecalledText, (recall.id, recall.source))
    return thing, row.revision if row is not None else 0


def is_unfinished(recall: Recall) -> bool:
    """Whether somebody still waits to be told, or the replies are not found yet."""
    open_one = select(FollowUp.id).where(FollowUp.recall_id == recall.id, FollowUp.state.not_in(SETTLED))
    return recall.gathered_at is None or session().scalar(open_one.limit(1)) is not None


def _forget_recalled(actor: Person, case: Case, recall: Recall) -> None:
    """The old text may still stand among the sources of a draft: the new one takes its place."""
    statement = select(Provenance).where(
        Provenance.case_ref == case.ref, Provenance.person_id == actor.id, Provenance.reply.is_(None),
        Provenance.waits.is_(None),
        Provenance.source == recall.source,
    )  # fmt: skip
    for row in session().scalars(statement).all():
        session().delete(row)
    session().flush()


def _tells(message: Message, follow_up: FollowUp) -> bool:
    """Whether a reply is the follow-up: it keeps the prepared words, or carries the text as it is now."""
    if follow_up.draft and kept_share(follow_up.draft, message.body) >= INSPIRED_BELOW:
        return True
    used = (
        select(Provenance.id)
        .join(RecalledText, RecalledText.ref == Provenance.source)
        .where(
            RecalledText.recall_id == follow_up.recall_id, Provenance.reply == message.ref,
            Provenance.source_revision > RecalledText.revision, Provenance.kept >= INSPIRED_BELOW,
        )
    )  # fmt: skip
    return session().scalar(used.limit(1)) is not None


def _follow(message: Message, follow_up: FollowUp) -> None:
    with transaction():
        locked(follow_up)
        before = (follow_up.state, follow_up.reply)
        if message.state in GONE:
            follow_up.state, follow_up.reply = Told.SENT, message.ref
            follow_up.settled_by_id, follow_up.settled_at = message.author_id, message.at
        elif follow_up.state == Told.SENT and follow_up.reply != message.ref:
            return  # told by another reply already
        elif message.state in ON_ITS_WAY:
            follow_up.state, follow_up.reply = Told.DRAFTED, message.ref
        else:
            follow_up.state, follow_up.reply = Told.DRAFTED, ""
            follow_up.settled_by_id = follow_up.settled_at = None
        if before != (follow_up.state, follow_up.reply):
            _moved(SYSTEM, follow_up)


def _moved(actor: Actor, follow_up: FollowUp) -> None:
    recall = session().get_one(Recall, follow_up.recall_id)
    record(FollowUpMoved(follow_up.id, follow_up.state, follow_up.case_id), actor, recall)
