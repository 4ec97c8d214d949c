"""A case made from a discussion in which a colleague reported a customer: with chosen messages only.

What is chosen goes in as notes. It was written inside, so it stays inside: no note has a way out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.actions.inside import join_question
from hub.cases.actions.intake import open_by_hand
from hub.cases.events import NoteAdded
from hub.cases.models import Case, Customer, Note
from hub.channels.contract import Author
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid, NotFound
from hub.core.events import record
from hub.core.features import registry, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import readable, require
from hub.core.words import gettext as _
from hub.linking.events import ThingsLinked
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.qa.models import Answer
from hub.threads.queries import comments_under
from hub.threads.rules import COMMENT
from hub.threads.writing import write

FROM = ("question", "post")
MOST = 8


@dataclass(frozen=True)
class Said:
    """One message of a discussion: what can be chosen."""

    ref: str
    who: str
    at: datetime
    body: str
    text: str


def said_in(actor: Person, thing: Any) -> list[Said]:
    """Everything said there that the actor may read, oldest first, what it began with on top."""
    if thing.ref_kind not in FROM:
        raise NotFound
    answers: Sequence[Answer] = ()
    if thing.ref_kind == "question":
        mine = select(Answer).where(Answer.question_id == thing.id, Answer.removed_at.is_(None))
        found = readable(actor, mine).options(joinedload(Answer.author)).order_by(Answer.id)
        answers = session().scalars(found).unique().all()
    under = comments_under(actor, [thing.ref, *(each.ref for each in answers)])
    all_later: list[Any] = [*answers, *under]
    later = [_said(each) for each in all_later if each.removed_at is None]
    return [_said(thing), *sorted(later, key=lambda each: each.at)]


def known_customers(actor: Person, words: str) -> Sequence[Case]:
    """The latest case of each customer of this name that the actor may read: it says how to reach them."""
    if not words.strip():
        return []
    named = Customer.name.icontains(words.strip(), autoescape=True)
    statement = readable(actor, select(Case).join(Customer).where(named))
    options = joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.space)
    rows = session().scalars(statement.options(*options).order_by(Case.active_at.desc()).limit(50)).unique()
    latest: dict[tuple[int, int], Case] = {}
    for each in rows:
        latest.setdefault((each.customer_id, each.channel_id), each)
    return list(latest.values())[:MOST]


def report(
    actor: Person, thing: Any, chosen: Collection[str], channel: Channel, author: Author, subject: str,
    words: str = "",
) -> Case:  # fmt: skip
    """Open the case, put what was chosen into it as notes, and link both.

    words: what the customer said, as reported; "" if nobody has it. Raises Invalid when nothing of the
    discussion was chosen.
    """
    require(actor, COMMENT, thing)
    picked = [each for each in said_in(actor, thing) if each.ref in chosen]
    if not picked:
        raise Invalid(_("Choose at least one message."), field="chosen")
    with transaction():
        case = open_by_hand(actor, channel, author, subject, words)
        for each in picked:
            _note(actor, case, thing, each)
        if thing.ref_kind == "question":
            join_question(actor, case, thing.ref)
            how = LinkKind.JOINED
        else:
            how = LinkKind.LINKED
            link(actor, case.ref, thing.ref, how)
        record(ThingsLinked(thing.ref, how, thing.space_id), actor, case)
    return case


def _said(thing: Any) -> Said:
    who = thing.author.name if thing.author is not None else _("The hub")
    return Said(thing.ref, who, thing.created_at, thing.body, thing.text)


def _note(actor: Person, case: Case, thing: Any, said: Said) -> None:
    """Words of a colleague as a quote with their name. Nobody is called by it a second time."""
    title = registry.kinds[thing.ref_kind].title(thing).replace("]", "")
    lead = _("%(who)s wrote in [%(title)s](%(url)s):", who=said.who, title=title, url=url_of(thing))
    quote = "\n".join(f"> {line}" if line.strip() else ">" for line in said.body.strip().splitlines())
    body = f"{lead}\n\n{quote}"[: LIMITS.body]
    written = write(actor, body, space_id=case.space_id)
    note = Note(
        case_id=case.id, case=case, space_id=case.space_id, author_id=actor.id, author=actor, body=body,
        html=written.html, text=written.text, at=clock.now(),
    )  # fmt: skip
    session().add(note)
    session().flush()
    record(NoteAdded(note.id), actor, case)
