"""Asking without one's name: no door tells it, the asker keeps their rights, auditors look it up."""

from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import resolve
from hub.inbox.models import Notice
from hub.people import tokens
from hub.qa.models import Question
from hub.spaces.actions import join
from hub.threads.models import Revision
from tests import cast
from tests.factories import make_answer, make_question

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
