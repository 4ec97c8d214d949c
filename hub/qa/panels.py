"""What questions and answers put on pages of other parts of the hub."""

from typing import Any

from flask import g

from hub.core import clock
from hub.core.permissions import Actor, can
from hub.people.models import Person
from hub.people.recognition import is_recognised
from hub.qa import queries
from hub.qa.asked import open_requests
from hub.qa.asking import asking_of
from hub.qa.experts import proposed_on
from hub.qa.rules import PROMISE_THANKS
from hub.qa.thanking import promise_of
from hub.spaces.experts import NAME_EXPERT, experts_on
from hub.web.pages import page


def questions_in(actor: Actor, space: Any) -> str:
    """Under a community's tab: its questions, those with a waiting customer first (CO05)."""
    if not isinstance(actor, Person):
        return ""
    waiting = queries.list_questions(actor, "unanswered", space=space, size=10)
    newest = queries.list_questions(actor, "newest", space=space, size=10)
    if not newest.page.items:
        return ""
    return page("qa/_community.html", space=space, waiting=waiting.page.items, newest=newest.page.items)


def answers_by(actor: Actor, person: Any) -> str:
    """On somebody's page: their answers that the reader may see, those that helped most first."""
    answers = queries.answers_by(actor, person)
    return page("qa/_person.html", answers=answers) if answers else ""


def most_helpful(actor: Actor, person: Any) -> str:
    """Under somebody's impact: the answers that reached most customers."""
    if not is_recognised(person):
        return ""
    answers = [answer for answer in queries.answers_by(actor, person, size=3) if answer.sent_count]
    return page("qa/_most_helpful.html", answers=answers, person=person) if answers else ""


def asking_by(actor: Actor, person: Any) -> str:
    """At the side of somebody's page: how much they ask and answer, and which answers they wait for."""
    asking = asking_of(actor, person)
    return page("qa/_asking.html", asking=asking, person=person) if asking.asked or asking.answered else ""


def request_actions(actor: Actor, line: Any) -> str:
    """Beside the notice of a request that waits: take it, decline, hand it on, in one press each."""
    if not isinstance(actor, Person) or line.action != "answer" or not line.ref.startswith("question:"):
        return ""
    if not hasattr(g, "open_requests"):  # one look for all the notices of a page
        g.open_requests = open_requests(actor)
    request = g.open_requests.get(line.ref)
    number = line.ref.partition(":")[2]
    return page("qa/_request_actions.html", request=request, id=number) if request else ""


def helpers_in(actor: Actor, space: Any) -> str:
    """At the side of a community: whose answers were accepted there lately (CO05)."""
    helpers = queries.active_helpers(actor, space=space)
    return page("qa/_helpers.html", helpers=helpers) if helpers else ""


def helpers_on(actor: Actor, topic: Any) -> str:
    """At the side of a topic: its experts, and whose answers to its questions were accepted lately (CO04)."""
    helpers = queries.active_helpers(actor, topic=topic)
    lately = page("qa/_helpers.html", helpers=helpers) if helpers else ""
    return experts_of(actor, topic) + lately


def experts_of(actor: Actor, topic: Any) -> str:
    """Who was named for a topic, and for those who may name the way to do it (QA12)."""
    named, may_name = experts_on([topic.id]), can(actor, NAME_EXPERT, topic)
    if not named and not may_name:
        return ""
    return page("qa/_experts.html", topic=topic, experts=named, may_name=may_name)


def experts_proposed(actor: Actor, topic: Any) -> str:
    """Where an expert is named: those whose answers to questions on the topic speak for them."""
    proposed = proposed_on(actor, [topic.id]).get(topic.id, [])
    return page("qa/_experts_proposed.html", topic=topic, proposed=proposed) if proposed else ""


def thanks_on(actor: Actor, question: Any) -> str:
    """At the side of a question: thanks that were promised for an answer, or the way to promise some."""
    promise = promise_of(question)
    may = can(actor, PROMISE_THANKS, question)
    if promise is None and not may:
        return ""
    return page("qa/_thanks.html", question=question, promise=promise, may_promise=may, now=clock.now())
