"""How questions and answers look to search and to the rest of the hub."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.features import Card, Choice, CustomerText, Entry, Kind
from hub.core.markup import split_audience, versions_of
from hub.core.paths import numbered
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.models import LinkKind
from hub.links.queries import targets_of_any
from hub.people.models import with_face
from hub.qa.actions import accept_answer, ask_question, post_answer, withdraw_question, write_wording
from hub.qa.beginnings import answer_beginning, question_beginning
from hub.qa.inside import question_inside
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.rules import may_solve
from hub.reuse.proof import WEIGHTS, marks_of, standing_of
from hub.spaces.topics import slug_of, topics_of
from search.document import Document

QUALITY = {QuestionState.SOLVED: 1.3, QuestionState.OPEN: 1.0, QuestionState.OBSOLETE: 0.3,
           QuestionState.DUPLICATE: 0.2, QuestionState.CLOSED: 0.2}  # fmt: skip


def question_url(question: Question) -> str:
    """`/q/1042-do-we-lend-a-stroller`; the slug is decoration."""
    return f"/q/{question.id}-{slug_of(question.title, 50)}".rstrip("-")


def answer_url(answer: Answer) -> str:
    """The place of an answer on its question's page."""
    return f"{question_url(answer.question)}#a{answer.id}"


def is_obsolete(answer: Answer) -> bool:
    """It holds no more, or its question is put aside as a whole."""
    return answer.obsolete_at is not None or answer.question.is_aside


def question_document(question: Question) -> Document | None:
    """None when it was removed."""
    if question.removed_at is not None:
        return None
    return Document(
        key=question.ref,
        kind="question",
        title=question.title,
        body=question.text,
        audience=f"space:{question.space_id}",
        at=question.active_at,
        facets={
            "state": question.state,
            "community": question.space.slug,
            "author": question.author.handle,
            "topic": tuple(topic.slug for topic in topics_of([question.ref]).get(question.ref, ())),
            "has": ("case",) if question.case_count else (),
        },
        quality=QUALITY[QuestionState(question.state)],
    )


def answer_document(answer: Answer) -> Document | None:
    """An answer is found by its question's title too: a hit shows the answer, not the question."""
    question = answer.question
    if answer.removed_at is not None or question.removed_at is not None:
        return None
    accepted = question.accepted_id == answer.id
    state = "obsolete" if is_obsolete(answer) else "accepted" if accepted else "answer"
    standing = standing_of(answer.ref)
    return Document(
        key=answer.ref,
        kind="answer",
        title=question.title,
        body=answer.text,
        audience=f"space:{answer.space_id}",
        at=answer.created_at,
        facets={
            "state": ("solved", state) if accepted else (state,),
            "trust": ("vetted" if answer.is_vetted else "unvetted", *marks_of(standing)),
            "community": question.space.slug,
            "author": answer.author.handle,
        },
        quality=(0.3 if is_obsolete(answer) else 1.6 if accepted else 1.0) * WEIGHTS[standing],
    )


def answers_of(question: Question) -> list[str]:
    """The refs of its answers: they are found by its title and stand or fall with it."""
    return [
        f"answer:{id}" for id in session().scalars(select(Answer.id).where(Answer.question_id == question.id))
    ]


def question_card(question: Question) -> Card:
    """A question in one line, with its solution (QA05)."""
    return Card(
        ref=question.ref, title=question.title, url=question_url(question), kind=_("Question"),
        state=question.state, excerpt=question.solution or question.text[:200], icon="ask",
        said=question.answer_count + question.comment_count,
    )  # fmt: skip


def question_entry(question: Question) -> Entry | None:
    """A question in the feed: with the opening of its accepted answer, once there is one."""
    if question.removed_at is not None:
        return None
    accepted = session().get(Answer, question.accepted_id) if question.accepted_id else None
    return Entry(
        ref=question.ref, face="answered" if accepted else "question", space_id=question.space_id,
        author_id=question.author_id, at=question.created_at, title=question.title,
        url=question_url(question), html="" if accepted else question.html,
        text="" if accepted else question.text, quote=question.solution if accepted else "",
        people=(accepted.author,) if accepted else (), answer_count=question.answer_count,
        comment_count=question.comment_count, vote_count=question.vote_count,
        helped_count=accepted.sent_count if accepted else 0,
        is_open=question.state == QuestionState.OPEN and question.answer_count == 0,
        waiting_since=question.waiting_since, waiting_count=question.waiting_count,
    )  # fmt: skip


