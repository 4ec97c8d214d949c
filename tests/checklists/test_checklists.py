"""What is to be done in a case of some kind: set by the supervisor, ticked in the case, said at solving."""

from html import unescape

from sqlalchemy import select

from hub.cases.actions import marking
from hub.cases.list_models import Label
from hub.cases.models import CaseState
from hub.checklists.models import ChecklistItem
from hub.core.db import session
from tests import cast
from tests.cases.conftest import the_case


def item(words: str) -> int:
    return session().scalars(select(ChecklistItem.id).where(ChecklistItem.words == words)).one()


def pane(finn, case_id: int) -> str:
    return unescape(finn.get(f"/cases/{case_id}/inside", headers={"HX-Request": "true"}).text)


def test_it_is_set_ticked_and_said_at_solving(hugo, finn, case_id, drain):
    marking.set_labels(cast.person("finn"), the_case(case_id), ["Damage"])
    label = session().scalars(select(Label.id).where(Label.name == "Damage")).one()
    page = "/cases/desks/desk/checklists"
    assert finn.post(page, label="0", items="x").status_code in (403, 404), (
        "lists are the supervisor's to set"
    )
    assert hugo.post(page, label="0", items="Call the customer back").status_code == 303
    assert (
        hugo.post(page, label=str(label), items="Photo of the damage\nClaim number noted").status_code == 303
    )
    inside = pane(finn, case_id)
    assert "0 of 3 done" in inside
    done = finn.post(
        f"/cases/{case_id}/checklist/{item('Photo of the damage')}", on="1", headers={"HX-Request": "true"}
    )
    assert "Finn Agent" in done.text, "who has done it stands beside it"
    solving = unescape(hugo.get(f"/cases/{case_id}/handling").text)
    assert "2 items of the checklist are open: Call the customer back, Claim number noted" in " ".join(
        solving.replace("<b>", "").replace("</b>", "").split()
    )
    reply = f"/cases/{case_id}"
    typed = {"body": "You can borrow one.", "then": "solve"}
    writing = finn.post(f"{reply}/check", **typed, headers={"HX-Request": "true"}).text
    assert writing.count("2 items of the checklist are open") == 1, "said above the button while one writes"
    assert "2 items of the checklist are open" in finn.post(f"{reply}/preview", **typed).text
    typed["then"] = "wait"
    assert "of the checklist" not in finn.post(f"{reply}/preview", **typed).text
    # Reworded and reordered: what stays is still ticked, what went is asked for no more.
    items = "Claim number noted\nPhoto of the damage"
    assert hugo.post(page, label="0", items="").status_code == 303
    assert hugo.post(page, label=str(label), items=items).status_code == 303
    assert "1 of 2 done" in pane(finn, case_id)
    assert finn.post(f"/cases/{case_id}/solution", lesson="nothing").status_code == 303, "it is no lock"
    drain()
    assert the_case(case_id).state == CaseState.SOLVED
    log = unescape(finn.get(f"/cases/{case_id}").text)
    assert "Solved with open items: Claim number noted" in log
    assert "ticked: Photo of the damage" in log


def test_a_case_without_the_label_has_no_such_list(hugo, finn, ada, case_id):
    marking.set_labels(cast.person("finn"), the_case(case_id), ["Damage"])
    label = session().scalars(select(Label.id).where(Label.name == "Damage")).one()
    hugo.post("/cases/desks/desk/checklists", label=str(label), items="Photo of the damage")
    marking.set_labels(cast.person("finn"), the_case(case_id), [])
    assert "Checklist" not in pane(finn, case_id)
    where = f"/cases/{case_id}/checklist/{item('Photo of the damage')}"
    assert finn.post(where, on="1").status_code == 422
    assert ada.post(where, on="1").status_code == 404
    long = hugo.post("/cases/desks/desk/checklists", label="0", items="a" * 300)
    assert long.status_code == 422
    assert "a" * 300 in long.text, "what was typed is not lost"
    assert "Photo of the damage" in long.text
