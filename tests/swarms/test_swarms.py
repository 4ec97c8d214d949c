"""A swarm: called, joined, left, ended with what was learned and from whom; and nobody else learns of it."""

from sqlalchemy import select

from hub.cases.actions import inside
from hub.core.db import session
from hub.swarms.models import Swarm
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_answer, make_question


def test_from_the_call_to_what_was_learned(ada, ben, cleo, finn, case_id, at, drain, count_queries):
    question = make_question(title="Why do kilns crack?")
    make_answer(question)
    ref, url, here = question.ref, f"/swarms/{question.id}", f"/swarms/{question.id}/side"
    inside.join_question(cast.person("finn"), the_case(case_id), ref)
    assert "Gather colleagues" in ada.get(here).text
    assert ada.post(url, need="").status_code == 422
    ada.post(url, need="Somebody who has seen this")
    again = ben.post(url, need="Me too")
    assert again.status_code == 409
    assert 'value="Me too"' in again.text
    assert ben.post(f"{url}/ending", result="solved", learned="x").status_code == 422  # he was not in it
    ben.post(f"{url}/joining")
    cleo.post(f"{url}/joining")
    cleo.post(f"{url}/leaving")
    shown = ada.get(here).text
    assert "Needed: Somebody who has seen this" in shown
    assert "Ben Okri" in shown
    assert ", left " in shown
    assert "Somebody who has seen this" in finn.get(f"/cases/{case_id}/inside").text
    assert "Why do kilns crack?" in ben.get("/swarms?state=mine").text
    assert "Why do kilns crack?" not in finn.get("/swarms?state=mine").text
    drain()
    empty = ada.post(f"{url}/ending", result="solved", learned="", by="ben")
    assert empty.status_code == 422
    assert 'value="ben" checked' in empty.text
    ada.post(f"{url}/ending", result="solved", learned="Cool them slowly.", by="ben", thank="1")
    drain()
    row = session().scalars(select(Swarm), execution_options={"populate_existing": True}).one()
    assert (row.result, row.learned_by) == ("solved", [ben.person.id])
    assert "Learned: Cool them slowly." in cleo.get(here).text
    assert "what was learned from you" in ben.get("/notifications").text
    assert "Cool them slowly." in cleo.get("/c/open").text  # the thanks
    assert ben.post(f"{url}/joining").status_code == 409
    assert "Why do kilns crack?" in ben.get("/swarms?state=ended&result=solved").text
    assert "Why do kilns crack?" not in ben.get("/swarms?state=ended&result=not").text
    with count_queries() as seen:
        ben.get("/swarms?state=ended")
    assert len(seen) <= 12, "\n".join(seen)


def test_strangers_learn_nothing(ctx, ada, cleo):
    hidden = make_question(space="private", title="Hidden kilns").id
    ada.post(f"/swarms/{hidden}", need="Quietly")
    for state in ("open", "ended", "mine"):
        assert "Hidden kilns" not in cleo.get(f"/swarms?state={state}").text
    assert cleo.get(f"/swarms/{hidden}").status_code == 404
    for door in ("", "/joining", "/leaving", "/ending"):
        assert cleo.post(f"/swarms/{hidden}{door}", need="me", result="not", learned="x").status_code == 404
