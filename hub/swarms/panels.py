"""Beside a question, and in the inside of a case that waits for one: who is gathered, or what came of it."""

from typing import Any

from flask import render_template

from hub.core.permissions import Actor
from hub.people.models import Person
from hub.swarms.queries import swarms_of_case


def at_question(actor: Actor, question: Any) -> str:
    """Asked for once the page is there; without a script it is a link."""
    return render_template("swarms/_later.html", question=question) if isinstance(actor, Person) else ""


def at_case(actor: Actor, case: Any) -> str:
    """Those around what the case waits for."""
    found = swarms_of_case(actor, case) if isinstance(actor, Person) else ()
    return render_template("swarms/_case.html", found=found) if found else ""
