"""The bin: what was removed together comes back together; what is forgotten is forgotten everywhere."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from hub.core.audit import AuditEntry
from hub.core.db import session
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.wiki.actions.purging import empty_bin
from hub.wiki.models import Page, PageRevision
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of


def test_a_whole_tree_comes_back_at_its_addresses(ctx, ada, ben, cleo, count_queries):
    top = make_page("Top", "Words of the top")
    damage = make_page("Damage", "x", parent=top)
    make_page("Prams", "x", parent=damage)
    early = make_page("Early", "x", parent=top)
    make_page("Names it", "See [[Top]].", by="ben")
    hidden = make_page("Hidden", "x", space="private")
    ids = [top.id, early.id, hidden.id]
    for url in (url_of(early), url_of(top), url_of(hidden)):
        assert ada.post(f"{url}/removal").status_code == 303
    ada.get("/wiki")  # what was said about the removals is said here
    with count_queries() as seen:
        listed = ada.get("/wiki/removed?space=open").text
    assert len(seen) <= 12
    assert "and 2 pages below it" in listed
    assert f"/wiki/removed/{ids[1]}/restoration" in listed
    assert "Hidden" not in listed
    assert "Hidden" not in cleo.get("/wiki/removed").text
    gone = ben.get("/wiki/open/top")
    assert gone.status_code == 404
    assert "“Top” was removed" in gone.text
    assert "Words of the top" not in gone.text
    assert "was removed" not in cleo.get("/wiki/private/hidden").text
    assert ada.post(f"/wiki/removed/{ids[0]}/restoration").headers["Location"] == "/wiki/open/top"
    assert ben.get("/wiki/open/top/damage/prams").status_code == 200
    assert ben.get("/wiki/open/top/early").status_code == 404
    assert "and 2 pages below it" not in ada.get("/wiki/removed?space=open").text


def test_what_is_forgotten_is_forgotten_everywhere(ctx, ada, ben, gwen, dora, drain):
    top = make_page("Secret plan", "The first words", by="ben")
    below = make_page("Below it", "x", parent=top, by="ben")
    ben.post(url_of(top, "/edit"), title="Secret plan", body="The second words", base=1)
    said = post_comment(cast.person("ada"), below, "Words below it")
    make_page("Names it", "See [[Secret plan]].")
    here, ids, comment = url_of(page_called("Secret plan")), [top.id, below.id], said.id
    ben.post(f"{here}/removal")
    assert ben.post(f"/wiki/removed/{ids[0]}/purge", sure="1").status_code == 403
    assert dora.post(f"/wiki/removed/{ids[0]}/purge").status_code == 422
    assert dora.post(f"/wiki/removed/{ids[0]}/purge", sure="1").status_code == 303
    drain()
    for id in ids:
        husk = session().get_one(Page, id)
        assert (husk.title, husk.body, husk.text, husk.html) == ("", "", "", "")
    assert not session().scalars(select(PageRevision).where(PageRevision.page_id.in_(ids))).all()
    assert session().get_one(Comment, comment).body == ""
    assert ben.get(here).status_code == 404
    assert "Secret" not in ben.get(here).text
    assert ben.post(f"/wiki/removed/{ids[0]}/restoration").status_code == 404
    entry = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.actor_id) == ("wiki.purge", cast.person("dora").id)
    assert "second words" not in str(entry.before)
    again = make_page("Secret plan", "A new one")
    assert url_of(again) == here


def test_after_the_time_it_is_forgotten_by_itself(ctx, app, ada, sign_in, at, monkeypatch):
    make_page("Old", "x")
    ada.post("/wiki/open/old/removal")
    assert "kept until" in ada.get("/wiki/removed").text
    at(timedelta(days=89))
    make_page("Later", "x")
    ada = sign_in("ada")
    ada.post("/wiki/open/later/removal")
    assert empty_bin() == 0
    at(timedelta(days=2))
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], bin_days=0))
    assert empty_bin() == 0
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], bin_days=90))
    assert empty_bin() == 1
    listed = ada.get("/wiki/removed").text
    assert "<b>Later</b>" in listed
    assert "<b>Old</b>" not in listed
