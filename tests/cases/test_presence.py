"""Who else has a case open: seen by its readers, by nobody else; what was said meanwhile comes first."""

import re
from datetime import timedelta

from sqlalchemy import delete

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.live.sockets import listeners, socketio
from hub.threads import presence
from hub.threads.presence_models import Doing, Presence
from tests import cast
from tests.api.conftest import Program
from tests.cases.conftest import the_case


def presence_facts() -> int:
    return session().query(Event).filter(Event.kind == "cases.presence_changed").count()


def here(who, case_id: int) -> str:
    found = re.search(r'<div class="here".*?</div>', who.get(f"/cases/{case_id}").text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[0]).strip()


def test_who_views_writes_notes_or_is_away_is_seen_on_the_page(finn, hugo, case_id, at):
    url = f"/cases/{case_id}/presence"
    assert here(finn, case_id) == ""
    assert "Finn Agent is looking at it" in here(hugo, case_id)  # no script was needed for it
    before = presence_facts()
    at(timedelta(seconds=30))
    assert finn.post(url).status_code == 204
    assert presence_facts() == before  # who is still here is no news
    for doing, said in {
        "writing": "Finn Agent</b> is writing to Marta, since",
        "noting": "Finn Agent</b> is writing inside",
        "idle": "Finn Agent</b> has it open, idle",
        "viewing": "Finn Agent</b> is looking at it",
    }.items():
        finn.post(url, doing=doing)
        assert said in hugo.get(url).text
    assert presence_facts() == before + 4
    assert "Finn" not in finn.get(url).text
    finn.post(f"{url}/leaving")
    assert "Finn" not in hugo.get(url).text
    finn.get(f"/cases/{case_id}")
    assert "Finn" in hugo.get(url).text
    at(timedelta(minutes=4))  # a window that was closed without a word
    assert "Finn" not in hugo.get(url).text


def test_pages_of_the_case_are_pinged_and_nobody_else_learns_of_it(
    app, finn, hugo, cleo, gwen, case_id, drain, monkeypatch
):
    monkeypatch.setattr(socketio, "start_background_task", lambda *_task: None)
    drain()
    inside, outside = (socketio.test_client(app, flask_test_client=who.client) for who in (hugo, cleo))
    finn.get(f"/cases/{case_id}")
    drain()
    heard = [each["args"][0] for each in inside.get_received() if each["name"] == "ping"]
    assert [(each["ref"], each["topics"]) for each in heard] == [(f"case_presence:{case_id}", [])]
    assert outside.get_received() == []
    for stranger in (cleo, gwen):
        for door in ("presence", "presence/leaving"):
            assert stranger.post(f"/cases/{case_id}/{door}", doing="writing").status_code == 404
        assert stranger.get(f"/cases/{case_id}/presence").status_code == 404
        assert "case_presence" not in stranger.get("/live/since?after=0").text
    for each in listeners.all():
        listeners.remove(each.sid)
    listeners.end_watch()


def test_a_program_without_the_scope_of_cases_hears_nothing_of_who_reads_them(app, finn, case_id):
    finn.get(f"/cases/{case_id}")
    plain, with_cases = (Program(app, "finn", scopes) for scopes in (("read",), ("read", "cases")))
    assert "case_presence" not in plain.get("/events").text
    assert "case_presence" in with_cases.get("/events").text


def test_what_another_replied_meanwhile_comes_before_ones_own(finn, hugo, case_id):
    text = "Finn here."
    seen = re.search(r'name="seen" value="(\d+)"', finn.get(f"/cases/{case_id}").text)[1]
    hugo.post(f"/cases/{case_id}/replies", body="We found your stroller in Oslo.", seen=seen)
    late = finn.post(f"/cases/{case_id}/replies", body=text, seen=seen)
    assert late.status_code == 422
    composer = late.text[late.text.index('id="compose"') :]
    assert composer.index("Hugo Lead wrote while you did:") < composer.index("We found your stroller")
    assert composer.index("We found your stroller in Oslo.") < composer.index(text)
    now = re.search(r'name="seen" value="(\d+)"', late.text)[1]
    assert finn.post(f"/cases/{case_id}/replies", body=text, seen=now).status_code == 303


def test_two_windows_do_not_trip_over_one_row(ctx, case_id):
    """The other window, or somebody who clears away who has gone, was faster."""
    finn = cast.person("finn")
    for again in (presence.be_at, presence.leave):
        with transaction():
            presence.be_at(finn, the_case(case_id), Doing.VIEWING)
        row = session().get_one(Presence, (f"case:{case_id}", finn.id))
        session().execute(delete(Presence), execution_options={"synchronize_session": False})
        with transaction():
            again(finn, the_case(case_id), *([Doing.WRITING] if again is presence.be_at else []))
        assert row is not None
