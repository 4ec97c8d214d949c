"""A case as it is shown: five dots of progress, badges of a row, and the log between the panes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.cases.models import Case, CaseState, Message, Step
from hub.cases.queries import NOT_SENT, Row
from hub.cases.search import CHANNEL_ICONS
from hub.channels.contract import MessageState, traits_of
from hub.people.models import Person
from hub.reuse.models import Provenance, Relation

SAID = {
    MessageState.HELD: "going out in a moment",
    MessageState.QUEUED: "going out",
    MessageState.SENDING: "going out",
    MessageState.SENT: "sent",
    MessageState.DELIVERED: "delivered",
    MessageState.READ: "read",
    MessageState.FAILED: "not sent",
    MessageState.UNKNOWN: "perhaps not sent",
}
STATE_WORDS = {
    CaseState.NEW: "New",
    CaseState.OPEN: "Open",
    CaseState.WAITING_CUSTOMER: "Waiting for the customer",
    CaseState.WAITING_COLLEAGUE: "Waiting for a colleague",
    CaseState.SOLVED: "Solved",
    CaseState.CLOSED: "Closed",
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


def files_of(message: Message) -> list[dict[str, str]]:
    """What came attached, with where it is fetched from: the message as it arrived holds it."""
    item = message.extra.get("item")
    return [
        {"name": name, "url": f"/admin/channels/items/{item}/files/{number}" if item else "", "size": ""}
        for number, name in enumerate(message.extra.get("files", ()))
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
    traits = traits_of(case.channel)
    if traits is None:
        return case.channel.name
    return f"{traits.label}, public" if traits.is_public else traits.label


def dots(case: Case) -> list[Dot]:
    """Arrived · Asked inside · Answered · Reply · Feedback, and who is awaited at which."""
    first = case.customer.first_name
    replied = case.replied_at is not None and case.waiting_since is None
    by = f"{case.answered_by.first_name}, " if case.answered_by else ""
    done: list[tuple[str, bool, datetime | None, str]] = [
        ("Arrived", True, case.created_at, ""),
        ("Asked inside", case.asked_at is not None, case.asked_at, ""),
        ("Answered", case.answered_at is not None, case.answered_at, by),
        ("Replied", replied, case.replied_at, ""),
        ("Feedback", case.rated_at is not None, None, f"{case.rating} of 5"),
    ]
    last = max(index for index, each in enumerate(done) if each[1])
    awaited = {
        1: Dot("Ask inside", "now", words="press D"),
        2: Dot("Answered", "now", words="colleagues are asked"),
        3: Dot("Reply", "now", words="you are here" if case.answered_at else ""),
        4: Dot("Feedback", "now", words=f"from {first}"),
    }
    coming = {1: Dot("Ask inside"), 2: Dot("Answered"), 3: Dot("Reply", at=case.due_at, words="by "),
              4: Dot("Feedback", words=f"from {first}")}  # fmt: skip
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
        return "Not sent", "bad", "alert"
    if case.snoozed_until is not None and not case.is_over:
        return "snoozed", "", "snooze"
    if case.rating is not None:
        return f"Rated {case.rating} of 5", "ok" if case.rating > 2 else "bad", face_of(case.rating)
    if case.is_over:
        return STATE_WORDS[CaseState(case.state)], "", "check"
    if case.state == CaseState.WAITING_CUSTOMER:
        return f"Waiting for {case.customer.first_name}", "out", "reply"
    if case.answered_at is not None:
        return "Answered inside", "ok", "check"
    if case.asked_at is not None:
        return "Discussing", "in", "bubbles"
    return "Nobody asked yet", "", ""


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
        lines.append(Line("event", case.created_at, text="It follows", link=f"case {case.follows_id}",
                          url=f"/cases/{case.follows_id}", icon="link"))  # fmt: skip
    for message in messages:
        if message.state == MessageState.TAKEN_BACK or message.state in NOT_SENT:
            continue
        if message.automatic:  # the event says it; the address in it is the customer's alone
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
        return f"{name}’s answer"
    return source.source_title


def _event(case: Case, made: Step, actor: Person) -> Line:
    who = "You" if made.actor_id == actor.id else made.actor.first_name if made.actor else "The hub"
    first = case.customer.first_name
    question = f"/q/{made.about.partition(':')[2]}" if made.about.startswith("question:") else ""
    title = made.detail or "a question"
    match made.what:
        case "asked" | "joined":
            verb = "asked inside:" if made.what == "asked" else "joined the discussion:"
            return Line("event", made.at, text=f"{who} {verb}", link=title, url=question, inside=True)
        case "left_question":
            return Line("event", made.at, text=f"{who} left the discussion. {made.detail}", inside=True)
        case "answered":
            by = case.answered_by.first_name if case.answered_by else "A colleague"
            return Line("event", made.at, text=f"{by} has the answer", icon="check", inside=True)
        case "answer_withdrawn":
            return Line("event", made.at, text="The answer was taken back", icon="undo", inside=True)
        case _:
            text, icon = _words(made, who, first)
            return Line("event", made.at, text=text, icon=icon)


def _words(made: Step, who: str, first: str) -> tuple[str, str]:
    match made.what:
        case "assigned":
            if made.actor is not None and made.actor.name == made.detail:
                return f"{who} took it", "user"
            to = made.detail or "the desk"
            return f"{who} gave it to {to}", "user"
        case "state":
            return f"{who} set it to: {STATE_WORDS[CaseState(made.detail)].lower()}", "check"
        case "snoozed":
            return f"{who} put it aside", "snooze"
        case "woken":
            return f"{who} took it up again", "snooze"
        case "priority":
            return f"{who} set the priority to {made.detail}", "flag"
        case "reopened":
            return f"{first} wrote again: the case is open again", "undo"
        case "asked_rating":
            return f"{first} was asked how it was", "smile"
        case "taken_back":
            return f"{who} took a reply back before it left", "undo"
        case _:
            return f"{who}: {made.what.replace('_', ' ')}", "history"
