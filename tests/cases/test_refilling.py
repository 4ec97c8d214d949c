"""Masked words that come back from inside get what was masked, in one press; nobody else's."""

from tests.cases.conftest import last_reply
from tests.cases.test_reply import composer_in


def test_a_pasted_answer_is_filled_from_its_case(finn, writes, recorder, work):
    words = "I am Marta Kowalczyk, my booking is TX7KQ2, call +47 911 22 333."
    case_id = writes(words)
    writes("My booking is QQ9ZZ1", address="per@example.net", name="Per Dahl", thread="t-2")
    pasted = "Dear [name], booking [booking] is moved. {{agent}} calls [phone]. [card number]"
    stopped = finn.post(f"/cases/{case_id}/replies", body=pasted, then="wait")
    assert stopped.status_code == 422
    assert "Put in what this case knows" in stopped.text
    assert last_reply(case_id) is None
    filled = finn.get(finn.post(f"/cases/{case_id}/check", body=pasted, composed="1", guard="fill").location)
    body = composer_in(filled)
    assert body == "Dear Marta, booking TX7KQ2 is moved. Finn calls +47 911 22 333. [card number]"
    assert "Put in what this case knows" not in filled.text  # what nobody knows is for the writer
    assert finn.post(f"/cases/{case_id}/replies", body=body, then="wait").status_code == 422
    sent = finn.post(f"/cases/{case_id}/replies", body=body.replace(" [card number]", ""), then="wait")
    assert sent.status_code == 303
    work()
    assert "QQ9ZZ1" not in recorder.sent[0].reply.body


def test_what_could_mean_two_things_stays_a_place(finn, writes):
    case_id = writes("My bookings are TX7KQ2 and QQ9ZZ1.")
    words = "Booking [booking] is moved."
    filled = finn.get(finn.post(f"/cases/{case_id}/check", body=words, composed="1", guard="fill").location)
    assert composer_in(filled) == "Booking [booking] is moved."
    assert "Here it may be “TX7KQ2”, “QQ9ZZ1”." in filled.text, "a person chooses, and sees between what"
    numbered = finn.post(f"/cases/{case_id}/replies", body="Booking [booking 2] is moved.")
    assert "Here it may be “TX7KQ2”, “QQ9ZZ1”." in numbered.text
