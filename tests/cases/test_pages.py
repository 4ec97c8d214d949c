"""The pages of the desk through the front door: the list, a case, its inside."""

import re

import pytest

from tests.cases.desk import customer_writes, record_channel


@pytest.fixture
def line(ctx, monkeypatch):
    return record_channel(monkeypatch)


@pytest.fixture
def case_id(line):
    return customer_writes(line[1], "My stroller is broken. What now?").id


def names_in(page) -> list[str]:
    """The customers of the list, in order."""
    return re.findall(r'class="who"><b>([^<]+)', page.get_data(as_text=True))


def test_the_list_opens(finn, case_id):
    page = finn.get("/cases?view=unassigned")
    assert page.status_code == 200
    assert names_in(page) == ["Marta Kowalczyk"]


def test_a_case_opens(finn, case_id):
    page = finn.get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "My stroller is broken" in page.text
    assert "Send to Marta" in page.text
    inside = finn.get(f"/cases/{case_id}/inside", headers={"HX-Request": "true"})
    assert inside.status_code == 200
    assert "Ask inside" in inside.text


def test_a_reply_goes_out(finn, case_id):
    answer = finn.post(
        f"/cases/{case_id}/replies", body="Come to the desk.", then="wait", seen="0", composed="1"
    )
    assert answer.status_code == 303
    page = finn.get(f"/cases/{case_id}")
    assert "Come to the desk." in page.text
    assert "Going out to Marta in 8 seconds." in page.text
