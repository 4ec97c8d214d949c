"""Asking without one's name: no door tells it, the asker keeps their rights, auditors look it up."""

import json
from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import resolve
from hub.inbox.models import Notice
from hub.people import tokens
from hub.people.feed_tokens import feed_token
from hub.qa.models import Question
from hub.spaces.actions import join
from hub.threads.models import Revision
from tests import cast
from tests.factories import make_answer, make_question
from tests.inbox.conftest import sent
from tests.inbox.test_digest import run, set_up
from tests.inbox.test_push import provider
from tests.webhooks.test_webhooks import add, said
from tests.webhooks.test_webhooks import work as work_webhooks

__all__ = ["provider", "sent"]
TITLE = "Am I the only one who is afraid of the kiln?"


@pytest.fixture
def asked(ada, cleo, ctx, drain):
    """The id of what Cleo asks in the open house, whose admins allow it."""
    assert ada.post("/c/open/questions/rule", lock="", anonymous="1").status_code == 303
    join(cast.person("cleo"), cast.space("open"))
    cleo.get("/q/new")
    form = {
        "title": TITLE,
        "body": "Seriously, @ben.",
        "community": "open",
        "topics": "Fear",
        "asked": ["finn"],
    }
    with_answer = cleo.post("/q", anonymous="1", answer="No.", **form)
    assert (with_answer.status_code, TITLE in with_answer.text) == (422, True), "it would show the name"
    done = cleo.post("/q", anonymous="1", **form)
    assert done.status_code == 303
    drain()
    return session().query(Question).one().id


def doors(id):
    return (
        f"/q/{id}", f"/q/{id}/history", f"/q/{id}/timeline", f"/q/{id}/around", "/q?view=newest", "/?tab=all",
        "/c/open", "/c/open/questions", "/search?q=afraid+kiln", "/topics/fear", "/q/needs-you",
        "/notifications",
        "/people/a-colleague", "/curate", "/curate/experts", f"/t/question:{id}/reactions",
    )  # fmt: skip


def test_it_needs_a_community_that_allows_it(cleo, gwen, ada, ctx):
    join(cast.person("cleo"), cast.space("open"))
    refused = cleo.post("/q", title=TITLE, community="open", anonymous="1")
    assert (refused.status_code, TITLE in refused.text) == (422, True)
    assert "Ask without my name" not in cleo.get("/q/new").text
    assert cleo.post("/c/open/questions/rule", anonymous="1").status_code == 403
    wrong = ada.post("/c/open/questions/rule", lock="soon")
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)


def key_of(handle):
    with transaction():
        until = clock.now() + timedelta(days=1)
        return tokens.make_token(cast.person(handle), "t", tokens.SCOPES, until).text


def act_as_the_asker(cleo, id, drain):
    """Everything that an asker does with a question; the answer that they accept is Ben's."""
    text = {"title": TITLE, "body": "Seriously. Tell me.", "topics": "Fear", "seen": "1"}
    assert cleo.post(f"/q/{id}/edit", **text).status_code == 303
    answer = make_answer(resolve(cast.person("ben"), f"question:{id}"), by="ben", body="No, me too.")
    answer_id = answer.id
    for path, form in (
        (f"/a/{answer_id}/acceptance", {}), (f"/q/{id}/reopening", {}), (f"/a/{answer_id}/acceptance", {}),
        (f"/q/{id}/closing", {"how": "closed", "chosen": "No longer needed"}), (f"/q/{id}/closing/undo", {}),
    ):  # fmt: skip
        assert cleo.post(path, **form).status_code == 303, path
    drain()


def test_no_door_tells_who_it_was(asked, ada, ben, cleo, gwen, dora, finn, drain):
    act_as_the_asker(cleo, asked, drain)
    cleo_id, ref = cast.person("cleo").id, f"question:{asked}"
    for who in (ben, gwen, dora, finn):
        for path in doors(asked):
            text = who.get(path, follow_redirects=True).text.partition("<main")[2]
            assert "Cleo" not in text, (who.handle, path)
            assert "/people/cleo" not in text, (who.handle, path)
        assert "afraid" not in who.get("/people/cleo").text
        assert TITLE in who.get("/q?view=newest").text
    assert "A colleague" in ben.get(f"/q/{asked}", follow_redirects=True).text
    assert "A colleague" in finn.get("/notifications").text, "who was asked is asked by nobody in particular"
    for path in ("questions", f"questions/{asked}", "search?q=afraid", "notices", "feed"):
        answer = ben.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key_of('ben')}"})
        assert answer.status_code == 200, path
        assert "Cleo" not in answer.text, path
        assert f'"id":{cleo_id},"name"' not in answer.text.replace(" ", ""), path
    events = session().query(Event).filter(Event.subject == ref)
    assert events.count() >= 8
    assert events.filter(Event.actor_id == cleo_id).count() == 0, "what is read by mails, webhooks and pings"
    assert [row.data for row in events if cleo_id in row.data.values() or "cleo" in str(row.data)] == []
    assert session().query(Revision).filter(Revision.replaced_by_id == cleo_id).count() == 0
    question = session().get_one(Question, asked)
    assert question.accepted_by.handle == "a-colleague"


