"""What became of texts that were used again; and that an answer is ready for those who wait.

These facts are below the features, so that questions, pages, cases and the feed can all react.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from hub.core.events import Fact
from hub.core.words import lazy


@dataclass(frozen=True)
class AnswerReady(Fact):
    """A discussion was settled: whoever waits for it can go on. Subject: the question."""

    kind: ClassVar[str] = "reuse.answer_ready"
    question: str
    answer: str


@dataclass(frozen=True)
class AnswerWithdrawn(Fact):
    """The accepted mark was taken back: whoever waited waits again."""

    kind: ClassVar[str] = "reuse.answer_withdrawn"
    question: str
    answer: str


@dataclass(frozen=True)
class WaitElsewhere(Fact):
    """A discussion goes on in another one: whoever waits for it waits there now. Subject: the first."""

    kind: ClassVar[str] = "reuse.wait_elsewhere"
    question: str
    original: str


@dataclass(frozen=True)
class StillUnanswered(Fact):
    """Nobody answered a discussion in time, and others were asked. Subject: the question."""

    kind: ClassVar[str] = "reuse.still_unanswered"
    question: str
    rung: int


@dataclass(frozen=True)
class CustomersWaiting(Fact):
    """How many customers wait for a discussion changed. Subject: the question.

    `since` is the moment (ISO) since which the first of them waits, `due` the first by which one of
    them was promised an answer; "" when nobody does.
    """

    kind: ClassVar[str] = "reuse.customers_waiting"
    question: str
    waiting: int
    cases: int
    since: str = ""
    due: str = ""


@dataclass(frozen=True)
class TextSent(Fact):
    """A reply made from vetted texts left for a customer. Subject: the case."""

    kind: ClassVar[str] = "reuse.text_sent"
    says: ClassVar[str] = lazy("Your answer went to a customer")
    says_many: ClassVar[str] = lazy("Your answers went to {n} customers")
    reply: str
    channel: str
    sources: list[str] = field(default_factory=list)
    helpers: list[int] = field(default_factory=list)

    def touches(self) -> tuple[str, ...]:
        return tuple(self.sources)


@dataclass(frozen=True)
class CustomerCameBack(Fact):
    """The customer wrote again after a reply that others had helped with. Subject: the case.

    `reopened`: it had been solved, so the reply was perhaps not enough; `words`: then theirs, masked.
    """

    kind: ClassVar[str] = "reuse.customer_came_back"
    says: ClassVar[str] = lazy("A customer wrote again after your answer")
    says_many: ClassVar[str] = lazy("{n} customers wrote again after your answers")
    quotes: ClassVar[str] = "words"
    reply: str
    reopened: bool = False
    sources: list[str] = field(default_factory=list)
    helpers: list[int] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True)
class ReplyRead(Fact):
    """The channel says that a reply was read which others had helped with. Subject: the case."""

    kind: ClassVar[str] = "reuse.reply_read"
    says: ClassVar[str] = lazy("A customer read your answer")
    says_many: ClassVar[str] = lazy("{n} customers read your answers")
    reply: str
    sources: list[str] = field(default_factory=list)
    helpers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class HelpersToldPrivately(Fact):
    """An agent thanked those who are not named in public for what they do. Subject: the case.

    `words` are the agent's, the customer's identity masked. It is told once and never counted.
    """

    kind: ClassVar[str] = "reuse.helpers_told_privately"
    says: ClassVar[str] = lazy("{actor} thanked you")
    quotes: ClassVar[str] = "words"
    words: str
    sources: list[str] = field(default_factory=list)
    helpers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class OutcomeArrived(Fact):
    """The customer said whether it helped, 1 to 5. Subject: the case.

    `words` are the customer's own, masked; `question` is where the answer was found, if anywhere;
    `before` is the earlier rating when they changed it or added words, else 0.
    """

    kind: ClassVar[str] = "reuse.outcome_arrived"
    says: ClassVar[str] = lazy("A customer rated a reply that you helped with {rating} of 5")
    says_many: ClassVar[str] = lazy("{n} customers rated replies that you helped with")
    quotes: ClassVar[str] = "words"
    reply: str
    rating: int
    words: str = ""
    question: str = ""
    sources: list[str] = field(default_factory=list)
    helpers: list[int] = field(default_factory=list)
    before: int = 0

    def touches(self) -> tuple[str, ...]:
        return tuple(self.sources)


@dataclass(frozen=True)
class TextDoubted(Fact):
    """A text did not help a customer: somebody has to look at it. Subject: where it stands.

    `customers`: how many different ones by now; `withdrawn`: it is therefore suggested to nobody from
    now on. `words` are the customer's own, masked; `rating` is 0 when they came back instead.
    """

    kind: ClassVar[str] = "reuse.text_doubted"
    says: ClassVar[str] = lazy("A customer was not helped by “{title}”")
    says_many: ClassVar[str] = lazy("{n} customers were not helped by “{title}”")
    quotes: ClassVar[str] = "words"
    check: int
    source: str
    customers: int
    withdrawn: bool = False
    words: str = ""
    rating: int = 0

    def touches(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True)
class CheckLifted(Fact):
    """A customer took back that a text did not help. `customers`: how many still say so."""

    kind: ClassVar[str] = "reuse.check_lifted"
    check: int
    source: str
    customers: int

    def touches(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True)
class CheckReviewed(Fact):
    """Somebody looked at a text that had not helped: kept as it is, or corrected meanwhile."""

    kind: ClassVar[str] = "reuse.check_reviewed"
    says: ClassVar[str] = lazy("{actor} looked at what customers said of “{title}”")
    quotes: ClassVar[str] = "note"
    check: int
    source: str
    verdict: str
    note: str = ""

    def touches(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True)
class TextCorrected(Fact):
    """A text that customers hold was changed, and whoever did it said how much. Subject: where it stands.

    `change`: small | changed | wrong; `recall`: the id of the recall that it opened or joined, else 0.
    """

    kind: ClassVar[str] = "reuse.text_corrected"
    source: str
    change: str
    recall: int = 0

    def touches(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True)
class StandingChanged(Fact):
    """What results say of a text changed: proven, to be checked, neither. Subject: where it stands."""

    kind: ClassVar[str] = "reuse.standing_changed"
    source: str

    def touches(self) -> tuple[str, ...]:
        return (self.source,)


@dataclass(frozen=True)
class PhrasesChanged(Fact):
    """A text has other words by which it is found. Subject: where it stands."""

    kind: ClassVar[str] = "reuse.phrases_changed"
    source: str

    def touches(self) -> tuple[str, ...]:
        return (self.source,)
