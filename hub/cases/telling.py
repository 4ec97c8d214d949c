"""Telling many customers the same: who is ready, why the others are not, what is read before it leaves."""

from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from hub.cases.check_models import Level
from hub.cases.checkrules import LEAST_REASON, levels
from hub.cases.drafts import place_of
from hub.cases.fitting import version_for
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.cases.tongues import language_between, tongues_of
from hub.cases.ways import traits_for
from hub.core.db import session
from hub.core.features import CustomerText
from hub.core.limits import LIMITS
from hub.core.permissions import can
from hub.core.refs import number_in
from hub.core.words import lazy
from hub.people.models import Draft, Person
from hub.reuse.models import Provenance
from hub.reuse.passages import fitted
from hub.reuse.variables import known_of, unfilled

BECAUSE_FIELD = "because-"
SAMPLE = 3  # texts that somebody has to have read before all leave
BECAUSE = {
    "no-wording": lazy("Nobody has written yet what a customer may be told."),
    "not-waiting": lazy("The customer does not wait any more."),
    "over": lazy("The case is over."),
    "answered": lazy("Somebody has written to this customer since the solution is known."),
    "twice": lazy("This customer is told in another of their cases."),
    "closed": lazy("You cannot write to this customer from here."),
    "unfilled": lazy("A place in the text cannot be filled from this case."),
    "long": lazy("The text is too long for this channel."),
    "begun": lazy("Somebody has begun to write another reply."),
    "language": lazy("They wrote in another language. Say above why it may leave all the same."),
    "never": lazy("They wrote in another language, and the send check stops such a reply."),
}


@dataclass(frozen=True)
class Recipient:
    """One case whose customer could be told. `because`: a key of BECAUSE, "" when it is ready.

    `wrote`, `written`: the languages of the customer's last words and of the text, where they differ.
    `reason`: why it may leave all the same.
    """

    case: Case
    text: str
    because: str
    reply: Message | None = None
    wrote: str = ""
    written: str = ""
    reason: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can leave with the others."""
        return self.reply is None and not self.because


@dataclass(frozen=True)
class Abroad:
    """Customers who get another language than their own: theirs, the text's, how many, one to be read."""

    wrote: str
    written: str
    count: int
    one: Recipient
    may: bool  # whether it may leave at all
    asks: bool  # whether a reason is needed

    @property
    def name(self) -> str:
        """Of the field for the reason."""
        return f"{BECAUSE_FIELD}{self.wrote}"


def text_for(
    writer: Person, case: Case, wording: CustomerText, placeholders: Mapping[str, str] | None = None
) -> str:
    """What this customer could be told: filled, and as many whole sentences as the channel takes."""
    text = version_for(case, wording, known_of(case, writer, placeholders)).strip()
    traits = traits_for(case)
    if traits is None or not traits.length:
        return text
    return fitted(text, traits.length, count=traits.measure.of)


def why_it_stays(actor: Person, case: Case, text: str, begun: str) -> str:
    """Why a text cannot leave from this case with the others; "" when it can."""
    traits = traits_for(case)
    if traits is None or not traits.can_send or not can(actor, REPLY, case):
        return "closed"
    if unfilled(text):
        return "unfilled"
    if traits.measure.of(text) > traits.length:
        return "long"
    if begun.strip() and begun.strip() != text:
        return "begun"
    return ""


def heed_languages(found: Sequence[Recipient], reasons: Mapping[str, str]) -> list[Recipient]:
    """The same, with what the send check says of texts that are not in their customer's language.

    `reasons`: language → why its customers are told in another one all the same.
    """
    ready = [each.case for each in found if each.is_ready]
    level = levels()["language"] if ready else Level.OFF
    tongues = tongues_of(ready) if level != Level.OFF else {}
    heeded = []
    for each in found:
        wrote = tongues.get(each.case.id, "")
        written = language_between(wrote, each.text) if each.is_ready else ""
        reason = reasons.get(wrote, "").strip()
        stays = {Level.STOP: "never", Level.ASK: "" if len(reason) >= LEAST_REASON else "language"}
        said = replace(each, because=stays.get(level, ""), wrote=wrote, written=written, reason=reason)
        heeded.append(said if written else each)
    return sorted(heeded, key=lambda each: (not each.is_ready, each.reply is not None))


def take_reasons(sent: MutableMapping[str, str]) -> dict[str, str]:
    """Language → reason, as typed; taken out of what was sent."""
    names = [name for name in sent if name.startswith(BECAUSE_FIELD)]
    return {name.removeprefix(BECAUSE_FIELD): sent.pop(name).strip()[: LIMITS.note] for name in names}


def abroad(found: Sequence[Recipient]) -> list[Abroad]:
    """Who would get another language than their own, by language."""
    groups: dict[str, list[Recipient]] = {}
    for each in found:
        if each.wrote:
            groups.setdefault(each.wrote, []).append(each)
    return [
        Abroad(wrote, one.written, len(some), one, one.because != "never", bool(one.because or one.reason))
        for wrote, some in sorted(groups.items())
        for one in some[:1]
    ]


def sample_of(
    found: Sequence[Recipient], alike: Callable[[Case], Hashable] = lambda case: case.channel.kind
) -> list[Recipient]:
    """Those that are to be read before all leave: one of each that are not alike first, by channel.

    Who gets another language than their own is read beside these: the first of each language.
    """
    ready = [each for each in found if each.is_ready and not each.wrote]
    first: dict[Hashable, Recipient] = {}
    for each in ready:
        first.setdefault(alike(each.case), each)
    rest = [each for each in ready if each not in first.values()]
    return [*first.values(), *rest][:SAMPLE]


def replies_with(source: str, cases: Sequence[Case]) -> dict[str, Message]:
    """case ref → the last reply that carried what stands in `source` there."""
    refs = [case.ref for case in cases]
    rows = session().execute(
        select(Provenance.case_ref, Message)
        .join(Message, Message.id == number_in(Provenance.reply, "message"))
        .where(Provenance.source == source, Provenance.case_ref.in_(refs or [""]))
        .order_by(Provenance.id)
    )
    return {row[0]: row[1] for row in rows}


def begun_in(cases: Sequence[Case]) -> dict[str, str]:
    """place (`drafts.place_of`) → what somebody has begun to write there."""
    places = [place_of(case) for case in cases]
    statement = select(Draft.place, Draft.body).where(Draft.place.in_(places or [""]))
    return {row[0]: row[1] for row in session().execute(statement)}
