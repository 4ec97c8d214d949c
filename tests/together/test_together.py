"""One question of many customers: joined, prepared in each case, sent after a look, results apart."""

from html import unescape

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.cases.actions.handling import add_note
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.models import CaseState
from hub.core.db import session, transaction
from hub.qa import actions as qa
from hub.qa.models import Question
from hub.reuse.models import Provenance
from tests import cast
from tests.cases.conftest import WORDING, last_reply, the_case
from tests.wiki.pages import make_page

KNOWN = "Two wait in Oslo.\n\n:::internal\nRefund limit is €180 without approval, budget 4410.\n:::"
OTHERS = {
    "lone@example.net": "Lone Berg", "per@example.net": "Per Dahl", "anna@example.net": "Anna Eide",
}  # fmt: skip


@pytest.fixture
def asked(case_id, writes, drain) -> tuple[int, list[int]]:
    """Marta's question inside, and three others who join it; nobody has answered."""
    finn = cast.person("finn")
    ref = inside.ask_inside(finn, the_case(case_id), cast.space("open"), "Stroller damaged, loan?", "> Help")
    drain()
    cases = [case_id]
    for number, (address, name) in enumerate(OTHERS.items()):
        cases.append(writes("My stroller is damaged", address=address, name=name, thread=f"o-{number}"))
    return int(ref.split(":")[1]), cases


def answer(question_id: int, wording: str = WORDING, *, vetted: bool = True) -> int:
    question = session().get_one(Question, question_id)
    made = qa.post_answer(cast.person("ben"), question, KNOWN, wording)
    if vetted:
        qa.vet_answer(cast.person("gwen"), made)
    qa.accept_answer(cast.person("finn"), made)
    return made.id


def join_all(finn, question_id: int, cases: list[int]) -> None:
    for case in cases[1:]:
        assert finn.post(f"/cases/{case}/joins", question=f"/q/{question_id}").status_code == 303


def test_a_similar_case_is_offered_to_join(finn, asked, drain):
    question, cases = asked
    pane = unescape(finn.get(f"/cases/{cases[1]}/inside", headers={"HX-Request": "true"}).text)
    assert "1 customer waits for this" in pane
    join_all(finn, question, cases[:2])
    pane = finn.get(f"/cases/{cases[1]}/inside", headers={"HX-Request": "true"}).text
    assert "waits for this" not in pane


def test_a_word_in_common_is_no_likeness(finn, asked, writes, drain):
    """Whoever was charged twice is not offered to wait with those whose stroller is damaged."""
    make_page("Seat charged twice", "The app charged a seat twice: the second one is released by the bank.")
    drain()
    mine = writes(
        "Your app charged my seat twice! The bank released nothing. A loan is no help.", name="Dan",
        address="dan@example.net", subject="Seat charged twice", thread="d",
    )  # fmt: skip
    pane = unescape(finn.get(f"/cases/{mine}/inside", headers={"HX-Request": "true"}).text)
    assert "waits for this" not in pane


def test_where_words_for_customers_are_missing_the_way_to_them_is_shown(finn, asked, drain):
    question, cases = asked
    join_all(finn, question, cases[:2])
    without = answer(question, wording="", vetted=False)
    drain()
    page = unescape(finn.get(f"/together/{question}").text)
    assert "but nothing that customers may be told" in page
    assert f'#a{without}"' in page[page.index("nothing that customers") :]


def test_it_works(finn, hugo, recorder, asked, drain, work, count_queries):
    question, cases = asked
    join_all(finn, question, cases)
    drain()
    answer_id = answer(question)
    drain()
    finn_row = cast.person("finn")
    for case in cases:  # a draft in each, in the customer's own name
        first = the_case(case).customer.first_name
        assert reply_draft(finn_row, the_case(case)) == WORDING.replace("{{first_name}}", first)
    with transaction():  # one has been written otherwise meanwhile: it stays theirs
        keep_draft(finn_row, the_case(cases[3]), "I called her.")
    pane = unescape(finn.get(f"/cases/{cases[0]}/inside", headers={"HX-Request": "true"}).text)
    assert "4 customers wait for it" in pane
    assert "Look at some, tell all" in pane
    page = unescape(finn.get(f"/together/{question}").text)
    assert "Somebody has begun to write another reply" in page
    assert "Send to 3 customers" in page
    unread = finn.post(f"/together/{question}/replies", looked=[cases[0]])
    assert unread.status_code == 422
    assert last_reply(cases[0]) is None
    sent = hugo.post(f"/together/{question}/replies", looked=cases[:3])
    assert sent.status_code == 303
    work()
    assert sorted(each.to.address for each in recorder.sent) == sorted(
        ["marta@example.net", "lone@example.net", "per@example.net"]
    )
    assert all("4410" not in each.reply.body for each in recorder.sent)
    assert reply_draft(cast.person("finn"), the_case(cases[0])) == ""
    assert reply_draft(cast.person("finn"), the_case(cases[3])) == "I called her."
    rows = session().scalars(select(Provenance).where(Provenance.reply.is_not(None))).all()
    assert {(row.source, row.case_ref, row.kept) for row in rows} == {
        (f"answer:{answer_id}", f"case:{case}", 100) for case in cases[:3]
    }
    assert the_case(cases[1]).state == CaseState.WAITING_CUSTOMER
    with count_queries() as seen:
        page = finn.get(f"/together/{question}").text
    assert len(seen) <= 12, "\n".join(seen)
    assert page.count("Told") >= 3
    assert hugo.post(f"/together/{question}/replies", looked=cases).status_code == 422  # nobody twice


def test_each_goes_through_the_guard(finn, recorder, asked, drain, work):
    """What is inside one of the cases stays inside, whatever the others are told."""
    question, cases = asked
    join_all(finn, question, cases)
    drain()
    add_note(cast.person("finn"), the_case(cases[1]), "You can borrow a stroller from our baggage desk, hush")
    answer(question, vetted=False)
    drain()
    held = finn.post(f"/together/{question}/replies", looked=cases)
    assert held.status_code == 422  # unvetted words need their tick
    sent = finn.post(f"/together/{question}/replies", looked=cases, confirmed="1", once="one-press")
    assert sent.status_code == 422
    assert "3 left, 1 stayed" in sent.text
    assert "internal-only part" in unescape(sent.text)
    assert last_reply(cases[1]) is None
    assert all(last_reply(case) is not None for case in cases if case != cases[1])


def test_strangers_find_nothing(ada, gwen, finn, asked):
    question, _cases = asked
    assert ada.get(f"/together/{question}").status_code == 404
    assert gwen.post(f"/together/{question}/replies").status_code == 404
    assert finn.get("/together/999999").status_code == 404
