"""What a page starts with that is made from a case: how the customer put it, and what answered it."""

from sqlalchemy import select

from hub.cases.identities import names_of
from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.core.features import Beginning, registry, resolve_many
from hub.core.permissions import Actor, readable
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.reuse.masking import mask

WORDS = 2_000  # of the customer: enough for the issue, and the page is not the case
ARRIVED = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


def case_beginning(actor: Actor, case: Case) -> Beginning:
    """The customer's words as the issue; then what colleagues answered, else what we replied."""
    names = names_of(case)
    messages = session().scalars(
        readable(actor, select(Message))
        .where(Message.case_id == case.id, Message.automatic.is_(False))
        .order_by(Message.id)
    )
    said = list(messages)
    words = next((each.body for each in said if each.author_id is None), case.excerpt)
    issue = _quoted(mask(words[:WORDS], names).text)
    title = mask(case.subject, names).text[:250]
    begun = _from_the_question(actor, case)
    if begun is not None:
        body = f"## How customers put it\n\n{issue}\n\n{begun.body}"
        return Beginning(begun.title or title, body, begun.topics, begun.credits)
    parts = ["## The problem", issue]
    credits: tuple[int, ...] = ()
    replies = [each for each in said if each.author_id is not None and each.state in ARRIVED]
    if replies:
        last = replies[-1]
        told = mask(last.body, names).text.strip().replace("[name]", "{{first_name}}")
        parts += ["## What to tell the customer", f":::customer\n{told}\n:::"]
        credits = (last.author_id or 0,)
    return Beginning(title, "\n\n".join(parts) + "\n", credits=credits)


def _from_the_question(actor: Actor, case: Case) -> Beginning | None:
    """What was asked inside about it, as far as the actor may read that; answered ones first."""
    begin = registry.kinds["question"].beginning
    refs = targets_of(case.ref, (LinkKind.ASKED, LinkKind.JOINED))
    questions = list(resolve_many(actor, refs).values())
    questions.sort(key=lambda question: question.accepted_id is None)
    return begin(actor, questions[0]) if questions and begin is not None else None


def _quoted(text: str) -> str:
    lines = text.strip().splitlines()
    return "\n".join(f"> {line}" if line.strip() else ">" for line in lines)
