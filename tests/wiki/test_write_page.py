"""Writing a new page."""

import pytest

from hub.core.permissions import SYSTEM
from hub.spaces.topic_actions import create_topic
from hub.spaces.topics import topics_of
from hub.wiki.models import PageAudience, PageState
from tests.wiki.pages import facts_about, let_only_owners_write, make_page, page_called

URL = "/wiki/new"


def test_it_works(ben):
    answer = ben.post(URL, space="open", title="Late bags", body="They **come** later.", kind="policy")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/wiki/open/late-bags"
    shown = ben.get("/wiki/open/late-bags").text
    assert '<h1 id="wt">Late bags</h1>' in shown
    assert "They <strong>come</strong> later." in shown
    assert "Never verified" in shown
    assert page_called("Late bags").state == PageState.UNVALIDATED


def test_a_stranger_gets_404(cleo):
    assert cleo.post(URL, space="private", title="Late bags", body="x").status_code == 404


def test_it_needs_the_right(ctx, ben, dora):
    let_only_owners_write()
    assert ben.post(URL, space="open", title="Late bags", body="x").status_code == 403
    assert dora.post(URL, space="desk", title="Late bags", body="x").status_code == 404


def test_an_audience_outside_needs_a_curator(ben, gwen):
    sent = {"space": "open", "title": "Told", "body": "x", "audience": "customer"}
    assert ben.post(URL, **sent).status_code == 403
    assert gwen.post(URL, **sent).status_code == 303
    assert page_called("Told").audience == PageAudience.CUSTOMER


@pytest.mark.parametrize(
    "sent",
    [{"title": " "}, {"title": "x" * 251}, {"kind": "poem"}, {"body": "x" * 64_001}, {"owner_id": "1"}],
)
def test_it_refuses_bad_input(ben, sent):
    answer = ben.post(URL, **{"space": "open", "title": "Late bags", "body": "Kept words", **sent})
    assert answer.status_code == 422
    assert "Kept words" in answer.text or len(sent.get("body", "")) > 1_000


def test_it_records_the_fact(ben):
    ben.post(URL, space="open", title="Late bags", body="x")
    assert facts_about(page_called("Late bags")) == ["wiki.page_created"]


def test_sent_twice_it_is_one_page(ben):
    sent = {"space": "open", "title": "Late bags", "body": "x", "once": "k1"}
    assert ben.post(URL, **sent).headers["Location"] == ben.post(URL, **sent).headers["Location"]
    page_called("Late bags")


def test_under_another_page(ctx, ben):
    above = make_page("Damage", "x")
    below = {"space": "open", "title": "Late bags", "body": "x", "parent": above.id}
    assert ben.post(URL, **below).headers["Location"] == "/wiki/open/damage/late-bags"
    shown = ben.get("/wiki/open/damage/late-bags").text
    assert '<a href="/wiki/open/damage">Damage</a>' in shown
    assert "Overview" in shown


def test_a_parent_in_another_space_is_refused(ctx, ben):
    above = make_page("Damage", "x", space="private")
    sent = {"space": "open", "title": "Late bags", "body": "Kept words", "parent": above.id}
    answer = ben.post(URL, **sent)
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_titles_may_repeat_and_take_no_address_of_ours(ctx):
    assert [make_page("Edit", "x").path, make_page("Edit", "x").path] == ["edit-2", "edit-3"]
    assert make_page("Żółć → Ærø", "x").path != ""
    assert make_page("🧳", "x").path == "page"


def test_preview_saves_nothing(ben):
    page = ben.post(URL, space="open", title="Late bags", body="**bold**", do="preview")
    assert page.status_code == 200
    assert "<strong>bold</strong>" in page.text
    assert ben.get("/wiki/open/late-bags").status_code == 404


def test_the_preview_of_a_text(ben, cleo):
    sent = {
        "body": ":::customer\nHi {{first_name}}\n:::\n\n<script>x</script>",
        "title": "ignored",
        "topic": ["A", "B"],
    }
    shown = ben.post("/wiki/open/preview", **sent)
    assert '<span class="var">first name</span>' in shown.text
    assert "<script>" not in shown.text
    assert ben.post("/wiki/open/preview", body="x" * 64_001).status_code == 422
    assert cleo.post("/wiki/private/preview", **sent).status_code == 404


def test_each_type_brings_its_text(ben):
    assert ":::customer" in ben.get(f"{URL}?type=holding").text
    assert "## The solution" in ben.get(f"{URL}?type=problem").text
    assert ben.get(f"{URL}?type=poem&space=nowhere&parent=99999").status_code == 404


def test_topics_that_fit_are_proposed_and_those_pressed_are_kept(ada, ctx):
    create_topic(SYSTEM, "Strollers")
    assert 'hx-post="/suggest/topics"' in ada.get("/wiki/new?space=open").text
    form = {"space": "open", "title": "Strollers at the gate", "body": "Fold them.", "kind": "howto"}
    fitting = ada.post("/suggest/topics", title=form["title"], body=form["body"], space="open").text
    assert "#Strollers" in fitting
    back = ada.post("/wiki/new", **{**form, "title": ""}, topic=["Strollers"])
    assert back.status_code == 422
    assert 'value="Strollers" checked' in back.text
    ada.post("/wiki/new", **form, topic=["Strollers"], named=["Strollers"])
    page = page_called("Strollers at the gate")
    assert [topic.name for topic in topics_of([page.ref])[page.ref]] == ["Strollers"]
