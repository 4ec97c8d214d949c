"""An answer as it is kept drawn, for whoever may do the same with it (hub/web/keeping.py)."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from hub.threads.queries import MoodLine, TalkCard
from hub.web.faces import Who, who_is
from hub.web.filters import ago, readers_zone, stored, with_variables

if TYPE_CHECKING:
    from hub.qa.around import AnswerView, QuestionView


class Wording(NamedTuple):
    """What we may say to customers. state: vetted | draft | changed; the words for moments are finished."""

    state: str
    html: Markup
    text: str
    vetted_by: str
    vetted: str
    last_used: str


class AnswerCard(NamedTuple):
    """Everything that qa/_kept_answer.html shows of one answer, and what this reader may do with it."""

    id: int
    question: str  # its ref
    ref: str
    author: Who
    at: datetime
    html: Markup
    is_accepted: bool
    accepted_by: str
    is_new: bool
    is_obsolete: bool
    is_checked: bool
    proven_in: int
    vote_count: int
    my_vote: int
    sent_count: int
    edited_at: datetime | None
    improved_by: tuple[str, ...]
    wording: Wording | None
    moods: tuple[MoodLine, ...]
    talk: TalkCard
    is_first_new: bool
    may_vote: bool
    may_vet: bool
    may_word: bool
    may_accept: bool
    may_use: bool  # in a reply to a customer


def answer_card(view: "QuestionView", each: "AnswerView") -> AnswerCard:
    """The card of one answer of the question in `view`."""
    answer, thread, question = each.answer, each.thread, view.question
    accepted_by = question.accepted_by.name if each.accepted and question.accepted_by else ""
    return AnswerCard(
        answer.id, question.ref, answer.ref, who_is(answer.author), answer.created_at,
        stored(answer.html, view.cards), each.accepted, accepted_by, each.is_new,
        answer.obsolete_at is not None, each.checked is not None, each.proven_in, answer.vote_count,
        each.my_vote, answer.sent_count, answer.edited_at, tuple(each.improved_by), _wording(each),
        tuple(thread.moods), thread.card(view.cards), view.first_new == f"a{answer.id}", each.may_vote,
        bool(each.wording) and each.may_vet, each.may_word,
        view.may_accept and answer.obsolete_at is None, each.may_use,
    )  # fmt: skip


def _wording(each: "AnswerView") -> Wording | None:
    answer = each.answer
    if not each.wording:
        return None
    zone, by = readers_zone(), answer.vetted_by if each.wording == "vetted" else None
    return Wording(
        each.wording, with_variables(stored(answer.customer_html)), answer.customer_text,
        by.name if by else "", ago(answer.vetted_at, zone=zone) if by and answer.vetted_at else "",
        ago(answer.last_sent_at, zone=zone) if answer.last_sent_at else "",
    )  # fmt: skip
