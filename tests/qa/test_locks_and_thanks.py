"""A solved question closes where that was chosen; thanks that were promised lift a question and are kept."""

from datetime import UTC, datetime, timedelta

from hub.core.db import session
from hub.feed.models import Post, PostKind
from hub.qa.actions import accept_answer
from hub.qa.models import Question
from tests import cast
from tests.factories import make_answer, make_question

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def solved(by="ada", title="How hot?"):
    question = make_question(by=by, title=title)
    accept_answer(cast.person(by), make_answer(question))
    return question.id


def test_it_stays_open_unless_somebody_chose_and_then_says_why_and_how_to_go_on(ada, ben, dora, ctx, at):
    at(MONDAY)
    before = solved()
    assert dora.post("/admin/questions", reasons="", hours="4", lock="24").status_code == 303
    after = solved(title="How cold?")
    at(MONDAY + timedelta(hours=23))
    assert "Your answer" in ben.get(f"/q/{after}", follow_redirects=True).text
    at(MONDAY + timedelta(hours=25))
    page = ben.get(f"/q/{after}", follow_redirects=True).text
    assert "Your answer" not in page
    assert "Ask anew" in page
    assert ben.post(f"/q/{after}/answers", body="Late").status_code == 403
    late = ben.post(f"/t/question:{after}/comments", body="Late words")
    assert (late.status_code, "Late words" in late.text) == (403, True)
    assert ben.post(f"/q/{before}/answers", body="In time").status_code == 303, "it was solved before"
    assert ada.post("/c/open/questions/rule", lock="0").status_code == 303
    assert ben.post(f"/q/{after}/answers", body="Open again").status_code == 303
    assert ada.post(f"/q/{after}/reopening").status_code == 303
    assert session().get_one(Question, after).locks_at is None


def test_promised_thanks_lift_a_question_and_are_kept(ada, ben, cleo, gwen, ctx, at, drain):
    at(MONDAY)
    id = make_question(by="ada", title="Who mends the kiln?").id
    make_question(by="ada", title="A later one?")
    wrong = gwen.post(f"/q/{id}/thanks", words="The next coffee is on me.", until="2027-12-01")
    assert (wrong.status_code, "The next coffee is on me." in wrong.text) == (422, True)
    promised = gwen.post(f"/q/{id}/thanks", words="The next coffee is on me.", until="2026-12-03")
    assert promised.status_code == 303
    assert ben.post(f"/q/{id}/thanks", words="Mine, too.", until="2026-12-03").status_code == 409
    assert ben.post(f"/q/{id}/thanks/removal").status_code == 403
    page = ben.get(f"/q/{id}", follow_redirects=True).text
    assert "The next coffee is on me." in page
    listed = ben.get("/q").text
    assert listed.index("Who mends the kiln?") < listed.index("A later one?")
    assert "Thanks promised" in listed
    at(MONDAY + timedelta(days=4))
    listed = ben.get("/q").text
    assert listed.index("A later one?") < listed.index("Who mends the kiln?")
    at(MONDAY)
    question = session().get_one(Question, id)
    accept_answer(cast.person("ada"), make_answer(question, by="cleo", body="Hilda does."))
    drain()
    post = session().query(Post).filter_by(kind=PostKind.THANKS).one()
    assert (post.author.handle, post.about) == (
        "gwen",
        f"answer:{session().get_one(Question, id).accepted_id}",
    )
    assert "The next coffee is on me." in post.text
    assert cast.person("cleo").id in post.people
    assert session().get_one(Question, id).thanks_until is None


def test_late_thanks_are_not_said(gwen, ctx, at, drain):
    at(MONDAY)
    id = make_question(by="ada", title="Who mends the kiln?").id
    gwen.post(f"/q/{id}/thanks", words="The next coffee is on me.", until="2026-12-01")
    at(MONDAY + timedelta(days=3))
    assert "coffee" not in gwen.get(f"/q/{id}", follow_redirects=True).text
    accept_answer(cast.person("ada"), make_answer(session().get_one(Question, id)))
    drain()
    assert session().query(Post).filter_by(kind=PostKind.THANKS).count() == 0
