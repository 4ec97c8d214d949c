"""A case as it is shown: five dots of progress, badges of a row, and the log between the panes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hub.cases.macro_words import MACROS, macro_told
from hub.cases.models import Case, CaseState, Message, Step
from hub.cases.queries import NOT_SENT, Row
from hub.cases.search import CHANNEL_ICONS
from hub.cases.ways import traits_for
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.words import gettext as _
from hub.core.words import lazy, midsentence, ngettext
from hub.files.models import StoredFile
from hub.files.queries import url_of_file
from hub.people.models import Person
from hub.reuse.models import Provenance, Relation

SAID = {
    MessageState.HELD: lazy("going out in a moment"),
    MessageState.QUEUED: lazy("going out"),
    MessageState.SENDING: lazy("going out"),
    MessageState.SENT: "sent",
    MessageState.DELIVERED: "delivered",
    MessageState.READ: "read",
    MessageState.FAILED: lazy("not sent"),
    MessageState.UNKNOWN: lazy("perhaps not sent"),
    MessageState.BY_HAND: lazy("not posted yet"),
}
STATE_WORDS = {
    CaseState.NEW: lazy("New"),
    CaseState.OPEN: lazy("Open"),
    CaseState.WAITING_CUSTOMER: lazy("Waiting for the customer"),
    CaseState.WAITING_COLLEAGUE: lazy("Waiting for a colleague"),
    CaseState.SOLVED: lazy("Solved"),
    CaseState.CLOSED: lazy("Closed"),
}
JOINED = {
    "merged_into": lazy("Everything went into"), "merged_from": lazy("Here went in"),
    "parted": lazy("Parted again from"), "split_off": lazy("A message became"),
    "split_from": lazy("It was a message of"), "goes_on": lazy("It goes on in"),
}  # fmt: skip
QUIETED = {
    "muted": lazy("%(who)s muted it"), "unmuted": lazy("%(who)s let it be heard again"),
    "spam": lazy("%(who)s closed it as spam"), "no_spam": lazy("%(who)s found that it is no spam"),
    "blocked": lazy("%(who)s blocked its customer"),
    "unblocked": lazy("%(who)s let its customer write again"),
    "kept_quiet": lazy("Kept quiet: its customer is blocked"),
}  # fmt: skip
TOLD = {  # step → what the log says, with which icon
    "returned": (lazy("Untouched in time: it went back to the queue"), "undo"),
    "message_edited": (lazy("The customer changed a message"), "edit"),
    "message_reread": (lazy("A message was changed where it was written"), "edit"),
    "message_removed": (lazy("The customer deleted a message"), "trash"),
    "customer_erased": (
        lazy("Erased, as the customer asked there. Take what names them out of the notes"),
        "trash",
    ),
    "answered_elsewhere": (lazy("Answered elsewhere: not through this desk"), "check"),
    "reply_gone": (lazy("A reply was taken away after it had arrived"), "alert"),
    "ticket_note": (lazy("%(who)s put a private note into ticket %(detail)s"), "lock"),
    "ticket_note_failed": (lazy("The private note did not get into the ticket: %(detail)s"), "alert"),
    "found_there": (lazy("%(who)s saw that the reply had arrived"), "check"),
    "pasted": (lazy("%(who)s pasted a post"), "plus"),
    "posted": (lazy("%(who)s posted the reply there"), "check"),
    "page_revoked": (lazy("%(who)s revoked the customer’s page"), "off"),
    "ticked": (lazy("%(who)s ticked: %(detail)s"), "check"),
    "unticked": (lazy("%(who)s took the tick back: %(detail)s"), "undo"),
    "left_open": (lazy("Solved with open items: %(detail)s"), "bullets"),
    "forwarded": (lazy("%(who)s sent a message on to %(detail)s"), "send"),
    "forward_taken_back": (lazy("%(who)s took back what was sent on"), "undo"),
    "not_forwarded": (lazy("What was sent on did not leave: %(detail)s"), "alert"),
    "copied": (lazy("%(who)s put %(detail)s in copy"), "mail"),
    "uncopied": (lazy("%(who)s took %(detail)s out of the copy"), "mail"),
    "copy_not_sent": (lazy("%(detail)s, in copy, cannot be reached"), "alert"),
    "draft_shared": (lazy("%(who)s shared a draft of the reply"), "people"),
    "draft_unshared": (lazy("%(who)s shares the draft no longer"), "people"),
    "reply_awaits": (lazy("%(who)s asked a second person to read the reply"), "eye"),
    "reply_altered": (lazy("%(who)s changed the waiting reply of %(detail)s"), "edit"),
    "reply_approved": (lazy("%(who)s approved the reply of %(detail)s"), "check"),
    "reply_returned": (lazy("%(who)s gave the reply back: %(detail)s"), "undo"),
    "reply_withdrawn": (lazy("%(who)s took the waiting reply back"), "undo"),
}
HIDDEN_STEPS = frozenset({"replied", "not_sent", "rated", "opened"})


@dataclass(frozen=True)
class Dot:
    """One step of the loop: done at a moment, awaited now, or still to come."""

    name: str
    state: str = ""  # done | now | ""
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the log: a message, an event between them, the sources of a reply, a rating."""

    kind: str  # message | event | sources | rated
    at: datetime
    message: Message | None = None
    text: str = ""
    icon: str = "mail"
    inside: bool = False
    url: str = ""
    link: str = ""
    sources: list[Provenance] = field(default_factory=list)


