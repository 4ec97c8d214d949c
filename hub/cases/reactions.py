"""What happens in discussions and changes cases."""

from hub.cases.actions import holding, inside, routing
from hub.cases.events import CaseOpened
from hub.channels.events import ChannelResumed
from hub.core import refs
from hub.core.events import Event
from hub.reuse.events import AnswerReady, AnswerWithdrawn, StillUnanswered, WaitElsewhere


def case_opened(event: Event, _fact: CaseOpened) -> None:
    """The rule of the desk says whose it is."""
    routing.route(refs.parse(event.subject).id)


def answer_ready(_event: Event, fact: AnswerReady) -> None:
    """Every open case that waits for this question can go on."""
    inside.answer_ready(fact.question, fact.answer)


def answer_withdrawn(_event: Event, fact: AnswerWithdrawn) -> None:
    """Those that were given this answer wait again."""
    inside.answer_withdrawn(fact.question, fact.answer)


def wait_elsewhere(_event: Event, fact: WaitElsewhere) -> None:
    """Those that waited for a duplicate wait for the original."""
    inside.wait_elsewhere(fact.question, fact.original)


def still_unanswered(_event: Event, fact: StillUnanswered) -> None:
    """Those who wait hear that it goes on, once."""
    if fact.rung == 1:
        inside.offer_holding(fact.question)


def channel_resumed(event: Event, _fact: ChannelResumed) -> None:
    """What waited for it goes out."""
    holding.let_out(refs.parse(event.subject).id)
