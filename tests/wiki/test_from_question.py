"""A page made from a solved question: prefilled, without customers' names, credits carried."""

import pytest

from hub.indexing.consumer import rebuild
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.qa.actions import accept_answer
from tests import cast
from tests.factories import make_answer, make_question
from tests.wiki.pages import facts_about, make_page, page_called, url_of


@pytest.fixture
def question(ctx):
    made = make_question(
        title="Do we lend strollers?", body="Marta, marta@mail.test, asks", topics=("strollers",)
    )
    answer = make_answer(made, by="ben", body="Yes, at the **desk**.", customer_text="You can borrow one.")
    accept_answer(cast.person("ada"), answer)
    return made


def test_the_form_is_filled(gwen, question):
    shown = gwen.get(f"/wiki/new?from={question.ref}").text
    assert 'value="Do we lend strollers?"' in shown
    assert "Yes, at the **desk**." in shown
    assert ":::customer\nYou can borrow one.\n:::" in shown
    assert 'value="strollers"' in shown
    assert "marta@mail.test" not in shown
    assert '<option value="open" selected>' in shown


def test_it_is_linked_and_credited(gwen, question):
    sent = {"space": "open", "title": "Strollers", "body": "x", "source": question.ref, "kind": "problem"}
    assert gwen.post("/wiki/new", **sent).status_code == 303
    page = page_called("Strollers")
    assert targets_of(question.ref, [LinkKind.CREATED]) == [page.ref]
    assert set(page.credits) == {cast.person("ada").id, cast.person("ben").id}
    assert facts_about(page) == ["wiki.page_created"]
    assert "it was made from this" in gwen.get("/wiki/open/strollers").text


def test_a_question_one_cannot_read_gives_nothing(ctx, cleo):
    ref = make_question(space="private").ref
    assert cleo.get(f"/wiki/new?from={ref}").status_code == 404
    sent = {"space": "open", "title": "Strollers", "body": "x", "source": ref}
    assert cleo.post("/wiki/new", **sent).status_code == 404


@pytest.mark.parametrize("ref", ["question:99999", "person:1", "nonsense", "space:1"])
def test_what_cannot_become_a_page(gwen, ref):
    assert gwen.get(f"/wiki/new?from={ref}").status_code == 404


def test_adding_to_a_page_is_offered_first(gwen, ada, cleo, question):
    near = make_page(
        "Lending strollers", "Do we lend strollers? We do, at the **desk** of each gate.", by="ada"
    )
    hidden = make_page("Strollers inside", "Do we lend strollers? At the **desk**.", space="private")
    ref, url = question.ref, url_of(near)
    rebuild()
    offered = gwen.get(f"/wiki/new?from={ref}").text
    assert f"{url}/add?from={ref}" in offered
    assert url_of(hidden) not in offered
    shown = gwen.get(f"{url}/add?from={ref}").text
    assert "We do, at the **desk** of each gate." in shown
    assert "Yes, at the **desk**." in shown
    assert "marta@mail.test" not in shown
    stale = gwen.post(f"{url}/add", source=ref, body="Both in one", base=7)
    assert stale.status_code == 409
    assert "Both in one" in stale.text
    assert cleo.post(f"{url}/add", source="question:99999", body="x", base=1).status_code == 404
    assert gwen.post(f"{url}/add", source=ref, body="Both in one", base=1).status_code == 303
    page = page_called("Lending strollers")
    assert (page.body, page.credits) == ("Both in one", [cast.person("ben").id])
    assert targets_of(ref, [LinkKind.IMPROVED]) == [page.ref]