def files_of(message: Message) -> list[dict[str, Any]]:
    """What came attached, with where it is fetched from: the message as it arrived holds it, or our store."""
    item = message.extra.get("item")
    return [*message.extra.get("kept", ())] + [
        {"name": name, "url": f"/admin/channels/items/{item}/files/{number}" if item else "", "size": ""}
        for number, name in enumerate(message.extra.get("files", ()))
    ]


def files_gone(files: Sequence[StoredFile]) -> list[dict[str, Any]]:
    """What went along with a reply of ours, with where a colleague of the desk fetches it."""
    return [
        {"name": each.name, "url": url_of_file(each), "size": "", "image": each.is_picture} for each in files
    ]


def words_of(case: Case) -> str:
    """What a row of the list says: what it is about, and what the customer said last."""
    about, said = case.subject.rstrip(" .…"), case.excerpt
    if not said or not about or said.startswith(about):
        return said or case.subject
    return f"{about} · {said}"


def icon_of(case: Case) -> str:
    """The icon of the way in which the customer reaches us."""
    return CHANNEL_ICONS[case.channel.kind]


def channel_word(case: Case) -> str:
    """`e-mail`, `X, public`: said beside the customer's name."""
    traits = traits_for(case)
    if traits is None:
        return case.channel.name
    return _("%(label)s, public", label=traits.label) if traits.is_public else traits.label


def dots(case: Case) -> list[Dot]:
    """Arrived · Asked inside · Answered · Reply · Feedback, and who is awaited at which."""
    first = case.customer.first_name
    replied = case.replied_at is not None and case.waiting_since is None
    by = f"{case.answered_by.first_name}, " if case.answered_by else ""
    done: list[tuple[str, bool, datetime | None, str]] = [
        (_("Arrived"), True, case.created_at, ""),
        (_("Asked inside"), case.asked_at is not None, case.asked_at, ""),
        (_("Answered"), case.answered_at is not None, case.answered_at, by),
        (_("Replied"), replied, case.replied_at, ""),
        (_("Feedback"), case.rated_at is not None, None, _("%(rating)s of 5", rating=case.rating)),
    ]
    last = max(index for index, each in enumerate(done) if each[1])
    awaited = {
        1: Dot(_("Ask inside"), "now", words=_("press D")),
        2: Dot(_("Answered"), "now", words=_("colleagues are asked")),
        3: Dot(_("Reply"), "now", words=_("you are here") if case.answered_at else ""),
        4: Dot(_("Feedback"), "now", words=_("from %(first)s", first=first)),
    }
    coming = {1: Dot(_("Ask inside")), 2: Dot(_("Answered")), 3: Dot(_("Reply"), at=case.due_at, words="by "),
              4: Dot(_("Feedback"), words=_("from %(first)s", first=first))}  # fmt: skip
    shown = []
    for index, (name, is_done, at, words) in enumerate(done):
        if is_done:
            shown.append(Dot(name, "done", at, words))
        elif index == last + 1:
            shown.append(awaited[index])
        else:
            shown.append(coming[index])
    return shown


