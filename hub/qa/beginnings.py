"""What a page starts with that is made from a question: the problem, what solved it, who is to thank."""

from hub.core.db import session
from hub.core.features import Beginning
from hub.core.permissions import Actor
from hub.qa.models import Answer, Question
from hub.reuse.masking import mask
from hub.spaces.topics import topics_of


def question_beginning(_actor: Actor, question: Question) -> Beginning:
    """The question in the words of whoever asked, and its accepted answer if there is one."""
    answer = session().get(Answer, question.accepted_id) if question.accepted_id else None
    return _beginning(question, answer if answer is not None and answer.removed_at is None else None)


def answer_beginning(_actor: Actor, answer: Answer) -> Beginning:
    """The same from one answer, accepted or not."""
    return _beginning(answer.question, answer)


def _beginning(question: Question, answer: Answer | None) -> Beginning:
    parts = ["## The problem", question.title, question.body]
    people = [question.author_id]
    if answer is not None:
        parts += ["## The solution", answer.body]
        people += [id for id in (answer.author_id, answer.customer_by_id, answer.vetted_by_id) if id]
    if answer is not None and answer.customer_text:
        parts += ["## What to tell the customer", f":::customer\n{answer.customer_text}\n:::"]
    # A page is read for years and by everybody: whatever may identify a customer goes.
    body = mask("\n\n".join(part.strip() for part in parts if part.strip())).text
    topics = tuple(topic.name for topic in topics_of([question.ref]).get(question.ref, ()))
    return Beginning(mask(question.title).text[:250], f"{body}\n", topics, tuple(dict.fromkeys(people)))
