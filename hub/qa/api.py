"""Questions, answers, votes, acceptance and vetting over the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import Field, StringConstraints

from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.qa import actions, queries
from hub.qa.models import Answer, Question
from hub.qa.search import answer_url, question_url
from hub.reuse.asking import ChangeIn
from hub.spaces.models import Space
from hub.spaces.topics import topic_at, topics_of
from hub.web.api import Out, Paged, api_blueprint, filled, listed, operation
from hub.web.forms import Body, Form, Note, OptionalBody, Title

bp = api_blueprint("qa")

WRITE = ("write",)
Topics = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.tag)]],
    Field(max_length=LIMITS.tags),
]


class QuestionOut(Out):
    """A question as its readers see it."""

    id: int
    ref: str
    url: str
    space_id: int
    author: PersonName
    title: str
    body: str
    html: str
    state: str
    topics: list[str]
    accepted_id: int | None
    answer_count: int
    comment_count: int
    vote_count: int
    case_count: int
    waiting_since: datetime | None
    revision: int
    created_at: datetime
    edited_at: datetime | None


class AnswerOut(Out):
    """What we know, and what we may say."""

    id: int
    ref: str
    url: str
    question_id: int
    author: PersonName
    body: str
    html: str
    customer_text: str
    is_vetted: bool
    is_accepted: bool
    comment_count: int
    vote_count: int
    sent_count: int
    rating: float | None
    revision: int
    created_at: datetime
    edited_at: datetime | None


class QuestionsIn(Paged):
    """Which questions."""

    view: Literal["unanswered", "for-you", "newest", "most-needed"] = "newest"
    space: Annotated[str, StringConstraints(max_length=60)] = ""
    topic: Annotated[str, StringConstraints(max_length=130)] = ""


class AskIn(Form):
    """A new question: only the space and the title are needed."""

    space_id: int
    title: Title
    body: OptionalBody = ""
    topics: Topics = Field(default_factory=list)
    anonymous: bool = False  # without one’s name, where the space allows it


class QuestionIn(Form):
    """The new text of a question; `revision` is the one that it replaces."""

    title: Title
    body: OptionalBody = ""
    topics: Topics = Field(default_factory=list)
    revision: int


class AnswerIn(Form):
    """An answer, and if at hand what a customer may be told."""

    body: Body
    customer_text: OptionalBody = ""


class BodyIn(ChangeIn):
    """A new text; `revision` is the one that it replaces."""

    body: Body
    revision: int


class WordingIn(ChangeIn):
    """What a customer may be told; `revision` is the one of the answer that it belongs to."""

    customer_text: Body
    revision: int


class VoteIn(Form):
    """1, -1 with a reason that its author reads, or 0 to take it back."""

    value: Literal[1, 0, -1]
    reason: Note = ""


@operation(
    bp, "GET", "/questions", verb="list", thing="questions", out=listed(QuestionOut), query=QuestionsIn
)
def list_questions(query: QuestionsIn) -> dict[str, Any]:
    """A view of questions."""
    space = load(g.actor, Space, query.space, by=Space.slug) if query.space else None
    topic = topic_at(g.actor, query.topic) if query.topic else None
    found = queries.list_questions(
        g.actor, query.view, space=space, topic=topic, after=query.after, size=query.limit
    )
    return {"items": _shown([row.question for row in found.page.items]), "next": found.page.next}


@operation(
    bp, "POST", "/questions", verb="ask", thing="question", out=QuestionOut, body=AskIn, scopes=WRITE,
    status=201,
)  # fmt: skip
def ask_question(body: AskIn) -> QuestionOut:
    """Ask in a space."""
    space = load(g.actor, Space, body.space_id)
    made = actions.ask_question(g.actor, space, body.title, body.body, body.topics, anonymous=body.anonymous)
    return question_out(made)


@operation(bp, "GET", "/questions/<int:id>", verb="read", thing="question", out=QuestionOut)
def read_question(id: int) -> QuestionOut:
    """One question."""
    return question_out(load(g.actor, Question, id))


@operation(
    bp, "PUT", "/questions/<int:id>", verb="edit", thing="question", out=QuestionOut, body=QuestionIn,
    scopes=WRITE,
)  # fmt: skip
def edit_question(id: int, body: QuestionIn) -> QuestionOut:
    """Change a question; the earlier text is kept. 409 when somebody saved since that revision."""
    found = load(g.actor, Question, id)
    actions.edit_question(g.actor, found, body.title, body.body, body.topics, seen=body.revision)
    return question_out(found)


@operation(
    bp, "GET", "/questions/<int:id>/answers", verb="list", thing="answers", out=listed(AnswerOut)
)  # the accepted one first; a question has few enough for one page
def list_answers(id: int) -> dict[str, Any]:
    """The answers to a question: accepted first, then by votes."""
    found = load(g.actor, Question, id)
    return {"items": [answer_out(each) for each in queries.answers_of(g.actor, found)], "next": None}


@operation(
    bp, "POST", "/questions/<int:id>/answers", verb="post", thing="answer", out=AnswerOut, body=AnswerIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def post_answer(id: int, body: AnswerIn) -> AnswerOut:
    """Answer a question."""
    found = load(g.actor, Question, id)
    return answer_out(actions.post_answer(g.actor, found, body.body, body.customer_text))


@operation(bp, "GET", "/answers/<int:id>", verb="read", thing="answer", out=AnswerOut)
def read_answer(id: int) -> AnswerOut:
    """One answer."""
    return answer_out(load(g.actor, Answer, id))


@operation(
    bp, "PUT", "/answers/<int:id>", verb="edit", thing="answer", out=AnswerOut, body=BodyIn, scopes=WRITE
)
def edit_answer(id: int, body: BodyIn) -> AnswerOut:
    """Change what we know. 409 when somebody saved since that revision."""
    found = load(g.actor, Answer, id)
    actions.edit_answer(
        g.actor, found, body.body, seen=body.revision, change=body.change or "", because=body.because
    )
    return answer_out(found)


@operation(
    bp, "PUT", "/answers/<int:id>/wording", verb="word", thing="answer", out=AnswerOut, body=WordingIn,
    scopes=WRITE,
)  # fmt: skip
def write_wording(id: int, body: WordingIn) -> AnswerOut:
    """Write what a customer may be told. 409 when somebody saved since that revision."""
    found = load(g.actor, Answer, id)
    actions.write_wording(
        g.actor, found, body.customer_text, seen=body.revision, change=body.change or "",
        because=body.because,
    )  # fmt: skip
    return answer_out(found)


@operation(bp, "POST", "/answers/<int:id>/vetting", verb="vet", thing="answer", out=AnswerOut, scopes=WRITE)
def vet_answer(id: int) -> AnswerOut:
    """Confirm that customers may be told the wording as it stands."""
    found = load(g.actor, Answer, id)
    actions.vet_answer(g.actor, found)
    return answer_out(found)


@operation(
    bp, "POST", "/answers/<int:id>/acceptance", verb="accept", thing="answer", out=AnswerOut, scopes=WRITE
)
def accept_answer(id: int) -> AnswerOut:
    """Mark the answer that solved its question."""
    found = load(g.actor, Answer, id)
    actions.accept_answer(g.actor, found)
    return answer_out(found)


@operation(
    bp, "POST", "/questions/<int:id>/reopening", verb="reopen", thing="question", out=QuestionOut,
    query=ChangeIn, scopes=WRITE,
)  # fmt: skip
def reopen_question(id: int, query: ChangeIn) -> QuestionOut:
    """Take the accepted mark back."""
    found = load(g.actor, Question, id)
    actions.unaccept_answer(g.actor, found, change=query.change or "", because=query.because)
    return question_out(found)


@operation(
    bp, "PUT", "/questions/<int:id>/vote", verb="vote", thing="question", out=QuestionOut, body=VoteIn,
    scopes=WRITE,
)  # fmt: skip
def vote_question(id: int, body: VoteIn) -> QuestionOut:
    """Say that one needs this too."""
    found = load(g.actor, Question, id)
    actions.vote(g.actor, found, body.value, body.reason)
    return question_out(found)


@operation(
    bp, "PUT", "/answers/<int:id>/vote", verb="vote", thing="answer", out=AnswerOut, body=VoteIn, scopes=WRITE
)
def vote_answer(id: int, body: VoteIn) -> AnswerOut:
    """Judge an answer."""
    found = load(g.actor, Answer, id)
    actions.vote(g.actor, found, body.value, body.reason)
    return answer_out(found)


def question_out(found: Question) -> QuestionOut:
    """A question as programs read it."""
    return _shown([found])[0]


def _shown(found: Sequence[Question]) -> list[QuestionOut]:
    """Questions with their topics: one query for all of them."""
    topics = topics_of([each.ref for each in found]) if found else {}
    return [
        filled(
            QuestionOut, each, url=question_url(each),
            topics=[topic.slug for topic in topics.get(each.ref, ())],
        )
        for each in found
    ]  # fmt: skip


def answer_out(found: Answer) -> AnswerOut:
    """An answer as programs read it."""
    accepted = found.question.accepted_id == found.id
    return filled(AnswerOut, found, url=answer_url(found), is_accepted=accepted)
