"""The reply: texts are inserted with their provenance, the guard checks, and only then it leaves."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select

from hub.cases import clocks, guard
from hub.cases.actions.attaching import limits_of, move_files, refuse_unfit
from hub.cases.actions.credits import credit_helpers, helped_with
from hub.cases.actions.overrides import keep_overrides
from hub.cases.actions.owing import AFTER, came_back, settle_promise, wait_again, went_on
from hub.cases.actions.sharing import end_sharing
from hub.cases.actions.steps import OUTBOX, set_state, step, tell_questions
from hub.cases.actions.survey import ask_for_rating
from hub.cases.approvals import NeedsSecond, waits_because
from hub.cases.copying import copies_to_keep
from hub.cases.drafts import forget_draft, keep_draft
from hub.cases.events import DraftChanged, ReplyFailed, ReplyMoved, ReplyQueued
from hub.cases.fitting import text_named, version_for, versions_for
from hub.cases.lessons import note_known
from hub.cases.models import Case, CaseState, Message
from hub.cases.replyfiles import files_in_draft, files_of_message
from hub.cases.rules import REPLY
from hub.cases.ways import is_private, kept
from hub.channels.contract import CheckedReply, MessageState, Traits, adapter_of
from hub.channels.ways import PRIVATE
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import cancel, enqueue
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import registry, resolve
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.reuse.events import ReplyRead, TextSent
from hub.reuse.models import INSPIRED_BELOW, Credit, Provenance, Relation
from hub.reuse.passages import kept_share, quotable
from hub.reuse.recalls import recalled, recalled_among
from hub.reuse.variables import known_of

GONE = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
NEEDS_NO_TICK = (*guard.APPROVED, "own")  # one answers for one's own saved words
NOT_SENT = (MessageState.FAILED, MessageState.UNKNOWN)
STAYED = (*NOT_SENT, MessageState.BY_HAND)


def insert_source(actor: Person, case: Case, ref: str, passage: int = 0, said: str = "") -> Provenance:
    """Take the customer wording of an answer or page into the draft. Its `text` goes to the caret.

    `said`: another version of the wording than the one for the channel (`fitting`), filled.
    `passage`: only this one of its parts, counted from 1 (`reuse.passages.quotable`). Raises Invalid when
    there is no customer wording: what is only known inside cannot be inserted.
    """
    require(actor, REPLY, case)
    thing = resolve(actor, ref)
    kind = registry.kinds[thing.ref_kind]
    wording = kind.customer_text(thing) if kind.customer_text else None
    if wording is None:
        raise Invalid(_("Nobody has written yet what a customer may be told of this. Write it first."))
    inside = kind.internal_texts(thing) if kind.internal_texts else ()
    text = said or _part(version_for(case, wording, known_of(case, actor)), passage)
    with transaction() as db:
        for there in guard.draft_sources(case, actor):
            if there.source == ref:
                if passage and text not in there.text:
                    there.text = f"{there.text}\n\n{text}"
                    record(DraftChanged(ref), actor, case)
                return there
        row = Provenance(
            case_ref=case.ref, person_id=actor.id, source=ref, source_revision=wording.revision,
            source_title=kind.title(thing)[: LIMITS.title], authors=list(wording.authors),
            vetted_by_id=wording.vetted_by, trust=wording.trust, audience=wording.audience,
            text=text,
            left_out=sum(len(part.strip().splitlines()) for part in inside),
            confirmed=wording.trust in NEEDS_NO_TICK, inserted_at=clock.now(),
        )  # fmt: skip
        db.add(row)
        record(DraftChanged(ref), actor, case)
    return row


def renew_source(actor: Person, case: Case, ref: str, version: str = "") -> tuple[str, str]:
    """Take a text as it is now, or another version of it. Returns what stood there, and the new."""
    require(actor, REPLY, case)
    with transaction() as db:
        before = next((row for row in guard.draft_sources(case, actor) if row.source == ref), None)
        if before is None:
            raise Invalid(_("This text is not in your reply any more."), field="ref")
        text = words_of(actor, case, ref, version=version)
        if not text:
            raise Invalid(_("This text has no such version any more."), field="version")
        db.delete(before)
        db.flush()
        insert_source(actor, case, ref, said=text)
    return before.text, text


def remove_source(actor: Person, case: Case, ref: str) -> str:
    """Forget that a text was inserted. Returns the text, for the draft to lose it too."""
    require(actor, REPLY, case)
    with transaction() as db:
        for row in guard.draft_sources(case, actor):
            if row.source == ref:
                db.delete(row)
                record(DraftChanged(ref), actor, case)
                return row.text
    return ""


def settle_sources(actor: Person, case: Case, refs: Sequence[str]) -> None:
    """Make the draft's sources those that stand under it: the browser inserts, the server remembers.

    `answer:5` is the whole wording, or what is there of it; `answer:5/2` its second passage.
    """
    require(actor, REPLY, case)
    with transaction():
        wanted = sorted(_ref_and_passage(each) for each in refs)
        there = {source.source for source in guard.draft_sources(case, actor)}
        for ref in there.difference(ref for ref, _passage in wanted):
            remove_source(actor, case, ref)
        for ref, passage in dict.fromkeys(wanted):  # the whole of a text before its passages
            if passage or ref not in there:
                _remember(actor, case, ref, passage)


def send_reply(
    actor: Person,
    case: Case,
    body: str,
    *,
    then: str = "wait",
    overrides: Mapping[str, str] | None = None,
    confirmed: bool = False,
    way: str = "",
) -> Message:
    """Let a reply go, after the undo time of its channel. Raises guard.Stopped with the findings.

    `way`: in public or in private, where there is a choice. Raises NeedsSecond: see `send_or_ask`.
    """
    require(actor, REPLY, case)
    refuse_unsendable(case, then)
    if waits_because(actor, case):
        raise NeedsSecond
    return let_go(actor, case, body, then=then, overrides=overrides or {}, confirmed=confirmed, way=way)


def refuse_unsendable(case: Case, then: str) -> None:
    """Raises Invalid where the channel carries no reply, or nobody knows what comes after it."""
    if then not in AFTER:
        raise Invalid(_("Choose what should happen with the case after sending."), field="then")
    traits = adapter_of(case.channel).traits
    if case.merged_into_id is not None:
        raise Invalid(_("This case was merged into another one. Write there."))
    if not traits.can_send:
        said = _("%(label)s cannot carry replies. Answer the customer there and note it here.",
                 label=traits.label)  # fmt: skip
        raise Invalid(said)


def look_through(
    writer: Person, case: Case, body: str, *, overrides: Mapping[str, str], confirmed: bool,
    waits: str | None = None, way: str = "",
) -> tuple[Sequence[Provenance], CheckedReply, Sequence[tuple[guard.Finding, str]]]:  # fmt: skip
    """The sources of a reply, the reply as the guard cleared it, and what was kept with a reason.

    Raises Invalid for what was recalled or is not vetted, guard.Stopped for what the guard found.
    """
    sources, files = guard.draft_sources(case, writer, waits), files_in_draft(case, writer, waits)
    if files:
        refuse_unfit(limits_of(case), [each.file for each in files])
    _refuse_recalled(sources, body)
    if not confirmed:
        _refuse_unvetted(sources)
    reply, overridden = guard.clear(case, body, writer, overrides, waits, files, way)
    return sources, reply, overridden


def let_go(
    actor: Person, case: Case, body: str, *, then: str, overrides: Mapping[str, str], confirmed: bool,
    waits: str | None = None, way: str = "",
) -> Message:  # fmt: skip
    """The way out of every reply that a person wrote, inside a transaction; `actor` is its writer."""
    sources, reply, overridden = look_through(
        actor, case, body, overrides=overrides, confirmed=confirmed, waits=waits, way=way
    )
    with transaction() as db:
        locked(case)
        message = _made(actor, case, reply, _held_for(adapter_of(case.channel).traits), then)
        db.add(message)
        db.flush()
        keep_overrides(message, overridden)
        move_files(files_in_draft(case, actor, waits), message=message)
        if waits is None:
            forget_draft(actor, case, way)
        for source in sources:
            _settle(actor, case, message, source)
        end_sharing(case, body)
        before = _after_sending(actor, case, message, then)
        enqueue(OUTBOX, message.ref, {"message_id": message.id}, run_at=message.release_at)
        record(ReplyQueued(message.id, case.state, before), actor, case)
    return message


def take_back(actor: Person, message: Message) -> None:
    """Undo sending before it leaves: text and sources are a draft again. Raises Conflict when it has left."""
    case = message.case
    require(actor, REPLY, case)
    with transaction():
        locked(message)
        held = message.state == MessageState.HELD and cancel(OUTBOX, message.ref)
        if not held and message.state != MessageState.BY_HAND:
            raise Conflict(_("It has left already; it cannot be taken back. Write a correction instead."))
        message.state = MessageState.TAKEN_BACK
        _unsettle(actor, case, message)
        move_files(files_of_message(message), to=actor)
        keep_draft(actor, case, message.body, PRIVATE if is_private(message) else "")
        locked(case)
        set_state(case, CaseState.OPEN)
        case.message_count = Case.message_count - 1
        wait_again(case)
        step(actor, case, "taken_back", about=message.ref)
        tell_questions(case)
        record(ReplyMoved(message.id, message.state), actor, case)


def send_again(actor: Person, message: Message) -> None:
    """Try once more to send a reply that failed; the text is the one that was checked."""
    require(actor, REPLY, message.case)
    with transaction():
        locked(message)
        if message.state not in NOT_SENT:
            raise Conflict(_("This reply is not waiting to be sent again."))
        message.state, message.reason = MessageState.QUEUED, ""
        tries = int(message.extra.get("tries", 0)) + 1
        message.extra = {**message.extra, "tries": tries}
        went_on(message)
        enqueue(OUTBOX, f"{message.ref}:again{tries}", {"message_id": message.id})
        record(ReplyMoved(message.id, message.state), actor, message.case)


def reply_moved(message: Message, state: MessageState, *, reason: str = "", external_id: str = "") -> None:
    """The channel says how it went (CS12). Called by the worker and by delivery reports."""
    with transaction():
        locked(message)
        before = message.state
        message.state, message.reason = state, reason[:2_000]
        if external_id:
            message.external_id = external_id[:400]
        if state in NOT_SENT:
            step(SYSTEM, message.case, "not_sent", detail=reason)
            came_back(message)
            record(ReplyFailed(message.id), SYSTEM, message.case)
            return
        if state in GONE and before in STAYED:
            went_on(message)  # it arrived after all
        if state in GONE and before not in GONE and not message.automatic:
            settle_promise(message)
            _tell_helpers(message)
            if message.case.is_over:
                ask_for_rating(message.case)  # only now: the question must not overtake the answer
        if state == MessageState.READ and before != state and (helped := helped_with(message)) is not None:
            record(ReplyRead(helped.reply, helped.sources, helped.helpers), SYSTEM, message.case)
        record(ReplyMoved(message.id, state), SYSTEM, message.case)


def _made(actor: Person, case: Case, reply: CheckedReply, hold: int, then: str) -> Message:
    """The reply as it will be stored; `then` is remembered for when it has to be sent again."""
    moment = clock.now()
    return Message(
        case_id=case.id, case=case, space_id=case.space_id, author_id=actor.id, author=actor,
        body=reply.body, digest=reply.digest, html=safe_render(reply.body[: LIMITS.body]).html,
        state=MessageState.HELD if hold else MessageState.QUEUED, channel_id=case.channel_id,
        release_at=moment + timedelta(seconds=hold), language=case.language, at=moment,
        extra={"then": then, **kept(reply), **copies_to_keep(case)},
    )  # fmt: skip


def _held_for(traits: Traits) -> int:
    """Seconds in which a reply can be taken back: the channel's, else the hub's."""
    hub: int = current_app.config["HUB"].undo_seconds
    return hub if traits.undo_seconds is None else traits.undo_seconds


def _refuse_unvetted(sources: Sequence[Provenance]) -> None:
    if any(not source.confirmed for source in sources):
        raise Invalid(
            _("This reply rests on wording nobody has vetted. Tick that you have checked it."),
            field="confirmed",
        )


def _refuse_recalled(sources: Sequence[Provenance], body: str) -> None:
    """What was recalled since it was put in does not leave; the writer's own words in its place may."""
    for source in recalled_among(sources):
        if kept_share(source.text, body) >= INSPIRED_BELOW:
            raise Invalid(
                _(
                    "“%(title)s” was recalled since you put it in: customers must not be told this any more. "
                    "Take it out, or take the new text.",
                    title=source.source_title,
                ),
                field="body",
            )


