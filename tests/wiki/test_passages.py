"""Comments on passages: where they stand after changes, who hears, and that they never leave."""

import pytest

from hub.core.db import session
from hub.wiki.actions.moving import move_page
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page
from hub.wiki.passage_models import Passage
from hub.wiki.passages import find
from tests import cast
from tests.api.conftest import Program
from tests.wiki.pages import make_page, page_called, url_of
from tests.wiki.test_export import unpacked

pytestmark = pytest.mark.usefixtures("ctx")
BODY = "Bags come late.\n\nWait two days.\n\nThen write to us. Wait two days."
SAID = "Is it not three by now?"


def only() -> Passage:
    return session().query(Passage).populate_existing().one()


def test_of_several_the_one_with_its_neighbours_is_meant():
    text = "Bags come late.\nWait two days.\nThen write to us. Wait two days."
    last = find(text, "Wait  two\ndays.", before="write to us.")
    assert last.before.endswith("Then write to us.")
    assert find(text, "Wait two days.", before="come late.").after.startswith("Then")
    assert find(text, "Wait three days.") is None


def test_it_stays_through_small_edits_and_is_never_lost(ada, ben, drain):
    page = make_page("Late bags", BODY)
    here = url_of(page)
    chosen = ben.get(f"{here}/passages").text
    assert "Comment on “Wait two days.”" in chosen
    form = ben.get(f"{here}/passages?quote=Wait+two+days.&before=Bags+come+late.").text
    assert "What do you say about it?" in form
    answer = ben.post(f"{here}/passages", quote="Wait two days.", before="Bags come late.", body=SAID)
    passage = only()
    assert answer.location.endswith(f"{here}#passage-{passage.id}")
    assert passage.after.startswith("Then write")
    drain()
    assert "Late bags" in ada.get("/notifications").text
    page = page_called("Late bags")
    edit_page(ada.person, page, title="Late bags", body=f"First of all.\n\n{BODY}\n\nMore.", base=1)
    shown = ada.get(here).text
    assert SAID in shown
    assert "The passage was changed" not in shown
    ada.post(f"/t/{passage.ref}/comments", body="You are right.")
    edit_page(ada.person, page_called("Late bags"), title="Late bags", body="Wait three days.", base=2)
    shown = ben.get(here).text
    assert "The passage was changed. It said:" in shown
    assert "Wait two days." in shown
    assert "You are right." in shown
    ada.post(f"/wiki/passages/{passage.id}/settling", on=1)
    assert "Settled by Ada" in ben.get(here).text
    ada.post(f"/wiki/passages/{passage.id}/settling", on=0)
    assert only().resolved_at is None


def test_words_that_are_not_there_are_refused_and_what_was_said_is_kept(ben):
    here = url_of(make_page("Late bags", BODY))
    refused = ben.post(f"{here}/passages", quote="Wait three days.", body=SAID)
    assert refused.status_code == 422
    assert SAID in refused.text
    assert "These words do not stand in the page" in refused.text
    assert ben.post(f"{here}/passages", quote="Wait two days.", body="").status_code == 422


def test_they_never_leave_and_are_for_readers_of_the_page(app, ada, cleo, gwen, drain):
    body = f"{BODY}\n\n:::customer\nWe look for it.\n:::"
    page = make_page("Late bags", body, by="ada")
    here = url_of(page)
    ada.post(f"{here}/passages", quote="Wait two days.", body=SAID)
    gwen.post(f"{here}/settings", audience="public", kind="howto", owner="ada", review_days="90")
    gwen.post(f"{here}/verification", revision=1)
    for form in ("html", "markdown", "epub"):
        for reader in ("inside", "customers"):
            made = ada.post(f"{here}/export", format=form, reader=reader, scope="page").data
            assert SAID.encode() not in (made if form == "html" else unpacked(made))
    assert SAID not in ada.post("/wiki/open/preview", body=body, customer="1").text
    told = Program(app, "ada", ("read",)).get(f"/pages/{page.id}").json
    assert SAID not in str(told)
    (listed,) = Program(app, "cleo", ("read",)).get(f"/pages/{page.id}/passages").json["items"]
    assert (listed["quote"], listed["is_there"]) == ("Wait two days.", True)
    assert cleo.get(f"/wiki/passages/{only().id}").status_code == 302
    drain()
    assert "/comments/" in cleo.get("/search?q=three+by+now").text
    move_page(ada.person, session().get_one(Page, page.id), cast.space("private"))
    drain()
    assert cleo.get(f"/wiki/passages/{only().id}").status_code == 404
    assert cleo.get(f"/t/{only().ref}/comments").status_code == 404
    assert Program(app, "cleo", ("read",)).get(f"/pages/{page.id}/passages").status_code == 404
    settling = Program(app, "cleo", ("read", "write")).post(f"/passages/{only().id}/settling", settled=True)
    assert settling.status_code == 404
    assert "/comments/" not in cleo.get("/search?q=three+by+now").text
    assert SAID in ada.get(url_of(page_called("Late bags"))).text
