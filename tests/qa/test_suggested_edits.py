"""Edits that are suggested by those who may not edit: one at a time, taken, changed, refused, credited."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.core.features import kind_of
from hub.inbox.models import Notice
from hub.qa.edit_models import EditState, SuggestedEdit
from hub.qa.models import Answer, Question
from tests import cast
from tests.factories import make_answer, make_question

BODY = "First line\nThe oven takes 1,200 degrees.\nLast line"
BETTER = "First line\nThe oven takes 1,250 degrees.\nLast line"


@pytest.fixture
def answer_id(ctx) -> int:
    return make_answer(make_question(by="ada"), by="ben", body=BODY, customer_text="It is warm.").id


def answer(answer_id: int) -> Answer:
    session.remove()
    return session().get_one(Answer, answer_id)


def actions_of(handle: str, kind: str) -> list[str]:
    person = cast.person(handle).id
    statement = select(Notice.action).where(Notice.person_id == person, Notice.kind == kind)
    return list(session().scalars(statement))


def test_it_is_looked_at_beside_the_text_taken_over_and_credited(ben, cleo, hugo, gwen, answer_id, drain):
    url = f"/a/{answer_id}/suggestion"
    assert ben.get(url).status_code == 403, "its author edits it"
    assert cleo.post(url, body=BODY).status_code == 422, "nothing is changed"
    assert cleo.post(url, body=BETTER, note="The new oven").status_code == 303
    drain()
    assert answer(answer_id).body == BODY
    second = hugo.post(url, body="Another text")
    assert second.status_code == 409
    assert "Another text" in second.text, "what was typed stays"
    assert hugo.get(url).status_code == 403
    assert actions_of("ben", "qa.edit_suggested") == actions_of("gwen", "qa.edit_suggested") == ["decide"]
    place = f"/q/{answer(answer_id).question_id}"
    assert "suggests an edit" in ben.get(place, follow_redirects=True).text
    assert "suggests an edit" not in hugo.get(place, follow_redirects=True).text
    review = ben.get(url).text
    assert "<del>200</del>" in review
    assert "<ins>250</ins>" in review
    assert "The new oven" in review
    assert cleo.post(f"{url}/approval", body=BETTER).status_code == 403
    assert ben.post(f"{url}/approval", body=BETTER, seen="7").status_code == 409, "it was changed meanwhile"
    assert ben.post(f"{url}/approval", body=BETTER, seen="1").status_code == 303
    drain()
    kept = answer(answer_id)
    cleo_id = cast.person("cleo").id
    assert (kept.body, kept.author_id, kept.credits) == (BETTER, cast.person("ben").id, [cleo_id])
    assert cleo_id in kind_of(kept.ref).customer_text(kept).authors
    assert "improved by Cleo" in hugo.get(place, follow_redirects=True).text
    history = hugo.get(f"/a/{answer_id}/history").text
    assert "approved by Ben Okri" in history
    assert history.index("Cleo") < history.index("approved by")
    assert actions_of("cleo", "qa.edit_approved") == ["helped"]
    assert ben.post(f"{url}/approval", body=BETTER, seen="2").status_code == 404


def test_what_was_changed_since_is_not_undone(ben, cleo, answer_id, drain):
    """The text moved on while the edit waited: both changes are put together for whoever takes it over."""
    url = f"/a/{answer_id}/suggestion"
    assert cleo.post(url, body=f"{BETTER}\n\nThe last line.").status_code == 303
    assert ben.post(f"/a/{answer_id}/edit", body=f"Ben was here.\n\n{BODY}", seen="1").status_code == 303
    review = ben.get(url).text
    assert "Both changes are put together here." in review
    assert "<del>Ben" not in review
    together = f"Ben was here.\n\n{BETTER}\n\nThe last line."
    assert f"{together}</textarea>" in review
    assert ben.post(f"{url}/approval", body=together, seen="2").status_code == 303
    assert answer(answer_id).body == together


def test_where_both_changed_the_same_words_it_is_said(ben, cleo, answer_id):
    url = f"/a/{answer_id}/suggestion"
    assert cleo.post(url, body=BODY.replace("200", "250")).status_code == 303
    assert ben.post(f"/a/{answer_id}/edit", body=BODY.replace("200", "300"), seen="1").status_code == 303
    review = ben.get(url).text
    assert "where both changed the same words, its own stand" in review
    assert "250" in review.partition("</textarea>")[0].rpartition("<textarea")[2]


def test_it_is_refused_with_a_reason_or_taken_back(ada, ben, cleo, answer_id, drain):
    number = answer(answer_id).question_id
    url = f"/q/{number}/suggestion"
    assert cleo.post(url, title="How hot may the oven get?", body="A new body").status_code == 303
    assert ada.post(f"{url}/refusal").status_code == 422
    assert ada.post(f"{url}/refusal", reason="I meant the kiln.").status_code == 303
    drain()
    assert actions_of("cleo", "qa.edit_rejected") == ["read"]
    assert session().get_one(Question, number).title == "How hot?"
    assert cleo.post(url, title="How hot may the kiln get?", body="A new body").status_code == 303
    assert ben.post(f"{url}/withdrawal").status_code == 403
    assert cleo.post(f"{url}/withdrawal").status_code == 303
    assert ada.post(f"{url}/approval", body="x", seen="1").status_code == 404
    assert cleo.post(url, title="How hot may the kiln be?", body="The large one").status_code == 303
    changed = ada.post(f"{url}/approval", title="How hot may a kiln be?", body="The large one", seen="1")
    assert changed.status_code == 303, "changed by who takes it over"
    session.remove()
    assert session().get_one(Question, number).title == "How hot may a kiln be?"
    states = session().scalars(select(SuggestedEdit.state).order_by(SuggestedEdit.id)).all()
    assert states == [EditState.REJECTED, EditState.WITHDRAWN, EditState.APPROVED]
