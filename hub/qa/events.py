"""What happens to questions and answers."""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class QuestionAsked(Fact):
    """Somebody asked a question."""

    kind: ClassVar[str] = "qa.question_asked"
    says: ClassVar[str] = lazy("{actor} asked “{title}”")
    question_id: int
    case_ref: str = ""


@dataclass(frozen=True)
class QuestionEdited(Fact):
    """The text or the topics of a question changed."""

    kind: ClassVar[str] = "qa.question_edited"
    question_id: int


@dataclass(frozen=True)
class QuestionWithdrawn(Fact):
    """Whoever asked took the question back before anybody answered."""

    kind: ClassVar[str] = "qa.question_withdrawn"
    question_id: int


@dataclass(frozen=True)
class AnswerPosted(Fact):
    """Somebody answered a question."""

    kind: ClassVar[str] = "qa.answer_posted"
    says: ClassVar[str] = lazy("{actor} answered “{title}”")
    says_many: ClassVar[str] = lazy("{n} new answers to “{title}”")
    answer_id: int
    question_id: int

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class AnswerEdited(Fact):
    """An answer, or its customer wording, changed."""

    kind: ClassVar[str] = "qa.answer_edited"
    says: ClassVar[str] = lazy("{actor} wrote what customers may be told: “{title}”")
    answer_id: int
    question_id: int
    wording_changed: bool = False

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class AnswerVetted(Fact):
    """A knowledge manager confirmed that customers may be told this."""

    kind: ClassVar[str] = "qa.answer_vetted"
    says: ClassVar[str] = lazy("{actor} vetted your customer wording on “{title}”")
    answer_id: int
    question_id: int

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class AnswerAccepted(Fact):
    """An answer was marked as the one that solved the question."""

    kind: ClassVar[str] = "qa.answer_accepted"
    says: ClassVar[str] = lazy("{actor} accepted an answer to “{title}”")
    answer_id: int
    question_id: int

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class AnswerUnaccepted(Fact):
    """The mark was taken back."""

    kind: ClassVar[str] = "qa.answer_unaccepted"
    says: ClassVar[str] = lazy("{actor} took back the accepted mark on “{title}”")
    answer_id: int
    question_id: int

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class WaitingShown(Fact):
    """A question shows another number of waiting customers: whoever keeps a copy of it looks again."""

    kind: ClassVar[str] = "qa.waiting_shown"
    question_id: int


@dataclass(frozen=True)
class VoteCast(Fact):
    """Somebody voted, or took a vote back (value 0)."""

    kind: ClassVar[str] = "qa.vote_cast"
    ref: str
    value: int


@dataclass(frozen=True)
class AnswerRequested(Fact):
    """Somebody in particular was asked to answer. Subject: the question, as of the next three."""

    kind: ClassVar[str] = "qa.answer_requested"
    says: ClassVar[str] = lazy("{actor} asks you: “{title}”")
    question_id: int
    person_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class RequestAccepted(Fact):
    """Whoever was asked takes it."""

    kind: ClassVar[str] = "qa.request_accepted"
    says: ClassVar[str] = lazy("{actor} has taken “{title}”")
    question_id: int
    asked_by_id: int


@dataclass(frozen=True)
class RequestDeclined(Fact):
    """Whoever was asked cannot answer; `reason` is theirs, "" when they gave none."""

    kind: ClassVar[str] = "qa.request_declined"
    says: ClassVar[str] = lazy("{actor} cannot answer “{title}”")
    quotes: ClassVar[str] = "reason"
    question_id: int
    asked_by_id: int
    reason: str = ""


@dataclass(frozen=True)
class RequestHandedOn(Fact):
    """Whoever was asked let a colleague answer instead."""

    kind: ClassVar[str] = "qa.request_handed_on"
    says: ClassVar[str] = lazy("{actor} handed on “{title}”")
    question_id: int
    asked_by_id: int
    person_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class MarkedObsolete(Fact):
    """A question or an answer holds no more. `instead`: the ref of what does, if anything."""

    kind: ClassVar[str] = "qa.marked_obsolete"
    says: ClassVar[str] = lazy("{actor} marked something as obsolete: “{title}”")
    quotes: ClassVar[str] = "reason"
    ref: str
    reason: str = ""
    instead: str = ""

    def touches(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.ref, self.instead)))


@dataclass(frozen=True)
class QuestionClosed(Fact):
    """A question was closed: as a duplicate of `original`, else for a reason of the house."""

    kind: ClassVar[str] = "qa.question_closed"
    says: ClassVar[str] = lazy("{actor} closed “{title}”")
    quotes: ClassVar[str] = "reason"
    question_id: int
    reason: str = ""
    original: str = ""

    def touches(self) -> tuple[str, ...]:
        return (self.original,) if self.original else ()


@dataclass(frozen=True)
class PutBack(Fact):
    """What was obsolete, a duplicate or closed is so no more. `how`: which of these it was."""

    kind: ClassVar[str] = "qa.put_back"
    says: ClassVar[str] = lazy("{actor} opened “{title}” again")
    ref: str
    how: str

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class EditSuggested(Fact):
    """Somebody suggests another text for a question or an answer. Subject: the question, as of the next."""

    kind: ClassVar[str] = "qa.edit_suggested"
    says: ClassVar[str] = lazy("{actor} suggests an edit: “{title}”")
    quotes: ClassVar[str] = "note"
    ref: str
    edit: int
    note: str = ""

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class EditApproved(Fact):
    """A suggested edit was taken over, `changed` or as it was."""

    kind: ClassVar[str] = "qa.edit_approved"
    says: ClassVar[str] = lazy("{actor} took your edit over: “{title}”")
    ref: str
    edit: int
    author_id: int
    changed: bool = False

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class EditRejected(Fact):
    """A suggested edit was not taken over, and why."""

    kind: ClassVar[str] = "qa.edit_rejected"
    says: ClassVar[str] = lazy("{actor} left the text as it was: “{title}”")
    quotes: ClassVar[str] = "reason"
    ref: str
    edit: int
    author_id: int
    reason: str = ""

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class EditWithdrawn(Fact):
    """Whoever suggested an edit took it back."""

    kind: ClassVar[str] = "qa.edit_withdrawn"
    ref: str
    edit: int

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class NobodyAnswered(Fact):
    """Nobody answered in time: the question climbed to a rung, and these people are asked."""

    kind: ClassVar[str] = "qa.nobody_answered"
    says: ClassVar[str] = lazy("Nobody has answered yet: “{title}”")
    question_id: int
    rung: int
    person_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class AskedWhetherSolved(Fact):
    """A quiet day after the last answer its asker was asked whether that solved it."""

    kind: ClassVar[str] = "qa.asked_whether_solved"
    says: ClassVar[str] = lazy("Did this solve it? “{title}”")
    question_id: int
    answer_id: int

    def touches(self) -> tuple[str, ...]:
        return (f"answer:{self.answer_id}",)


@dataclass(frozen=True)
class VotedAgainst(Fact):
    """A colleague found something wrong and said what; recorded as the hub's, for it names nobody."""

    kind: ClassVar[str] = "qa.voted_against"
    says: ClassVar[str] = lazy("A colleague sees something wrong in “{title}”")
    quotes: ClassVar[str] = "reason"
    ref: str
    reason: str

    def touches(self) -> tuple[str, ...]:
        return (self.ref,)


@dataclass(frozen=True)
class ThanksPromised(Fact):
    """Somebody promised thanks for an answer, or took it back (no words)."""

    kind: ClassVar[str] = "qa.thanks_promised"
    question_id: int
    words: str = ""
