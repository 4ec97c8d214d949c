"""When the hub itself fails: a page of ours, nothing of what was typed is lost."""

import pytest
from sqlalchemy.exc import OperationalError

from hub.qa import actions as qa

TYPED = "A long question that took ten minutes."
FAILURES = [
    (OperationalError("INSERT", {}, Exception("disk I/O error")), 503),
    (RuntimeError("a mistake of ours"), 500),
]


@pytest.mark.parametrize(("error", "status"), FAILURES)
def test_a_failure_in_the_middle_of_writing_keeps_the_text(ctx, ada, monkeypatch, error, status):
    def fail(*_args):
        raise error

    monkeypatch.setattr(qa, "record", fail)
    answer = ada.post("/q", community="open", title="Why?", body=TYPED, once="1")
    assert answer.status_code == status
    assert TYPED in answer.text
    monkeypatch.undo()
    assert ada.get("/q").status_code == 200


@pytest.mark.parametrize("number", [2**31, 10**14, 10**30])
@pytest.mark.parametrize(
    "place", ["/q/{}", "/p/{}", "/cases/{}", "/q/new?about=question:{}", "/?about=case:{}"]
)
def test_a_number_that_is_too_large_names_nothing(ctx, finn, place, number):
    """The databases refuse it each in their own way."""
    there, nowhere = finn.get(place.format(number)), finn.get(place.format(2**31 - 1))
    assert there.status_code == nowhere.status_code < 500
    assert finn.get("/q").status_code == 200