def answer_card(answer: Answer) -> Card:
    """An answer in one line."""
    accepted = answer.question.accepted_id == answer.id
    return Card(
        ref=answer.ref, title=answer.question.title, url=answer_url(answer), kind=_("Answer"),
        state="obsolete" if is_obsolete(answer) else "accepted" if accepted else "",
        excerpt=answer.text[:300], icon="check",
        trust="vetted" if answer.is_vetted else "", by=answer.author.name,
        helped=answer.sent_count, rating=answer.rating, rated=answer.rated_count, used_at=answer.last_sent_at,
    )  # fmt: skip


def answer_customer_text(answer: Answer) -> CustomerText | None:
    """What may be said to a customer; None when nobody has written it yet."""
    rest, ways = versions_of(split_audience(answer.customer_text).customer_safe)
    text = rest.strip() or ways.get("short") or ways.get("private")
    if not text:
        return None
    people = (answer.author_id, answer.customer_by_id, *answer.credits, answer.vetted_by_id)
    authors = dict.fromkeys(id for id in people if id)
    good = answer.is_vetted and not is_obsolete(answer)
    return CustomerText(
        ref=answer.ref, text=text, revision=answer.revision,
        authors=tuple(authors), trust="vetted" if good else "unvetted",
        audience="customer", vetted_by=answer.vetted_by_id, ways=ways,
    )  # fmt: skip


def answer_internal_texts(answer: Answer) -> list[str]:
    """The passages that are marked as internal: the guard looks for them in every reply."""
    return _internal_in(answer.body, answer.customer_text)


def question_internal_texts(question: Question) -> list[str]:
    """Those of the question and of everything that was answered to it."""
    statement = select(Answer.body, Answer.customer_text).where(Answer.question_id == question.id)
    texts = [text for row in session().execute(statement.limit(100)) for text in row]
    return _internal_in(question.body, *texts)


def pages_made_from(answer: Answer) -> list[str]:
    """Pages that were made from this answer, or from its question while it was the accepted one."""
    is_accepted = answer.question.accepted_id == answer.id
    return targets_of_any([answer.ref] + [answer.question.ref] * is_accepted, [LinkKind.CREATED])


def _internal_in(*texts: str) -> list[str]:
    return [part.text for text in texts for part in split_audience(text).internal]


KINDS = (
    Kind(
        "question", Question, lazy("Question"), question_url, lambda question: question.title,
        card=question_card, document=question_document, internal_texts=question_internal_texts,
        entry=question_entry, start=ask_question, withdraw=withdraw_question,
        inside=question_inside, thread=True, moves=lambda _question: True, part="questions", forwards=True,
        paths=numbered("q", "question"), beginning=question_beginning,
        eager=(joinedload(Question.author), joinedload(Question.space)),
        parts=answers_of, reply=post_answer,
        text=lambda question: question.solution or question.text,
    ),
    Kind(
        "answer", Answer, lazy("Answer"), answer_url, lambda answer: answer.question.title,
        card=answer_card, document=answer_document, customer_text=answer_customer_text,
        internal_texts=answer_internal_texts, thread=True, paths=numbered("a", "answer"), anchor="a",
        forwards=True,
        word=write_wording, made_into=pages_made_from,
        beginning=answer_beginning,
        choice=Choice(
            lazy("That solved it"), lazy("Marked as the answer. Everybody who waits for it is told."),
            may_solve, accept_answer,
        ),
        eager=(
            joinedload(Answer.question).joinedload(Question.author), joinedload(Answer.author),
            joinedload(Answer.space), with_face(Answer.vetted_by),
        ),
    ),
)  # fmt: skip
