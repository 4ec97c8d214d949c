"""Helpers see what became of their words: what was sent beside them, and no customer (D25)."""

from hub.core.db import session
from hub.qa.models import Answer
from tests.cases.conftest import the_case


def test_ones_own_words_stand_beside_what_was_sent(
    ada, ben, finn, case_id, answer_id, work, drain, count_queries
):
    body = (
        "Dear Marta Kowalczyk, you can borrow a stroller from our baggage desk, free of charge. "
        "Call +47 911 22 333."
    )
    finn.post(f"/cases/{case_id}/replies", body=body, source=f"answer:{answer_id}", composed="1")
    assert "baggage desk" not in ben.get("/impact/replies").text, "it has not left yet"
    work()
    drain()
    with count_queries() as seen:
        shown = ben.get("/impact/replies").text
    assert len(seen) <= 12
    assert "Your words" in shown
    assert "free of charge" in shown
    assert "sent by Finn Agent" in shown
    title = session().get_one(Answer, answer_id).question.title
    assert title in shown
    assert not [word for word in ("Marta", "Kowalczyk", "911 22 333", "4410", "Refund") if word in shown]
    assert f"/cases/{case_id}" not in shown
    assert the_case(case_id).subject not in shown
    assert "/impact/replies" in ben.get("/impact").text
    assert "/impact/replies" in ben.get("/notifications").text, "the word of thanks leads there"
    assert "baggage desk" not in ada.get("/impact/replies").text, "others see their own"
