"""Suggestions: what fits, in which order, for whom."""

import re

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.spaces.actions import remove_member
from hub.suggest.queries import ANSWERING, ASKING, suggestions
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.conftest import Someone
from tests.factories import make_answer, make_question

WORDS = "my stroller wheel broke on the flight"


def known(
    by: str = "ben",
    space: str = "open",
    wording: str = "",
    vetted: bool = False,
    title: str = "What if a stroller wheel broke?",
) -> Answer:
    """An answer about strollers."""
    question = make_question(by="ada", space=space, title=title)
    answer = make_answer(question, by=by, body="We lend a stroller at the desk in arrivals.")
    if wording:
        qa.write_wording(cast.person(by), answer, wording)
    if vetted:
        qa.vet_answer(cast.person("gwen"), answer)
    return answer


def refs(handle: str, words: str = WORDS, kinds=ANSWERING) -> list[str]:
    return [each.ref for each in suggestions(cast.person(handle), words, kinds, 5)]


def test_it_works(ctx, drain):
    answer = known()
    drain()
    assert refs("cleo") == [answer.ref]


def test_a_stranger_is_suggested_nothing(ctx, drain):
    answer = known(space="private")
    drain()
    assert refs("ben") == [answer.ref]
    assert refs("cleo") == []
    assert refs("eli") == []
    remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    assert refs("ben") == []


def test_a_question_and_its_answers_are_one(ctx, drain):
    answer = known()
    drain()
    assert refs("cleo", kinds=ASKING) == [answer.ref]


def test_vetted_words_come_first(ctx, drain):
    plain = known()
    vetted = known(wording="You can borrow a stroller.", vetted=True)
    drain()
    assert refs("cleo") == [vetted.ref, plain.ref]


def test_what_hardly_fits_is_left_out(ctx, drain):
    known()
    make_answer(
        make_question(title="When does the flight to Oslo leave?"), body="At noon, the flight is full."
    )
    for number in range(30):
        make_question(title=f"A flight question {number} about seats")
    drain()
    assert len(refs("cleo")) == 1


def test_too_little_to_go_by_suggests_nothing(ctx, drain):
    known()
    drain()
    assert refs("cleo", "ab") == []
    assert refs("cleo", "") == []


@pytest.fixture
def case(ctx, drain, monkeypatch):
    """Marta writes about her stroller; the desk has a vetted answer."""
    _recorder, channel = record_channel(monkeypatch)
    known(wording="Hello {{first_name}}, you can borrow a stroller.", vetted=True)
    made = customer_writes(channel, WORDS)
    drain()
    return session().get_one(type(made), made.id)


def test_a_case_is_offered_its_wording(finn: Someone, case):
    page = finn.get(f"/cases/{case.id}/inside").text
    assert "Hello Marta, you can borrow a stroller." in page
    assert "Customer-ready" in page
    assert f'action="/cases/{case.id}/sources"' in page


def test_what_is_still_to_be_filled_in_is_marked(finn: Someone, case):
    answer = session().scalars(select(Answer)).one()
    with transaction():
        answer.customer_text = "Hello {{first_name}}, you can borrow a stroller in {{station}}."
    shown = finn.get(f"/cases/{case.id}/inside").text.partition("<template")[0]
    assert ">station</" in shown
    assert "{{station}}" not in shown
    assert "press 1 to insert" in shown


def test_what_is_asked_about_does_not_answer_itself(finn: Someone, case):
    url, asked = f"/cases/{case.id}", f"/suggest?for=question&q={WORDS.replace(' ', '+')}"
    assert url in finn.get(asked, headers={"HX-Request": "true"}).text
    assert url not in finn.get(f"{asked}&at={url}", headers={"HX-Request": "true"}).text


def test_what_is_in_the_reply_can_be_taken_out(finn: Someone, case):
    ref = session().scalars(select(Answer)).one().ref
    assert finn.post(f"/cases/{case.id}/sources", ref=ref).status_code == 303
    page = finn.get(f"/cases/{case.id}/inside").text
    assert "In your reply" in page
    assert "Take out" in page
    assert re.search(r'<a [^>]*href="#reply" data-key="1"[^>]* data-gap="#reply"', page), (
        "the key leads there now"
    )


def test_a_reply_can_look_for_more(finn: Someone, case):
    answer = finn.get(f"/suggest?for=case:{case.id}&q=borrow+stroller", headers={"HX-Request": "true"})
    assert "you can borrow a stroller" in answer.text
    assert "<html" not in answer.text


def test_a_case_is_no_way_round_its_desk(cleo: Someone, case):
    assert cleo.get(f"/suggest?for=case:{case.id}&q=stroller").status_code == 404
    assert cleo.get("/suggest?for=case:999999&q=stroller").status_code == 404
    assert "Marta" not in cleo.get("/suggest?q=stroller+wheel").text


def test_while_asking_what_is_there_can_be_read(cleo: Someone, ctx, drain):
    known()
    drain()
    page = cleo.get("/suggest?q=stroller+wheel&for=question", headers={"HX-Request": "true"}).text
    assert "We lend a stroller at the desk in arrivals." in page
    assert "This answers it" in page
    assert cleo.get("/suggest?q=stroller+wheel").status_code == 200


def test_it_records_that_nobody_had_to_be_asked(cleo: Someone, ctx, drain):
    answer = known()
    drain()
    assert cleo.post("/suggest/found", ref=answer.ref, words="stroller?").status_code == 303
    event = session().scalars(select(Event).where(Event.kind == "suggest.answer_found")).one()
    assert event.subject == answer.ref
    assert event.actor_id == cleo.person.id


def test_it_refuses_bad_input(cleo: Someone, ctx, drain):
    hidden = known(space="private")
    drain()
    for ref in (hidden.ref, "answer:999999", "nonsense", ""):
        assert cleo.post("/suggest/found", ref=ref, words="x").status_code == 404, ref
    for odd in ("for=case:x", "for=case:", "for=person:1"):
        assert cleo.get(f"/suggest?q=stroller&{odd}").status_code == 404, odd


def test_a_question_shows_what_is_close(ben: Someone, ctx, drain):
    first = known()
    second = known(title="Which desk lends a stroller when a wheel broke?")
    drain()
    page = ben.get(f"/q/{second.question_id}/around").text
    assert "Close to this" in page
    assert page.count(f"/q/{first.question_id}-") == 1
    assert f"/q/{second.question_id}-" not in page


def test_words_being_typed_show_answers_in_place(ben: Someone, ctx, drain):
    known()
    known(wording="Hello {{first_name}}, your stroller wheel broke.", vetted=True)
    drain()
    page = ben.get("/q/similar?title=stroller+wheel+broke", headers={"HX-Request": "true"}).text
    assert "in arrivals" in page
    assert 'Hello <span class="var">first name</span>, your' in page
    assert "<form" not in page  # it stands inside the form of the question


def test_the_answer_a_case_waited_for_is_there_before_it_is_indexed(finn: Someone, case, drain):
    unlike = make_question(by="ada", title="Opening hours of the chapel")
    inside.join_question(cast.person("finn"), case, unlike.ref)
    drain()
    answer = make_answer(unlike, body="At seven.")
    qa.write_wording(cast.person("ben"), answer, "Come at seven, {{first_name}}.")
    qa.vet_answer(cast.person("gwen"), answer)
    qa.accept_answer(cast.person("ada"), answer)
    inside.answer_ready(unlike.ref, answer.ref)
    page = finn.get(f"/cases/{case.id}/inside").text
    assert page.index("Come at seven, Marta.") < page.index("Hello Marta, you can borrow a stroller.")
