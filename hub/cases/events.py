"""What happens to cases."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class CaseOpened(Fact):
    """A customer wrote for the first time about something, or an agent opened a case by hand."""

    kind: ClassVar[str] = "cases.case_opened"
    says: ClassVar[str] = lazy("New case: “{title}”")
    follows: int | None = None


@dataclass(frozen=True)
class CustomerWrote(Fact):
    """Another message of the customer arrived."""

    kind: ClassVar[str] = "cases.customer_wrote"
    says: ClassVar[str] = lazy("The customer wrote again: “{title}”")
    says_many: ClassVar[str] = lazy("{n} new messages in “{title}”")
    message_id: int
    reopened: bool = False


@dataclass(frozen=True)
class CaseAssigned(Fact):
    """A case was given to somebody, or back to the desk."""

    kind: ClassVar[str] = "cases.case_assigned"
    says: ClassVar[str] = lazy("{actor} gave you the case “{title}”")
    assignee_id: int | None


@dataclass(frozen=True)
class CaseChanged(Fact):
    """State, priority or snooze changed."""

    kind: ClassVar[str] = "cases.case_changed"
    state: str
    before: str = ""


@dataclass(frozen=True)
class NoteAdded(Fact):
    """A colleague wrote inside a case."""

    kind: ClassVar[str] = "cases.note_added"
    says: ClassVar[str] = lazy("{actor} wrote inside “{title}”")
    says_many: ClassVar[str] = lazy("{n} new notes inside “{title}”")
    note_id: int


@dataclass(frozen=True)
class AskedInside(Fact):
    """The case was brought to colleagues as a question, or joined one."""

    kind: ClassVar[str] = "cases.asked_inside"
    question: str
    joined: bool = False

    def touches(self) -> tuple[str, ...]:
        return (self.question,)


@dataclass(frozen=True)
class HoldingDue(Fact):
    """Nobody inside has answered in time: the customer should hear that it goes on."""

    kind: ClassVar[str] = "cases.holding_due"
    says: ClassVar[str] = lazy("No answer yet: tell the customer that it goes on: “{title}”")
    question: str


@dataclass(frozen=True)
class CaseAnswered(Fact):
    """Colleagues have answered: the agent can reply (LK05)."""

    kind: ClassVar[str] = "cases.case_answered"
    says: ClassVar[str] = lazy("The answer is ready for “{title}”")
    answer: str


@dataclass(frozen=True)
class ReplyQueued(Fact):
    """A reply passed the guard and is about to leave."""

    kind: ClassVar[str] = "cases.reply_queued"
    message_id: int
    state: str = ""  # of the case afterwards
    before: str = ""


@dataclass(frozen=True)
class ReplyMoved(Fact):
    """A reply was taken back, sent, delivered, read, or could not be sent."""

    kind: ClassVar[str] = "cases.reply_moved"
    message_id: int
    state: str


@dataclass(frozen=True)
class ReplyFailed(Fact):
    """A reply could not be sent: the agent must know at once."""

    kind: ClassVar[str] = "cases.reply_failed"
    says: ClassVar[str] = lazy("Not sent: your reply in “{title}”")
    message_id: int


@dataclass(frozen=True)
class DraftChanged(Fact):
    """Somebody inserted a text into a reply draft, or took it out."""

    kind: ClassVar[str] = "cases.draft_changed"
    source: str


@dataclass(frozen=True)
class DraftShared(Fact):
    """A draft was shared with the desk, taken over or no longer shared (number 0)."""

    kind: ClassVar[str] = "cases.draft_shared"
    number: int


@dataclass(frozen=True)
class AnswerPinned(Fact):
    """An answer or a page was put on top of the case's suggestions, or taken off."""

    kind: ClassVar[str] = "cases.answer_pinned"
    source: str
    pinned: bool = True


@dataclass(frozen=True)
class CaseRated(Fact):
    """The customer said how it was."""

    kind: ClassVar[str] = "cases.case_rated"
    says: ClassVar[str] = lazy("The customer rated “{title}” {rating} of 5")
    rating: int


@dataclass(frozen=True)
class LessonRecorded(Fact):
    """It was noted what this case taught us."""

    kind: ClassVar[str] = "cases.lesson_recorded"
    lesson: str


