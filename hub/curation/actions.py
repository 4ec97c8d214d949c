"""What those who look after knowledge decide at their desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Conflict
from hub.core.events import record
from hub.core.features import registry
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.curation.debts import DEBT, Debt
from hub.curation.events import TaskGiven
from hub.curation.experts import Proposal
from hub.curation.gaps import GAP, Gap
from hub.curation.models import SetAside
from hub.curation.rules import ENTER_DESK
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.qa.actions import ask_question
from hub.qa.models import Answer, Question
from hub.qa.rules import ASK
from hub.reuse.phrases import add_phrase
from hub.spaces.models import Space
from hub.spaces.rules import CURATE_IN
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page

TITLE = 200


def set_aside(actor: Person, what: str, about: str, reason: str = "", space: Space | None = None) -> None:
    """Say that a proposal needs nothing, for everybody at the desk. `space`: where it lives, if anywhere."""
    _check(actor, space)
    with transaction() as db:
        row = db.get(SetAside, (what, about), with_for_update=True)
        if row is None:
            row = SetAside(what=what, about=about)
            db.add(row)
        row.person_id, row.reason, row.at = actor.id, reason[:300], clock.now()


def take_up_again(actor: Person, what: str, about: str, space: Space | None = None) -> None:
    """Propose it again."""
    _check(actor, space)
    with transaction():
        session().execute(delete(SetAside).where(SetAside.what == what, SetAside.about == about))


def give_task(actor: Person, debt: Debt) -> None:
    """Ask whoever can pay a debt best; it is asked once, whoever asks."""
    require(actor, ENTER_DESK, None)
    require(actor, CURATE_IN, debt.thing.space)
    with transaction() as db:
        if db.get(SetAside, (DEBT, debt.key), with_for_update=True) is not None:
            raise Conflict(_("%(name)s was asked already.", name=debt.person.first_name))
        set_aside(actor, DEBT, debt.key, debt.person.handle, debt.thing.space)
        record(TaskGiven(debt.person.id, debt.owed, str(debt.owed.label)), actor, debt.thing)


def leave_gap(actor: Person, gap: Gap) -> None:
    """Nothing has to be written about it: none of its signs counts any more."""
    with transaction():
        for key in gap.keys:
            set_aside(actor, GAP, key, gap.key)


def keep_words(actor: Person, gap: Gap, thing: Any) -> int:
    """Let a text be found by the words of a gap, which is none any more. How many of them are new to it."""
    with transaction():
        made = [add_phrase(actor, thing, words) for words in (gap.words, *gap.also)]
        leave_gap(actor, gap)
    return sum(each is not None for each in made)


def miss_again(actor: Person, key: str) -> None:
    """Count the signs of a gap that was left again."""
    _check(actor, None)
    with transaction():
        session().execute(delete(SetAside).where(SetAside.what == GAP, SetAside.reason == key[:300]))


def added_text(actor: Person, page: Page, answer: Answer) -> str:
    """The text of the page with what the answer knows at its end, masked like a page made from it."""
    begin = registry.kinds["answer"].beginning
    begun = begin(actor, answer) if begin is not None else None
    return f"{page.body.rstrip()}\n\n{begun.body}" if begun is not None else page.body


def add_to_page(
    actor: Person, page: Page, answer: Answer, *, body: str, base: int, change: str = "", because: str = ""
) -> None:
    """Save a page with what was taken from an answer; its people are credited and the link is kept.

    `change`, `because`: what it means for customers who were given the page, as edit_page().

    Raises Stale when somebody has saved the page since `base`.
    """
    begin = registry.kinds["answer"].beginning
    credits = begin(actor, answer).credits if begin is not None else ()
    with transaction():
        note = _("Added from “%(title)s”", title=answer.question.title)
        edit_page(
            actor, page, title=page.title, body=body, base=base, note=note[:500], change=change,
            because=because,
        )  # fmt: skip
        page.credits = list(dict.fromkeys([*page.credits, *credits]))
        link(actor, answer.ref, page.ref, LinkKind.IMPROVED)


def ask_about(actor: Person, wanted: Sequence[tuple[Gap, Proposal]]) -> list[Question]:
    """Open a question for each gap that has none, with its words as the title, to whom is proposed."""
    require(actor, ENTER_DESK, None)
    made = []
    with transaction():
        for gap, proposal in wanted:
            if gap.question is None and proposal.space is not None and can(actor, ASK, proposal.space):
                body = _("Searched for %(count)s times, and nothing was found.", count=gap.searches)
                body = body if gap.searches > 1 else ""
                asked = [proposal.person] if proposal.person is not None else []
                title = gap.words[:1].upper() + gap.words[1:]
                made.append(ask_question(actor, proposal.space, title[:TITLE], body, asked=asked))
    return made


def _check(actor: Person, space: Space | None) -> None:
    require(actor, ENTER_DESK, None)
    if space is not None:
        require(actor, CURATE_IN, space)
