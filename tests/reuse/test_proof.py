"""Proven by results: how often, by whom, with what customers thought; and to be checked at once."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.reuse.events import CustomerCameBack, OutcomeArrived, TextSent
from hub.reuse.models import Provenance, Relation
from hub.reuse.proof import Figures, standing_of
from hub.reuse.proof_models import Standing
from hub.reuse.proving import prove_all, set_figures
from hub.suggest.queries import ANSWERING, suggestions
from hub.wiki.due import Why, due_pages
from hub.wiki.models import Page, PageAudience, PageState
from tests import cast
from tests.factories import make_answer, make_question
from tests.wiki.pages import make_page, url_of

AGENTS = ("finn", "hugo", "ada")


@pytest.fixture
def page(ctx):
    return make_page(
        "My stroller is broken", "Broken.\n\n:::customer\nYou can borrow a stroller.\n:::", by="gwen",
        state=PageState.VALIDATED, audience=PageAudience.CUSTOMER,
    )  # fmt: skip


def sent(thing: Any, number: int, rating: int | None = None, **more: Any) -> None:
    """A reply that the thing went into, and what the customer thought of it."""
    reply, subject = f"message:9{number:03}", case(number)
    with transaction() as db:
        db.add(Provenance(
            case_ref=f"case:9{number:03}", reply=reply, person_id=cast.person(AGENTS[number % 3]).id,
            source=thing.ref, source_revision=1, source_title="x", authors=[], trust="vetted",
            audience="customer", text="x", inserted_at=clock.now(), sent_at=clock.now(),
            **{"relation": Relation.USED, **more},
        ))  # fmt: skip
        record(TextSent(reply, "simulator", [thing.ref]), SYSTEM, subject)
        if rating is not None:
            record(OutcomeArrived(reply, rating, sources=[thing.ref]), SYSTEM, subject)


def case(number: int) -> Any:
    """What the facts are about; one of each customer."""
    return SimpleNamespace(ref=f"case:9{number:03}", space_id=cast.space("desk").id)


def stands(thing: Any) -> Standing:
    session.remove()
    return standing_of(thing)


def test_five_cases_of_three_agents_with_satisfied_customers(page, ben, drain):
    ref, url = page.ref, url_of(page)
    for number, rating in enumerate((5, 4, None, 4)):
        sent(page, number, rating)
    drain()
    assert stands(ref) == Standing.OPEN  # four cases
    sent(cast_page(ref), 4, None, relation=Relation.INSPIRED)
    drain()
    assert stands(ref) == Standing.OPEN  # the fifth customer was told something else
    sent(cast_page(ref), 5)
    drain()
    assert stands(ref) == Standing.PROVEN
    assert "Proven in 5 cases" in ben.get(url).text
    assert "Proven in 5 cases" in ben.get("/search?q=stroller").text
    assert "My stroller is broken" in ben.get("/search?q=stroller&trust=proven").text
    found = suggestions(cast.person("ben"), "my stroller is broken", ANSWERING, 3)
    assert [each.proof.standing for each in found] == [Standing.PROVEN]


def test_unhappy_customers_make_it_one_to_check_at_once(page, gwen, drain):
    ref, url = page.ref, url_of(page)
    for number in range(6):
        sent(page, number, 5)
    drain()
    assert stands(ref) == Standing.PROVEN
    sent(cast_page(ref), 6, 1)
    drain()
    assert stands(ref) == Standing.PROVEN  # one of seven
    sent(cast_page(ref), 7)
    with transaction():
        back = CustomerCameBack("message:9007", reopened=True, sources=[ref])
        record(back, SYSTEM, case(7))
    drain()
    assert stands(ref) == Standing.CHECK_ME
    assert "Check me" in gwen.get(url).text
    (due,) = due_pages(cast.person("gwen"))
    assert Why.FAILED in due.whys
    # Whoever verifies it has looked at it.
    gwen.post(f"{url}/verification", revision=1)
    drain()
    assert stands(ref) != Standing.CHECK_ME


def test_what_was_recalled_lately_is_not_proven(page, gwen, drain, at):
    ref, url = page.ref, url_of(page)
    for number in range(5):
        sent(page, number, 5)
    drain()
    new = {"title": page_title(ref), "body": ":::customer\nNo stroller.\n:::", "base": 1, "change": "wrong"}
    assert gwen.post(f"{url}/edit", **new, because="No pool any more").status_code == 303
    drain()
    assert stands(ref) == Standing.OPEN
    at(timedelta(days=91))
    prove_all()
    assert stands(ref) == Standing.PROVEN


def test_an_answer_is_proven_in_the_same_way(ctx, ben, drain, count_queries):
    answer = make_answer(make_question(title="Is there a stroller?"), by="ben")
    qa.write_wording(cast.person("ben"), answer, "You can borrow one.")
    ref, id, question = answer.ref, answer.id, answer.question_id
    for number in range(5):
        sent(session().get_one(Answer, id), number, 5)
    drain()
    assert stands(ref) == Standing.PROVEN
    assert "Proven in 5 cases" in ben.get(f"/q/{question}", follow_redirects=True).text


FIGURES = {"cases": 2, "agents": 1, "rated": 1, "percent": 50, "days": 30, "run": 1}


class TestFigures:
    """Knowledge managers decide from when."""

    def test_it_works(self, page, gwen, drain):
        ref = page.ref
        sent(page, 0, 5)
        sent(cast_page(ref), 1, 3)
        drain()
        assert stands(ref) == Standing.OPEN
        assert 'value="5"' in gwen.get("/proof").text
        assert gwen.post("/proof", **FIGURES).status_code == 303
        assert stands(ref) == Standing.PROVEN
        set_figures(cast.person("gwen"), Figures())
        assert stands(ref) == Standing.OPEN

    def test_it_needs_the_right(self, ben, dora):
        for who in (ben, dora):
            assert who.get("/proof").status_code == 403
            assert who.post("/proof", **FIGURES).status_code == 403

    def test_it_refuses_bad_input(self, gwen):
        for wrong in ({"percent": 101}, {"cases": 0}, {"days": "x"}):
            answer = gwen.post("/proof", **{**FIGURES, **wrong})
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text or "err" in answer.text


def page_title(ref: str) -> str:
    """As it is called now."""
    return str(cast_page(ref).title)


def cast_page(ref: str) -> Any:
    """The page in the present session."""
    return session().get_one(Page, int(ref.split(":")[1]))
