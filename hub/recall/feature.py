"""What recall adds to the hub."""

from collections.abc import Iterable

from hub.cases.events import CaseErased, ReplyFailed, ReplyMoved, ReplyQueued
from hub.core.events import Event
from hub.core.features import Card, Feature, Kind, Recipient
from hub.core.words import lazy
from hub.recall import actions, gathering, panels
from hub.recall.events import RecallGathered
from hub.recall.routes import bp
from hub.reuse.events import TextCorrected, TextSent
from hub.reuse.recall_models import Recall


def recall_url(recall: Recall) -> str:
    """`/recalls/7`."""
    return f"/recalls/{recall.id}"


def recall_card(recall: Recall) -> Card:
    """A recall in one line."""
    return Card(
        recall.ref, recall.title, recall_url(recall), lazy("Recall"), icon="undo",
        state="" if recall.is_open else "closed", excerpt=recall.because,
    )  # fmt: skip


def recall_gathered(event: Event, fact: RecallGathered) -> Iterable[Recipient]:
    """Whoever looks after the cases, once for each recall."""
    for person_id in fact.owners:
        yield Recipient(
            person_id, lazy("you look after a case of a customer who has it"), "answer", event.subject
        )


feature = Feature(
    "recall",
    title=lazy("Recalls"),
    blueprints=(bp,),
    kinds=(
        Kind("recall", Recall, lazy("Recall"), recall_url, lambda recall: recall.title, card=recall_card),
    ),
    on={
        TextCorrected: gathering.text_corrected,
        TextSent: gathering.text_sent,
        ReplyQueued: actions.reply_moved,
        ReplyMoved: actions.reply_moved,
        ReplyFailed: actions.reply_moved,
        CaseErased: actions.case_erased,
    },
    notify={RecallGathered: recall_gathered},
    panels={
        "case.urgent": panels.in_case,
        "questions.side": panels.at_side,
    },
)
