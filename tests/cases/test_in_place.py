"""From case to case in place: what stands between the frame comes alone, and nothing of it is lost."""

from collections.abc import Callable

import pytest

from tests.conftest import Someone

IN_PLACE = {"HX-Request": "true", "HX-Target": "main"}
FRAME = 'class="side"'


@pytest.fixture
def next_id(writes: Callable[..., int], case_id: int, finn: Someone) -> int:
    """A second case of Finn's, behind Marta's."""
    second = writes("Where is gate B12?", address="otto@example.net", name="Otto Zimt", thread="t-2")
    for each in (case_id, second):
        assert finn.post(f"/cases/{each}/assignee", to="me").status_code == 303
    finn.get("/")  # what was said about it is shown here
    return second


def test_a_case_comes_without_the_frame_and_tells_its_address(finn: Someone, next_id: int) -> None:
    whole, part = (
        finn.get(f"/cases/{next_id}?view=team"),
        finn.get(f"/cases/{next_id}?view=team", headers=IN_PLACE),
    )
    assert FRAME in whole.text
    assert FRAME not in part.text
    assert "<title>Stroller damaged · " in part.text
    assert part.headers["HX-Push-Url"] == f"/cases/{next_id}?view=team"
    assert "HX-Push-Url" not in whole.headers
    for place in ('id="conv"', 'id="inside"', 'id="list"', 'data-frame="app--rail app--focus"'):
        assert place in part.text
    assert f'href="/cases/{next_id}?view=team" data-row aria-current="true"' in part.text


def test_sent_and_on_brings_the_next_case_with_the_way_back(
    finn: Someone, case_id: int, next_id: int
) -> None:
    form = {"body": "Come to the desk.", "then": "solve_next"}
    sent = finn.post(f"/cases/{case_id}/replies", headers=IN_PLACE, **form)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/cases/{next_id}")
    there = finn.get(sent.headers["Location"], headers=IN_PLACE)  # the browser asks with the same headers
    assert "Going out to Marta" in there.text
    assert f"/cases/{case_id}/replies/" in there.text  # the way back
    assert "Going out to Marta" not in finn.get(f"/cases/{next_id}").text


def test_on_stays_in_the_list_one_comes_from(finn: Someone, case_id: int, next_id: int) -> None:
    assert f'action="/cases/{case_id}/replies?view=team"' in finn.get(f"/cases/{case_id}?view=team").text
    sent = finn.post(f"/cases/{case_id}/replies?view=team", body="Come to the desk.", then="solve_next")
    assert sent.headers["Location"] == f"/cases/{next_id}?view=team"


def test_a_refused_reply_comes_back_with_its_text(finn: Someone, case_id: int, next_id: int) -> None:
    refused = finn.post(
        f"/cases/{case_id}/replies", headers=IN_PLACE, body=f"Ben {'x' * 3000}", then="solve_next"
    )
    assert refused.status_code == 422
    assert FRAME not in refused.text
    assert "x" * 3000 in refused.text
    assert "HX-Push-Url" not in refused.headers  # a form's address is no page
    shown = finn.post(f"/cases/{case_id}/preview", headers=IN_PLACE, body="Come to the desk.")
    assert (shown.status_code, "HX-Push-Url" in shown.headers) == (200, False)


def test_nobody_sees_more_in_place(nobody: Someone, ben: Someone, finn: Someone, case_id: int) -> None:
    for stranger in (nobody, ben):
        whole = stranger.get(f"/cases/{case_id}")
        part = stranger.get(f"/cases/{case_id}", headers=IN_PLACE)
        assert part.status_code == (401 if stranger is nobody else whole.status_code)
        assert "Marta" not in part.text
    assert (
        nobody.get(f"/cases/{case_id}", headers=IN_PLACE).headers["HX-Redirect"].startswith("/sign-in?next=")
    )
    assert "Marta" in finn.get(f"/cases/{case_id}", headers=IN_PLACE).text