def badge_of(row: Row) -> tuple[str, str, str]:
    """The state of a case in a word: (text, hue, icon) for its row in the list."""
    case = row.case
    if row.not_sent:
        return _("Not sent"), "bad", "alert"
    if case.snoozed_until is not None and not case.is_over:
        return "snoozed", "", "snooze"
    if case.rating is not None:
        return (
            _("Rated %(rating)s of 5", rating=case.rating),
            "ok" if case.rating > 2 else "bad",
            face_of(case.rating),
        )
    if case.is_over:
        return STATE_WORDS[CaseState(case.state)], "", "check"
    if case.state == CaseState.WAITING_CUSTOMER:
        return _("Waiting for %(first_name)s", first_name=case.customer.first_name), "out", "reply"
    if case.answered_at is not None:
        return _("Answered inside"), "ok", "check"
    if case.asked_at is not None:
        said = _("Discussing, %(number)s", number=row.said) if row.said else _("Discussing")
        return said, "in", "bubbles"
    if row.fitting:
        return ngettext("%(num)s suggestion", "%(num)s suggestions", row.fitting), "ok", "spark"
    return _("Nobody asked yet"), "", ""


def is_until_answer(case: Case) -> bool:
    """Put aside without a day: nobody waits for one that far away."""
    return case.snoozed_until is not None and case.snoozed_until - clock.now() > timedelta(days=180)


def face_of(rating: int) -> str:
    """The icon of a rating."""
    return "smile" if rating > 3 else "meh" if rating == 3 else "frown"


def failed_of(messages: Sequence[Message]) -> list[Message]:
    """Replies that did not leave: they stay on top of the case until somebody has seen to them."""
    return [message for message in messages if message.state in NOT_SENT]


def log_lines(
    case: Case,
    messages: Sequence[Message],
    steps: Sequence[Step],
    sources: Sequence[Provenance],
    actor: Person,
) -> list[Line]:
    """Messages, what happened between them, and the sources of replies, in order."""
    by_reply: dict[str, list[Provenance]] = {}
    for source in sources:
        if source.reply is not None:
            by_reply.setdefault(source.reply, []).append(source)
    lines = [Line("event", case.created_at, text=channel_word(case), icon=icon_of(case))]
    if case.follows_id:
        link = _("case %(id)s", id=case.follows_id)
        url = f"/cases/{case.follows_id}"
        lines.append(Line("event", case.created_at, text=_("It follows"), link=link, url=url, icon="link"))
    for message in messages:
        if message.state == MessageState.TAKEN_BACK or message.state in NOT_SENT:
            continue
        if (
            message.automatic and "saved" not in message.extra and "by" not in message.extra
        ):  # the event says it; the address in it is the customer's alone
            continue
        lines.append(Line("message", message.at, message=message))
        used = by_reply.get(message.ref)
        if used:
            lines.append(Line("sources", message.at, message=message, sources=used))
    for made in steps:
        if made.what not in HIDDEN_STEPS:
            lines.append(_event(case, made, actor))
    if case.rated_at is not None:
        lines.append(Line("rated", case.rated_at, text=case.rating_words))
    return _once(sorted(lines, key=lambda line: line.at))


def _once(lines: list[Line]) -> list[Line]:
    """Without an event that says what the line before says: a colleague answered twice, a state set twice."""
    kept: list[Line] = []
    for line in lines:
        if not kept or line.kind != "event" or _says(line) != _says(kept[-1]):
            kept.append(line)
    return kept


def _says(line: Line) -> tuple[str, ...]:
    return line.kind, line.text, line.link, line.url


def made_from(sources: Sequence[Provenance], people: dict[int, Person]) -> list[dict[str, Any]]:
    """The sources of a reply in words: whose text, who vetted it, what stayed inside, how much is left."""
    shown = []
    for source in sources:
        wrote = people.get(source.authors[0]) if source.authors else None
        vetted = people.get(source.vetted_by_id or 0)
        shown.append({
            "ref": source.source, "title": source.source_title, "who": wrote, "vetted": vetted,
            "left_out": source.left_out, "kept": source.kept, "revision": source.source_revision,
            "inspired": source.relation == Relation.INSPIRED, "trust": source.trust,
            "label": source_label(source, wrote), "text": source.text, "at": source.inserted_at,
        })  # fmt: skip
    return shown


def source_label(source: Provenance, wrote: Person | None) -> str:
    """`Jonas’s answer`, or the title of a page."""
    if source.source.startswith("answer:") and wrote is not None:
        name = wrote.first_name
        return _("%(name)s’s answer", name=name)
    return source.source_title


