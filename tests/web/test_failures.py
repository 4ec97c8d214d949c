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
