"""Telling many customers the same: who is ready, why the others are not, what is read before it leaves."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hub.cases.drafts import place_of
from hub.cases.fitting import version_for
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.cases.ways import traits_for
from hub.core.db import session
from hub.core.features import CustomerText
from hub.core.permissions import can
from hub.core.refs import number_in
from hub.core.words import lazy
from hub.people.models import Draft, Person
from hub.reuse.models import Provenance
from hub.reuse.passages import fitted
from hub.reuse.variables import known_of, unfilled

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
}


@dataclass(frozen=True)
class Recipient:
    """One case whose customer could be told. `because`: a key of BECAUSE, "" when it is ready."""

    case: Case
    text: str
    because: str
    reply: Message | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can leave with the others."""
        return self.reply is None and not self.because


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


def sample_of(
    found: Sequence[Recipient], alike: Callable[[Case], Hashable] = lambda case: case.channel.kind
) -> list[Recipient]:
    """Those that are to be read before all leave: one of each that are not alike first, by channel."""
    ready = [each for each in found if each.is_ready]
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
