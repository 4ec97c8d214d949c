"""Reading: who sees what, what a page costs, and that no text is ever more than text."""

import pytest

from hub.core.db import transaction
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.threads.actions import post_comment
from hub.wiki.models import PageState
from tests import cast
from tests.factories import make_question
from tests.wiki.pages import make_page, url_of

ADDRESSES = (
    "", "/raw", "/edit", "/history", "/history/1", "/history/1..1", "/move", "/settings", "/doubt",
)  # fmt: skip
LISTS = ("/wiki", "/wiki/attention", "/wiki/open", "/wiki/open/top/history", "/wiki/new")
BUDGET = 12
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.mark.parametrize("rest", ADDRESSES)
def test_a_hidden_page_is_nowhere(ctx, cleo, nobody, rest):
    url = url_of(make_page("Hidden", "The secret", space="private"), rest)
    refused = cleo.get(url)
    assert refused.status_code == 404
    assert "Hidden" not in refused.text
    assert nobody.get(url).status_code == 302


def test_nor_in_any_list(ctx, cleo, ben):
    make_page("Hidden", "See [[Wanted secretly]]", space="private")
    for url in ("/wiki", "/wiki/attention", "/wiki/new"):
        shown = cleo.get(url).text
        assert "Hidden" not in shown
        assert "Wanted secretly" not in shown
        assert "Private Room" not in shown
    assert "Private Room" in ben.get("/wiki").text
    assert cleo.get("/wiki/private").status_code == 404
    assert cleo.get("/wiki/new?from=page:1").status_code == 404


@pytest.mark.parametrize("rest", ["", "/edit", "/history", "/history/1", "/history/1..1", "/move", "/doubt"])
def test_no_text_is_more_than_text(ctx, ada, rest):
    passage = f":::customer\n{NASTY}\n:::"
    body = f"{NASTY}\n\n# {NASTY}\n\n[x](javascript:alert(1)) [[{NASTY}]]\n\n{passage}"
    shown = ada.get(url_of(make_page(NASTY, body, note=NASTY), rest)).text
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "<script" not in main
    assert "<img" not in main
    assert 'href="javascript' not in main


def test_the_source_is_plain_text(ctx, ada):
    shown = ada.get(url_of(make_page("Late bags", NASTY), "/raw"))
    assert shown.mimetype == "text/plain"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.text == NASTY


def test_a_page_asks_the_database_seldom(ctx, ada, gwen, count_queries):
    top = make_page("Top", "x")
    page = make_page(
        "Busy",
        "See [[Top]] and /q/1\n\n:::customer\nx\n:::",
        by="gwen",
        parent=top,
        state=PageState.VALIDATED,
    )
    for number in range(12):
        make_page(f"Naming {number}", "See [[Busy]]", parent=top)
    for _ in range(5):
        post_comment(cast.person("ada"), page, "Right")
    question = make_question()
    with transaction():
        link(cast.person("ada"), question.ref, page.ref, LinkKind.CREATED)
    url = url_of(page)
    ada.get(url)
    with count_queries() as seen:
        shown = ada.get(url)
    assert shown.text.count("Naming") >= 12
    assert "How hot?" in shown.text
    assert len(seen) <= BUDGET, "\n".join(seen)


@pytest.mark.parametrize(
    "url", ["/wiki", "/wiki/attention", "/wiki/open", "/wiki/open/top/history", "/wiki/new"]
)
def test_lists_ask_the_database_seldom(ctx, ada, count_queries, url):
    top = make_page("Top", "x")
    for number in range(12):
        make_page(f"Page {number}", f"See [[Wanted {number}]]", parent=top)
    with count_queries() as seen:
        assert ada.get(url).status_code == 200
    assert len(seen) <= BUDGET, "\n".join(seen)


def test_the_contents_name_the_highest_headings(ctx, ada):
    shown = ada.get(url_of(make_page("Late bags", "x\n\n## One\n\n### Deep\n\n## Two"))).text
    assert '<a href="#p-one" aria-current="true">One</a><a href="#p-two">Two</a>' in shown
    assert '<h2 id="p-one">One</h2>' in shown
    assert '<h3 id="p-deep">Deep</h3>' in shown


def test_a_text_with_a_heading_of_its_own_comes_below_the_title(ctx, ada):
    shown = ada.get(url_of(make_page("Late bags", "# One\n\n## Deep"))).text
    assert '<h2 id="p-one">One</h2>' in shown
    assert shown.count("<h1") == 1


def test_a_community_shows_its_pages(ctx, ada):
    make_page("Late bags", "x", by="gwen", state=PageState.VALIDATED)
    shown = ada.get("/c/open/wiki").text
    if "Late bags" not in shown:
        shown = ada.get("/c/open?tab=wiki").text
    assert "Late bags" in shown


def test_an_empty_wiki_invites(ada):
    assert "Write the first page" in ada.get("/wiki").text
    assert "Write the first page" in ada.get("/wiki/open").text
