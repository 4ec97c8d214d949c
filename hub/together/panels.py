"""In the inside of a case: others wait for the same, or are ready to be told together."""

from flask import render_template

from hub.cases.actions.steps import ASKED
from hub.cases.models import Case
from hub.cases.rules import ASK_INSIDE
from hub.core.features import resolve_many
from hub.core.permissions import Actor, can
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.together.queries import proposed, ready_with


def in_case(actor: Actor, case: Case) -> str:
    """Join those who wait for the same; or, once it is answered, tell them together."""
    if not isinstance(actor, Person) or case.is_over or not can(actor, ASK_INSIDE, case):
        return ""
    number = ready_with(actor, case.ready_answer) if case.ready_answer else 0
    if case.ready_answer and number <= 1:
        return ""  # they have their answer, and are alone with it
    asked = targets_of(case.ref, ASKED)
    if not asked:
        return render_template("together/_join.html", case=case, found=proposed(actor, case))
    if number > 1:
        for question in resolve_many(actor, asked).values():
            if case.ready_answer == f"answer:{getattr(question, 'accepted_id', None)}":
                return render_template("together/_tell.html", question=question, number=number)
    return ""
