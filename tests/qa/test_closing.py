"""Obsolete questions and answers, duplicates, questions closed for another reason; and all of it undone."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.core.db import session
from hub.inbox.models import Notice
from hub.links.queries import targets_of
from hub.people.models import Watch
from hub.qa import actions
from hub.qa.models import QuestionState
from hub.suggest.queries import ANSWERING, ASKING, suggestions
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_question

WORDS = "do we lend a stroller when one is damaged"


@pytest.fixture
def question(ctx) -> SimpleNamespace:
    return kept(make_question(by="ada", title="Do we lend a stroller when one is damaged?"))


def kept(thing: Any) -> SimpleNamespace:
    """What outlives the session it was made in."""
    title = getattr(thing, "title", "")
    return SimpleNamespace(id=thing.id, ref=thing.ref, title=title, model=type(thing))


def now(thing: SimpleNamespace) -> Any:
    session.remove()
    return session().get_one(thing.model, thing.id)


def page_of(someone, question) -> str:
    return someone.get(f"/q/{question.id}", follow_redirects=True).text


def suggested(kinds=ANSWERING) -> list[str]:
    return [each.ref for each in suggestions(cast.person("cleo"), WORDS, kinds, 5)]


def test_an_obsolete_answer_says_what_holds_instead_and_is_suggested_no_more(
    ben, cleo, gwen, question, drain
):
    """Collapsed at the foot with its reason; the accepted mark goes, and comes back with the undo."""
    old = kept(make_answer(now(question), body="We lend a stroller at the desk."))
    new = make_answer(now(question), by="gwen", body="The loan desk closed, families buy one.")
    actions.accept_answer(cast.person("ada"), now(old))
    drain()
    assert old.ref in suggested()
    url = f"/a/{old.id}/obsolete"
    assert url not in page_of(cleo, question)
    assert cleo.post(url, reason="no").status_code == 403
    empty = ben.post(url, instead=f"http://localhost/q/{question.id}#a{new.id}")
    assert empty.status_code == 422
    assert f"/q/{question.id}#a{new.id}" in empty.text, "what was typed stays"
    nowhere = gwen.post(url, reason="The desk closed.", instead="/q/999999")
    assert nowhere.status_code == 422
    assert "The desk closed." in nowhere.text
    assert gwen.post(url, reason="The desk closed.", instead=f"/q/{question.id}#a{new.id}").status_code == 303
    drain()
    page = page_of(cleo, question)
    assert "The desk closed." in page
    assert f"#a{new.id}" in page
    assert page.index("1 obsolete answer") > page.index("families buy one")
    assert (now(question).accepted_id, now(question).state) == (None, QuestionState.OPEN)
    assert old.ref not in suggested()
    (notice,) = session().scalars(
        select(Notice).where(Notice.person_id == cast.person("ben").id, Notice.kind == "qa.marked_obsolete")
    )
    assert notice.action == "review"
    assert gwen.post(f"{url}/undo").status_code == 303
    drain()
    assert now(question).accepted_id == old.id
    assert now(old).obsolete_at is None
    assert old.ref in suggested()


def test_a_duplicate_needs_its_original_and_everybody_goes_there(
    ada, cleo, gwen, question, drain, monkeypatch
):
    """Followers and waiting cases move; both pages lead to each other; the cases get the answer at once."""
    twin = kept(make_question(by="cleo", title="Is there a loan stroller for damaged ones?"))
    _recorder, channel = record_channel(monkeypatch)
    case = kept(customer_writes(channel, "My stroller is broken. I am Marta Kowalczyk."))
    inside.join_question(cast.person("finn"), now(case), twin.ref)
    answer = kept(make_answer(now(question), body="Yes, at the desk."))
    actions.accept_answer(cast.person("ada"), now(answer))
    drain()
    offered = cleo.get(f"/q/{twin.id}/closing")
    assert f'value="{question.ref}"' in offered.text, "the original is found by its words"
    assert cleo.get(f"/q/{question.id}/closing").status_code == 403
    url = f"/q/{twin.id}/closing"
    assert gwen.post(url, how="duplicate").status_code == 422
    assert gwen.post(url, how="duplicate", address=f"/q/{twin.id}").status_code == 422
    hidden = kept(make_question(by="ada", space="private", title="Behind a door"))
    refused = gwen.post(url, how="duplicate", address=f"/q/{hidden.id}")
    assert refused.status_code == 422
    assert "Behind a door" not in refused.text
    assert gwen.post(url, how="duplicate", original=question.ref).status_code == 303
    drain()
    assert "This was asked before." in page_of(cleo, twin)
    assert question.title in page_of(cleo, twin)
    assert twin.title in page_of(ada, question)
    waiting = now(case)
    assert targets_of(waiting.ref, inside.ASKED) == [question.ref]
    assert waiting.ready_answer == answer.ref
    assert (now(twin).case_count, now(question).case_count) == (0, 1)
    assert session().scalar(
        select(Watch.level).where(Watch.ref == question.ref, Watch.person_id == cast.person("cleo").id)
    )
    assert cleo.post(f"/q/{twin.id}/answers", body="More").status_code == 403
    assert twin.ref not in suggested(ASKING)
    assert "The question was closed" in cleo.get(f"/q/{twin.id}/timeline").text
    assert cleo.post(f"{url}/undo").status_code == 303
    drain()
    assert now(twin).state == QuestionState.OPEN
    assert twin.title not in page_of(ada, question).partition('id="s-linked"')[2].partition("</section>")[0]


def test_duplicates_of_duplicates_lead_to_one_end_and_never_round(ada, cleo, dora, gwen, question, drain):
    """Whoever follows the first hears of the last, once."""
    first, second, other = (
        kept(make_question(by=by, title=title))
        for by, title in (("cleo", "Loan strollers?"), ("ben", "A stroller to lend?"), ("dora", "Lend one?"))
    )

    def close(thing: Any, original: Any) -> int:
        sent = gwen.post(f"/q/{thing.id}/closing", how="duplicate", original=original.ref)
        drain()
        return sent.status_code

    assert close(first, second) == 303
    assert close(second, question) == 303
    assert close(question, first) == 422, "it would lead round in a circle"
    assert now(question).state == QuestionState.OPEN
    assert close(other, first) == 303
    assert question.title in page_of(dora, other)
    followers = select(Watch.person_id).where(Watch.ref == question.ref)
    ids = list(session().scalars(followers))
    assert {cast.person(who).id for who in ("ben", "cleo", "dora")} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_question_is_closed_for_a_reason_of_the_house(ada, cleo, dora, gwen, question, drain):
    assert cleo.get("/admin/questions").status_code == 403
    assert dora.post("/admin/questions", reasons="Was a joke\n\nWas a joke\nOther").status_code == 303
    page = gwen.get(f"/q/{question.id}/closing").text
    assert page.count('value="Was a joke"') == 1
    assert "No longer needed" not in page
    url = f"/q/{question.id}/closing"
    assert gwen.post(url, how="closed", chosen="No longer needed").status_code == 422
    assert gwen.post(url, how="closed", chosen="Was a joke").status_code == 303
    assert gwen.post(url, how="closed", chosen="Other").status_code == 409
    drain()
    assert "Was a joke" in page_of(ada, question)
    assert now(question).state == QuestionState.CLOSED
    assert question.title not in ada.get("/q").text
    assert ada.post(f"{url}/undo").status_code == 303, "who asked may open it again"
    assert question.title in ada.get("/q?view=newest").text


def test_an_obsolete_question_leads_to_a_page_and_stays_obsolete_when_accepted(gwen, cleo, question, drain):
    answer = kept(make_answer(now(question), body="We lend a stroller at the desk."))
    other = kept(make_question(by="gwen", title="What do families get when a stroller is damaged?"))
    url = f"/q/{question.id}/closing"
    assert gwen.post(url, how="obsolete").status_code == 422
    assert gwen.post(url, how="obsolete", reason="New rules", instead=f"/q/{other.id}").status_code == 303
    drain()
    page = page_of(cleo, question)
    assert "New rules" in page
    assert other.title in page
    assert answer.ref not in suggested(), "an answer stands or falls with its question"
    assert gwen.post(f"/a/{answer.id}/acceptance").status_code == 303
    assert now(question).state == QuestionState.OBSOLETE
    assert now(answer).obsolete_at is None
