"""What a case taught us, noted in one press when it is solved (D14)."""

import re

from sqlalchemy import select

from hub.cases.lessons import share_recorded
from hub.cases.routes import pages as reading
from hub.core.db import session
from hub.core.events import Event
from hub.wiki.models import Page, PageState
from tests import cast
from tests.cases.conftest import WORDING, the_case


def pages() -> list[Page]:
    return list(session().scalars(select(Page).order_by(Page.id)))


def test_something_new_has_its_draft_at_once(finn, case_id, answer_id, drain):
    before = len(pages())
    assert finn.post(f"/cases/{case_id}/state", state="solved").status_code == 303, (
        "solving asks nothing first"
    )
    pane = finn.get(f"/cases/{case_id}/inside").text
    assert "What did this case teach us?" in pane
    finn.post(f"/cases/{case_id}/lesson", lesson="new", note="")
    finn.post(f"/cases/{case_id}/lesson", lesson="new", note="")
    made = pages()[before:]
    assert len(made) == 1, "pressed twice it is there once"
    (page,) = made
    assert (page.state, page.space.slug) == (PageState.WIP, "open")
    assert "> My stroller is broken" in page.body
    assert "Yes, the desk in Oslo has two." in page.body
    assert f":::customer\n{WORDING}" in page.body
    assert not [word for word in ("Marta", "Kowalczyk", "911 22 333") if word in page.body + page.title]
    assert cast.person("ben").id in page.credits
    shown = finn.get(f"/cases/{case_id}/inside").text
    assert f'href="/wiki/open/{page.path}"' in shown
    noted = session().scalars(select(Event).where(Event.kind == "cases.lesson_recorded")).all()
    assert [event.data["lesson"] for event in noted] == ["new", "new"]


def test_what_was_known_is_noted_without_a_press(finn, case_id, answer_id, writes, drain):
    second = writes("Is there a stroller for me?", address="li@example.net", name="Li Wei", thread="t-9")
    finn.post(f"/cases/{second}/replies", body=WORDING.replace("{{first_name}}", "Li"), then="solve",
              source=f"answer:{answer_id}", composed="1")  # fmt: skip
    assert the_case(second).lesson == "existing"
    finn.post(f"/cases/{case_id}/state", state="solved")
    assert the_case(case_id).lesson == "", "colleagues were asked: somebody says what came of it"
    assert share_recorded(cast.person("finn")) == (1, 2)
    shown = finn.get("/cases/loops?kind=no-lesson").text
    assert "Of 2 cases solved in 30 days, 50% have noted" in shown
    assert f"/cases/{case_id}" in shown
    assert f'"/cases/{second}"' not in shown


def test_broken_loops_are_counted_as_far_as_anybody_goes_through_them(finn, case_id, writes, monkeypatch):
    monkeypatch.setattr(reading, "MOST_COUNTED", 1)
    counted = re.compile(r"Solved, nothing recorded\s*<span class=\"count\">([^<]+)</span>")
    for number, told in ((0, None), (1, "1"), (2, "1+")):
        if number:
            id = writes(f"Where is my bag? {number}", address=f"li{number}@example.net", thread=f"t-{number}")
            finn.post(f"/cases/{id}/assignee", to="me")
            finn.post(
                f"/cases/{id}/ask",
                community=cast.space("open").id,
                title=f"Where are bags {number}?",
                body="They ask.",
            )
            finn.post(f"/cases/{id}/state", state="solved")
        found = counted.search(finn.get("/cases/loops").text)
        assert (found[1] if found else None) == told


def test_where_nothing_was_asked_or_used_it_is_only_noted(finn, case_id, drain):
    before = len(pages())
    finn.post(f"/cases/{case_id}/solution", lesson="new", note="Strollers are lent.")
    assert len(pages()) == before
    assert "Make article" in finn.get(f"/cases/{case_id}/inside").text