def test_nothing_that_leaves_tells_who_it_was(asked, ben, cleo, dora, iris, finn, sent, provider, drain):
    """Mails, digests, webhooks, RSS, audit log, facets; and the stand-in in the reader's own language."""
    add(dora, provider.url, with_titles="true")
    set_up("ben")
    act_as_the_asker(cleo, asked, drain)
    again = cleo.post("/q", title="And who fears the wheel?", community="open", anonymous="1", asked=["finn"])
    assert again.status_code == 303
    drain()
    tomorrow = clock.now() + timedelta(days=1, hours=1)
    work_webhooks()
    run(tomorrow)
    others = [str(each) for each in sent if cast.person("cleo").email not in str(each["To"])]
    assert any("wheel" in each or "kiln" in each for each in others)
    posted = [json.dumps(each) for each in said(provider)]
    assert posted
    feeds = [
        finn.get(f"/feeds/{feed_token(finn.person)}/{path}.xml").text
        for path in ("home", "questions", "c/open")
    ]
    assert "wheel" in "".join(feeds)
    audit = dora.get("/admin/audit").text.partition("<main")[2]
    assert "kiln" not in "".join(line for line in audit.split("<tr") if "Cleo" in line)
    for text in (*others, *posted, *feeds):
        assert "Cleo" not in text
        assert "cleo" not in text
    for asking in ("/search?q=wheel&by=cleo", "/search?q=by:cleo+wheel", "/search?q=kiln&by=cleo"):
        assert "fears the wheel" not in ben.get(asking).text.partition("<main")[2]
    assert 'value="cleo"' not in ben.get("/search?q=wheel").text
    assert ben.post("/settings/profile", name="Ben Okri", language="de").status_code == 303
    german = ben.get(f"/q/{asked}", follow_redirects=True).text
    assert "Jemand" in german
    assert "A colleague" not in german


def test_its_asker_hears_and_acts_and_nobody_who_stands_in_for_them_learns_it(asked, ben, cleo, gwen, drain):
    cleo.post("/settings/notifications/away", until="2999-01-01", substitute="@gwen")
    make_answer(resolve(cast.person("ben"), f"question:{asked}"), by="ben", body="No, me too.")
    drain()
    people = {row.person_id: row for row in session().query(Notice).filter_by(kind="qa.answer_posted")}
    assert cast.person("cleo").id in people
    assert cast.person("gwen").id not in people
    page = cleo.get(f"/q/{asked}", follow_redirects=True).text
    assert "You asked this without your name" in page
    assert "Accept" in page
    assert TITLE in cleo.get("/q/needs-you").text
    assert "without your name" not in gwen.get(f"/q/{asked}", follow_redirects=True).text
    assert ben.post(f"/q/{asked}/withdrawal").status_code in (403, 404)


def test_only_auditors_look_it_up_and_it_is_logged(asked, ben, dora, gwen, iris):
    for who in (ben, dora, gwen):
        assert who.post(f"/q/{asked}/asker", reason="Curious").status_code == 403
    assert "Look up who asked" in iris.get(f"/q/{asked}", follow_redirects=True).text
    assert iris.post(f"/q/{asked}/asker", reason="").status_code == 422
    assert "Cleo" not in iris.get(f"/q/{asked}/asker").text
    assert "Cleo Ñandú" in iris.post(f"/q/{asked}/asker", reason="A threat was reported").text
    entry = session().query(AuditEntry).filter_by(action="qa.asker.look").one()
    assert (entry.subject, entry.after) == (f"question:{asked}", {"reason": "A threat was reported"})


def test_with_a_name_there_is_nothing_to_look_up(iris, ctx):
    id = make_question(by="ada").id
    assert iris.get(f"/q/{id}/asker").status_code == 403