def words_of(actor: Person, case: Case, ref: str, passage: int = 0, version: str = "") -> str:
    """What inserting it puts into the reply. Raises Invalid as `insert_source`, and when it was recalled."""
    thing = resolve(actor, ref)
    if recalled({ref: thing}):
        raise Invalid(_("This text was recalled. It can be used again once it is mended and vetted."))
    customer_text = registry.kinds[thing.ref_kind].customer_text
    wording = customer_text(thing) if customer_text else None
    if wording is None:
        raise Invalid(_("Nobody has written yet what a customer may be told of this. Write it first."))
    if version:
        return text_named(versions_for(case, wording, known_of(case, actor)), version)
    return _part(version_for(case, wording, known_of(case, actor)), passage)


def _ref_and_passage(source: str) -> tuple[str, int]:
    ref, _slash, part = source.partition("/")
    return ref, int(part) if part.isascii() and part.isdigit() else 0


def _remember(actor: Person, case: Case, ref: str, passage: int) -> None:
    """A passage whose text was changed meanwhile is remembered by the whole: nobody loses a reply over it."""
    try:
        insert_source(actor, case, ref, passage)
    except Invalid:
        if not passage:
            raise
        insert_source(actor, case, ref)


def _part(text: str, passage: int) -> str:
    """The whole, or one passage of it. Raises Invalid when there is no such passage (any more)."""
    parts = quotable(text) if passage else [text]
    if passage > len(parts):
        raise Invalid(_("This passage is no longer there: the text was changed. Choose it again."))
    return parts[max(passage, 1) - 1]


