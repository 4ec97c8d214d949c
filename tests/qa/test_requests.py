"""Asking somebody in particular: the limit, who stands in for whom, taking, declining and handing on."""

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.people.request_models import AnswerRequest
from hub.qa import actions as qa
from hub.qa.models import Question
from tests import cast
from tests.factories import make_answer, make_question


def requests() -> dict[str, str]:
    """handle → state of everything that was asked, the newest last."""
    found = session().scalars(select(AnswerRequest).order_by(AnswerRequest.id))
    return {each.person.handle: str(each.state) for each in found}


def ask(who, title="How hot is hot?", **more):
    return who.post("/q", community="open", title=title, **more)


def newest() -> Question:
    return session().scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()


def kinds_of(handle: str) -> list[str]:
    """The kinds of notices somebody has."""
    person = cast.person(handle)
    return list(session().scalars(select(Notice.kind).where(Notice.person_id == person.id)))


@pytest.fixture
def asked(ada, ctx, drain):
    """Ada asked Ben by name."""
    ask(ada, body="@ben do you know?")
    drain()
    return f"/q/{newest().id}"


def test_it_works(asked, ada, ben, gwen, drain):
    gwen.post("/watch", ref=newest().ref, level="watching")
    assert "asks you" in ben.get("/notifications").text
    assert "You are asked to answer this" in ben.get(asked, follow_redirects=True).text
    assert ben.post(f"{asked}/request/acceptance", back="/notifications").location == "/notifications"
    drain()
    for who in (ada, gwen):
        assert "Ben has taken it" in who.get(asked, follow_redirects=True).text
        assert "has taken" in who.get("/notifications").text
    make_answer(newest())
    assert requests() == {"ben": "over"}


def test_one_press_in_the_notice_declines_with_a_reason_or_hands_on(asked, ada, ben, gwen, drain):
    gwen.post("/settings/profile", name="Gwen Curator", skills="kilns")
    with transaction():
        qa.file_under(newest().ref, ["Kilns"], newest().space_id)
    notices = ben.get("/notifications").text
    assert f"{asked}/request/handing-on" in notices
    assert ben.post(f"{asked}/request/handing-on", back="/notifications").status_code == 303
    drain()
    assert requests() == {"ben": "handed_on", "gwen": "waiting"}
    assert "instead of Ben" in ada.get(asked, follow_redirects=True).text
    assert f"{asked}/request/refusal" in gwen.get("/notifications").text
    gwen.post(f"{asked}/request/refusal", reason="I only fire at night.")
    drain()
    assert requests()["gwen"] == "declined"
    assert "I only fire at night." in ada.get("/notifications").text


def test_above_the_limit_it_goes_to_the_next_who_fits(ada, ben, gwen, ctx, drain):
    ben.post("/settings/profile", name="Ben Okri", most_asked="1")
    gwen.post("/settings/profile", name="Gwen Curator", skills="kilns")
    ask(ada, body="@ben one?")
    said = ask(ada, body="@ben two?", topics="kilns").location
    assert requests() == {"ben": "waiting", "gwen": "waiting"}
    page = ada.get(said).text
    assert "Ben has enough open requests. Gwen is asked instead." in page
    assert "was asked instead of Ben" in page
    drain()
    assert "qa.answer_requested" in kinds_of("gwen")
    ask(ada, body="@ben three?")
    assert "Nobody else fits who is free" in ada.get(f"/q/{newest().id}", follow_redirects=True).text


def test_who_is_away_is_passed_over(ada, ben, ctx, drain):
    until = {"until": "2099-01-01", "substitute": cast.person("gwen").id}
    with transaction():
        ben_row = cast.person("ben")
        ben_row.settings = {**ben_row.settings, "away": until}
    ask(ada, body="@ben do you know?")
    assert requests() == {"gwen": "waiting"}
    assert "Ben is away. Gwen is asked instead." in ada.get(f"/q/{newest().id}", follow_redirects=True).text


def test_the_load_is_shown_where_people_are_chosen(asked, ada, ben, gwen):
    gwen.post("/settings/profile", name="Gwen Curator", skills="kilns, glazes")
    with transaction():
        session().add(
            AnswerRequest(about="question:99", person_id=cast.person("gwen").id,
                          asked_by_id=cast.person("ada").id, at=newest().created_at)
        )  # fmt: skip
    offered = ada.get("/q/similar?title=Which+glazes", headers={"HX-Request": "true"}).text
    assert "knows about glazes, 1 of 5 requests open" in offered
    assert "at work" not in offered, "she has not said when she works"
    with transaction():
        person = cast.person("gwen")
        person.work_days, person.work_begins, person.work_ends, person.contact = 127, 0, 24, "rather by chat"
    again = ada.get("/q/similar?title=Which+glazes", headers={"HX-Request": "true"}).text
    assert "knows about glazes, 1 of 5 requests open, at work now, rather by chat" in again
    assert ask(ada, title="Which glazes?", asked="gwen").status_code == 303
    assert (
        session().scalars(select(AnswerRequest.about).order_by(AnswerRequest.id.desc())).first()
        == newest().ref
    )


def test_an_accepted_answer_ends_what_was_asked(asked, ada):
    question = newest()
    qa.accept_answer(cast.person("ada"), make_answer(question, by="gwen"))
    assert requests() == {"ben": "over"}
    page = ada.get(asked, follow_redirects=True).text
    assert "has taken it" not in page


def test_only_who_was_asked_settles_it(asked, gwen, cleo):
    for what in ("acceptance", "refusal", "handing-on"):
        assert gwen.post(f"{asked}/request/{what}").status_code == 404
    inside = make_question(space="private")
    assert cleo.post(f"/q/{inside.id}/requests", person="ben").status_code == 404


def test_nobody_is_asked_where_they_cannot_read(ada, cleo, ctx):
    inside = make_question(space="private")
    ada.post(f"/q/{inside.id}/requests", person="cleo")
    assert requests() == {}
    ada.post(f"/q/{inside.id}/requests", person="ben")
    assert requests() == {"ben": "waiting"}


def test_it_is_settled_once(asked, ben):
    ben.post(f"{asked}/request/refusal")
    assert ben.post(f"{asked}/request/acceptance").status_code == 404


def test_anybody_is_asked_by_name_several_at_once_or_a_small_community(ada, ben, cleo, ctx):
    ask(ada)
    at = f"/q/{newest().id}"
    assert 'name="person"' in ada.get(f"{at}/around").text
    ada.post(f"{at}/requests", person="@ben, gwen")
    said = ada.get(f"{at}-how-hot-is-hot").text
    assert "Ben is asked." in said
    assert "Gwen is asked." in said
    assert requests() == {"ben": "waiting", "gwen": "waiting"}
    assert ada.post(f"{at}/requests", person="ben, nobody").status_code == 422
    assert ada.post(f"{at}/requests", person="@private").status_code == 303
    assert "cleo" not in requests()  # one who is not in there
    hidden = cleo.post(f"{at}/requests", person="@private")  # for whom it is not there
    assert hidden.status_code == 422
    assert "many members" not in hidden.text


@pytest.mark.parametrize("to", ["nobody", "ada", "eli"])
def test_it_refuses_bad_input(asked, ben, to):
    assert ben.post(f"{asked}/request/handing-on", to=to).status_code == 422
    assert requests() == {"ben": "waiting"}
