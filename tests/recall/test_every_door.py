"""Whoever changes what customers hold says what it means, through whatever door the new text comes."""

import pytest

from hub.core.db import session
from hub.qa.models import Answer
from hub.qa.suggesting import suggest_edit
from hub.wiki.actions.suggesting import suggest_change
from hub.wiki.actions.writing import create_page
from hub.wiki.models import Page, PageAudience, PageState
from tests import cast
from tests.cases.conftest import WORDING

ASKED = "It went to customers in 1 reply"
BODY = f"The rule.\n\n:::customer\n{WORDING}\n:::"


@pytest.fixture
def held(finn, writes, work, drain) -> int:
    """A page whose passage went to Jan."""
    told = {"audience": PageAudience.CUSTOMER, "state": PageState.VALIDATED}
    id = create_page(cast.person("gwen"), cast.space("open"), "Prams", BODY, **told).id
    jan = writes("Mine broke.", thread="t-3", address="jan@example.net", name="Jan Nowak")
    finn.post(f"/cases/{jan}/sources", ref=f"page:{id}")
    sent = finn.post(f"/cases/{jan}/replies", body=WORDING.replace("{{first_name}}", "Jan"))
    assert sent.status_code == 303
    work()
    drain()
    return id


def saved(gwen, page: str, post: str, **form) -> None:
    """The page asks, refuses what is not said, keeps the text, and takes it with an answer."""
    assert ASKED in gwen.get(page).text
    refused = gwen.post(post, **form)
    assert refused.status_code == 422
    assert ASKED in refused.text
    assert 'id="change-e"' in refused.text
    assert gwen.post(post, **form, change="small").status_code == 303


def test_a_suggested_change(held, gwen):
    page = session().get_one(Page, held)
    made = suggest_change(cast.person("ben"), page, title="Prams", body=BODY.replace("rule", "law"), base=1)
    url = f"/wiki/changes/{made.id}"
    assert f'action="{url}/merging"' not in gwen.get(url).text  # not in one press: there is something to say
    saved(gwen, f"{url}/merging", f"{url}/merging", as_it_is=1, base=1, seen=1)
    assert "law" in session().get_one(Page, held, populate_existing=True).body


def test_another_page_goes_into_it(held, gwen):
    create_page(cast.person("gwen"), cast.space("open"), "Buggies", "They are prams.")
    form = {"into": held, "title": "Prams", "body": f"{BODY}\n\nBuggies too.", "base": 1, "source_base": 1}
    saved(gwen, f"/wiki/open/buggies/merge?into={held}", "/wiki/open/buggies/merge", **form)


def test_what_colleagues_wrote_is_added(held, answer_id, gwen):
    form = {"source": f"answer:{answer_id}", "body": f"{BODY}\n\nMore.", "base": 1}
    saved(gwen, f"/wiki/open/prams/add?from=answer:{answer_id}", "/wiki/open/prams/add", **form)


def test_an_answer_is_added_at_the_desk(held, answer_id, gwen):
    url = f"/curate/promote/{answer_id}/page/{held}"
    saved(gwen, url, url, body=f"{BODY}\n\nMore.", base=1)


def test_a_suggested_edit_of_an_answer(finn, gwen, case_id, answer_id, work, drain):
    body = WORDING.replace("{{first_name}}", "Marta")
    finn.post(f"/cases/{case_id}/replies", body=body, source=f"answer:{answer_id}", composed="1")
    work()
    drain()
    answer = session().get_one(Answer, answer_id)
    suggest_edit(cast.person("cleo"), answer, f"{answer.body} Really.")
    url = f"/a/{answer_id}/suggestion"
    seen = answer.revision
    saved(gwen, url, f"{url}/approval", body=f"{answer.body} Really.", seen=seen)