def _settle(actor: Person, case: Case, message: Message, source: Provenance) -> None:
    source.reply, source.sent_at, source.waits = message.ref, message.at, None
    source.kept = kept_share(source.text, message.body)
    source.relation = Relation.USED if source.kept >= INSPIRED_BELOW else Relation.INSPIRED
    source.confirmed = True
    kind = LinkKind.USED if source.relation == Relation.USED else LinkKind.LINKED
    link(actor, case.ref, source.source, kind)
    credit_helpers(message, source)


def _unsettle(actor: Person, case: Case, message: Message) -> None:
    """Nobody was told anything yet: no source was used, nobody helped."""
    refs = set()
    for source in session().scalars(select(Provenance).where(Provenance.reply == message.ref)):
        source.reply = source.sent_at = source.kept = None
        source.relation = Relation.USED
        refs.add(source.source)
    session().execute(delete(Credit).where(Credit.reply == message.ref))
    session().flush()
    still = select(Provenance.source).where(Provenance.case_ref == case.ref, Provenance.reply.is_not(None))
    for ref in refs.difference(session().scalars(still)):
        for kind in (LinkKind.USED, LinkKind.LINKED):
            unlink(actor, case.ref, ref, kind, lazy("the reply was taken back"))


def _after_sending(actor: Person, case: Case, message: Message, then: str) -> CaseState:
    if case.due_at is not None:
        message.extra = {**message.extra, "due": case.due_at.isoformat(), "first": not case.first_replied_at}
    case.first_replied_at = case.first_replied_at or message.at
    case.replied_at = message.at
    clocks.answered(case)
    case.message_count = Case.message_count + 1
    case.assignee_id = case.assignee_id or actor.id
    case.snoozed_until = None
    before = set_state(case, AFTER[then])
    if case.is_over:
        note_known(actor, case)
    step(actor, case, "replied", detail=then, about=message.ref)
    tell_questions(case)
    return before


def _tell_helpers(message: Message) -> None:
    """Everybody credited hears that their words went out (D03)."""
    helped = helped_with(message)
    if helped is not None:
        fact = TextSent(helped.reply, message.case.channel.kind, helped.sources, helped.helpers)
        record(fact, SYSTEM, message.case)