@dataclass(frozen=True)
class PromiseSoon(Fact):
    """A promised time comes near, and nobody has answered or solved."""

    kind: ClassVar[str] = "cases.promise_soon"
    says: ClassVar[str] = lazy("Soon due: “{title}”")
    which: str  # reply | solution


@dataclass(frozen=True)
class PromiseMissed(Fact):
    """A promised time has passed."""

    kind: ClassVar[str] = "cases.promise_missed"
    says: ClassVar[str] = lazy("The promised time has passed: “{title}”")
    which: str


@dataclass(frozen=True)
class PromiseSettled(Fact):
    """A reply went out, or a case was solved: in the promised time or after it."""

    kind: ClassVar[str] = "cases.promise_settled"
    which: str  # first | next | solution
    kept: bool
    message_id: int | None = None


@dataclass(frozen=True)
class DeskChanged(Fact):
    """Hours, promises or rules of a desk were changed."""

    kind: ClassVar[str] = "cases.desk_changed"


@dataclass(frozen=True)
class Labelling(Fact):
    """A case was given labels, or lost some."""

    kind: ClassVar[str] = "cases.labelled"
    added: tuple[str, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldsSet(Fact):
    """Own fields of a desk were filled or emptied in a case."""

    kind: ClassVar[str] = "cases.fields_set"
    keys: tuple[str, ...]


@dataclass(frozen=True)
class CaseWoke(Fact):
    """A case that was put aside is back: its time has come."""

    kind: ClassVar[str] = "cases.case_woke"
    says: ClassVar[str] = lazy("Back in your list: “{title}”")


@dataclass(frozen=True)
class CasesMerged(Fact):
    """A case went into another one of the same customer."""

    kind: ClassVar[str] = "cases.cases_merged"
    into: str
    merge_id: int

    def touches(self) -> tuple[str, ...]:
        return (self.into,)


@dataclass(frozen=True)
class CasesParted(Fact):
    """A merge was taken back."""

    kind: ClassVar[str] = "cases.cases_parted"
    parted_from: str

    def touches(self) -> tuple[str, ...]:
        return (self.parted_from,)


@dataclass(frozen=True)
class CaseSplit(Fact):
    """A message became a case of its own."""

    kind: ClassVar[str] = "cases.case_split"
    made: str
    message_id: int

    def touches(self) -> tuple[str, ...]:
        return (self.made,)


@dataclass(frozen=True)
class CaseQuieted(Fact):
    """A case was muted or marked as spam, or its customer blocked; or that was taken back."""

    kind: ClassVar[str] = "cases.case_quieted"
    how: str  # muted | spam | blocked
    on: bool = True


@dataclass(frozen=True)
class MessageRetouched(Fact):
    """At its channel a message was changed or deleted by its customer, or a reply of ours taken away."""

    kind: ClassVar[str] = "cases.message_retouched"
    message_id: int
    what: str  # message_edited | message_reread | message_removed | reply_gone


@dataclass(frozen=True)
class CaseErased(Fact):
    """Its customer had everything erased: whoever keeps words of theirs beside the case forgets them."""

    kind: ClassVar[str] = "cases.case_erased"


@dataclass(frozen=True)
class WroteQuietly(Fact):
    """A customer wrote into a case that is kept quiet: the words are there, and nobody is called."""

    kind: ClassVar[str] = "cases.wrote_quietly"
    message_id: int


@dataclass(frozen=True)
class TeamAsked(Fact):
    """A case was given to a team: anybody of it may take it."""

    kind: ClassVar[str] = "cases.team_asked"
    says: ClassVar[str] = lazy("For your team: “{title}”")
    team: str


@dataclass(frozen=True)
class PresenceChanged(Fact):
    """Somebody came to a case, began to write, or left: pings those who have it open, and nobody else.

    Its subject is `case_presence:7`, not the case: only what shows who is here has to look again.
    """

    kind: ClassVar[str] = "cases.presence_changed"


@dataclass(frozen=True)
class CustomerPage(Fact):
    """The customer was given the address of a page on which they follow their case; or it was revoked."""

    kind: ClassVar[str] = "cases.customer_page"
    on: bool = True