def _event(case: Case, made: Step, actor: Person) -> Line:
    who = _("You") if made.actor_id == actor.id else made.actor.first_name if made.actor else _("The hub")
    first = case.customer.first_name
    question = f"/q/{made.about.partition(':')[2]}" if made.about.startswith("question:") else ""
    title = made.detail or _("a question")
    match made.what:
        case "asked" | "joined":
            verb = _("asked inside:") if made.what == "asked" else _("joined the discussion:")
            return Line("event", made.at, text=f"{who} {verb}", link=title, url=question, inside=True)
        case "left_question":
            return Line(
                "event",
                made.at,
                text=_("%(who)s left the discussion. %(detail)s", who=who, detail=made.detail),
                inside=True,
            )
        case "answered":
            by = case.answered_by.first_name if case.answered_by else _("A colleague")
            return Line("event", made.at, text=_("%(by)s has the answer", by=by), icon="check", inside=True)
        case "answer_withdrawn":
            return Line("event", made.at, text=_("The answer was taken back"), icon="undo", inside=True)
        case "merged_into" | "merged_from" | "parted" | "split_off" | "split_from" | "goes_on":
            number = made.about.partition(":")[2]
            link = _("case %(id)s", id=number)
            return Line(
                "event", made.at, text=str(JOINED[made.what]), link=link, url=f"/cases/{number}", icon="merge"
            )
        case "incident" | "no_incident":
            return _incident(made, who)
        case "rule_note":
            return Line("event", made.at, text=made.detail, icon="loop", inside=True)
        case "rule":
            url = f"/cases/firings/{made.about.partition(':')[2]}"
            return Line("event", made.at, text=_("By the rule"), link=made.detail, url=url, icon="loop")
        case _:
            text, icon = macro_told(made, who) if made.what in MACROS else _words(made, who, first)
            return Line("event", made.at, text=text, icon=icon)


def _incident(made: Step, who: str) -> Line:
    number, is_one = made.about.partition(":")[2], made.what == "incident"
    text = _("%(who)s made it an incident of", who=who) if is_one else _("%(who)s took it out of", who=who)
    link, url = _("problem %(id)s", id=number), f"/problems/{number}"
    return Line("event", made.at, text=text, link=link, url=url, icon="alert", inside=True)


def _words(made: Step, who: str, first: str) -> tuple[str, str]:
    match made.what:
        case "assigned":
            if made.actor is not None and made.actor.name == made.detail:
                return _("%(who)s took it", who=who), "user"
            to = made.detail or _("the desk")
            return _("%(who)s gave it to %(to)s", who=who, to=to), "user"
        case "state":
            return _(
                "%(who)s set it to: %(detail)s",
                who=who,
                detail=midsentence(STATE_WORDS[CaseState(made.detail)]),
            ), "check"
        case "snoozed":
            return _("%(who)s put it aside", who=who), "snooze"
        case "woken":
            return _("%(who)s took it up again", who=who), "snooze"
        case "priority":
            return _("%(who)s set the priority to %(detail)s", who=who, detail=made.detail), "flag"
        case "reopened":
            return _("%(first)s wrote again: the case is open again", first=first), "undo"
        case "asked_rating":
            return _("%(first)s was asked how it was", first=first), "smile"
        case "readdressed":
            before, _arrow, address = made.detail.partition(" → ")
            words = _(
                "Replies go to %(address)s now, no longer to %(before)s", address=address, before=before
            )
            return words, "mail"
        case "thanked":
            return _("%(who)s thanked those who helped", who=who), "heart"
        case "taken_back":
            return _("%(who)s took a reply back before it left", who=who), "undo"
        case _:
            return _marked(made, who)


def _marked(made: Step, who: str) -> tuple[str, str]:
    match made.what:
        case "labelled":
            return _("%(who)s labelled it: %(detail)s", who=who, detail=made.detail), "tag"
        case "muted" | "unmuted" | "spam" | "no_spam" | "blocked" | "unblocked" | "kept_quiet":
            return str(QUIETED[made.what]) % {"who": who}, "moon"
        case "fields":
            return _("%(who)s filled in: %(detail)s", who=who, detail=made.detail), "edit"
        case _ if made.what in TOLD:
            words, icon = TOLD[made.what]
            return str(words) % {"who": who, "detail": made.detail}, icon
        case _:
            return f"{who}: {made.what.replace('_', ' ')}", "history"
