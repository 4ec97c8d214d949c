"""Shared blocks: one text in several pages, for those who may read it, and for nobody else by any door."""

from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.db import session, transaction
from hub.people.tokens import make_token
from hub.wiki.actions.moving import move_page, remove_page
from hub.wiki.actions.restricting import restrict_page
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page, PageKind
from hub.wiki.search import page_customer_text, page_document
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of
from tests.wiki.test_export import unpacked

pytestmark = pytest.mark.usefixtures("ctx")
SAID = "Claims close after 21 days."


def block(title="Claim limits", body=SAID, **more):
    return make_page(title, body, kind=PageKind.BLOCK, **more)


def test_written_once_shown_everywhere(ada, ben, drain):
    block(body=f"{SAID}\n\n## Exceptions\n\nNone.\n\n:::customer\nYou have 21 days.\n:::")
    late = make_page("Late bags", "Wait.\n\n![[claim  LIMITS]]\n\nThen write.")
    make_page("Damaged bags", "![[Claim limits]]")
    drain()
    shown = ben.get(url_of(late)).text
    assert SAID in shown
    assert "&lt;p&gt;" not in shown
    assert 'aria-label="Shared block: Claim limits"' in shown
    assert SAID not in page_called("Late bags").html
    assert ben.get("/search?q=21+days+claims").text.count("Late bags") > 0
    used = ben.get(f"/wiki/shared/{page_called('Claim limits').id}").text
    assert "Shown in 2 pages" in used
    assert "Damaged bags" in used
    editor = ada.get(url_of(page_called("Claim limits"), "/edit")).text
    asks = "This text also stands in 2 pages, which change with it"
    assert asks in editor
    assert "Late bags" in editor
    assert asks in ada.get(url_of(page_called("Claim limits"), "/mend")).text  # wherever it is saved
    assert asks not in ada.get(url_of(page_called("Late bags"), "/edit")).text
    claim = page_called("Claim limits")
    edit_page(ada.person, claim, title="Limits", body="Claims close after 30 days.", base=1, note="Longer")
    drain()
    assert asks in ada.get(url_of(page_called("Limits"), "/history/1")).text  # before it is brought back
    shown = ben.get(url_of(late)).text
    assert "30 days" in shown
    assert "21 days" not in shown
    assert "Late bags" in ben.get("/search?q=30+days+close").text
    changes = ben.get(url_of(late, "/history")).text
    assert "Changes to shared blocks that this page shows" in changes
    assert "Longer" in changes


def test_missing_looped_and_no_block(ada, ben, ctx, drain):
    make_page("Plain", "I am a page.")
    block("Round", "I turn.\n\n![[Square]]")
    block("Square", "I stand.\n\n![[Round]]")
    body = "![[Nothing here]]\n\n![[Plain]]\n\n![[Round]]\n\nIn a line ![[Round]] it is a link."
    late = make_page("Late bags", body)
    drain()
    shown = ada.get(url_of(late)).text  # whoever looks after the page
    assert "no shared block “Nothing here” is there for all of them" in shown
    assert "type=block" in shown
    shown = ben.get(url_of(late)).text
    assert "Nothing here" not in shown
    assert "“Plain” is a page, not a shared block" in shown
    assert shown.count("I turn.") == 1
    assert "would show itself here, over and over" in shown
    block("Nothing here", "Now there is.")
    drain()
    assert "Now there is." in ben.get(url_of(late)).text
    remove_page(cast.person("ada"), page_called("Nothing here"))
    drain()
    assert "Now there is." not in ben.get(url_of(late)).text
    assert "Now there is." not in page_document(page_called("Late bags")).body


def test_who_may_not_read_it_sees_nothing_of_it(ada, cleo, drain):
    """Page, preview, history, difference, source, search, export, API: before and after renewal."""
    secret = "The limit is really 45 days."
    block("Limits", f"{secret}\n\n:::customer\nSay 45.\n:::", space="private", by="ada")
    inside = make_page("Inside", "![[Limits]]", by="ada", space="private")
    make_page("Outside", "![[Limits]]", by="ada")
    moving = block("Moves", secret, by="ada")
    shows = make_page("Shows", "First.\n\n![[Moves]]", by="ada")
    edit_page(ada.person, shows, title="Shows", body="Second.\n\n![[Moves]]", base=1)
    assert secret in cleo.get(url_of(shows)).text
    move_page(ada.person, session().get_one(Page, moving.id), cast.space("private"))
    assert "Moves" not in cleo.get(url_of(shows)).text
    with transaction():
        token = make_token(cleo.person, "test", ("read",), clock.now() + timedelta(days=1)).text
    for _renewed in range(2):
        for title in ("Outside", "Shows"):
            page = page_called(title)
            rests = ["", "/history", "/history/1", "/raw", "/insight"] + ["/history/1..2"] * (
                title == "Shows"
            )
            texts = [cleo.get(url_of(page, rest)).text for rest in rests]
            texts.append(cleo.post(url_of(page, "/export"), format="html", scope="page").text)
            texts.append(cleo.api("GET", f"/api/v1/pages/{page.id}", token).text)
            texts.append(page_document(page).body)
            for text in texts:
                assert "really 45" not in text
                assert "Say 45" not in text
        drain()
        assert secret in ada.get(url_of(inside)).text
    assert "really 45" not in cleo.post("/wiki/open/preview", body="![[Limits]]\n\n![[Moves]]").text
    assert "Shows" not in cleo.get("/search?q=limit+is+really").text
    assert cleo.get(f"/wiki/shared/{moving.id}").status_code == 404
    assert cleo.api("GET", f"/api/v1/pages/{moving.id}/showing", token).status_code == 404
    assert secret in ada.get(url_of(page_called("Moves"))).text


def test_a_block_with_readers_of_its_own_is_theirs_and_nothing_to_others(ada, ben, cleo, drain):
    """In an open page it neither shows nor leaves a hole: as if nobody had put it there."""
    late = make_page("Late bags", "Wait.\n\n![[Limits]]\n\nThen write.")
    block("Limits", "Up to forty-five days.")
    drain()
    assert "Up to forty-five days." in cleo.get(url_of(late)).text
    restrict_page(ada.person, page_called("Limits"), [ben.person])
    with transaction():
        token = make_token(ben.person, "test", ("read",), clock.now() + timedelta(days=1)).text
    for _renewed in range(2):
        shown = cleo.get(url_of(page_called("Late bags"))).text
        assert "Then write." in shown
        for trace in ("forty-five", "Limits", "shared block", "Only its own readers", "block--none"):
            assert trace not in shown, trace
        assert "forty-five" not in page_document(page_called("Late bags")).body
        drain()
    shown = ben.get(url_of(late)).text
    assert "Up to forty-five days." in shown
    assert "Only its own readers see it here" in shown
    typed = {"body": "![[Limits]]"}
    assert "forty-five" in ben.post("/wiki/open/preview", **typed).text
    assert "forty-five" not in cleo.post("/wiki/open/preview", **typed).text
    kept = page_called("Limits")  # whoever changes it is told where it stands, by its name alone
    assert "Late bags" in ben.get(f"/wiki/shared/{kept.id}").text
    assert "stands in 1 page" in ben.get(url_of(kept, "/edit")).text
    assert "Up to forty-five days." in ben.api("GET", f"/api/v1/pages/{late.id}", token).text
    assert (
        "forty-five" not in ben.post(url_of(late, "/export"), format="html", scope="page").text
    )  # a file goes round


def test_customers_get_a_block_under_its_own_name_alone(ada, ben, gwen, drain):
    block("Limits", f"{SAID}\n\n:::customer\nYou have 21 days.\n:::")
    body = ":::customer\nWe look for it.\n\n![[Limits]]\n:::\n\n![[Limits]]"
    page = make_page("Late bags", body)
    gwen.post(url_of(page, "/settings"), audience="customer", kind="howto", owner="ada", review_days="90")
    gwen.post(url_of(page, "/verification"), revision=1)
    assert page_customer_text(page_called("Late bags")).text == "We look for it."
    view = ben.post("/wiki/open/preview", body=body, customer="1").text
    assert "![[" not in view
    assert "21 days" not in view
    sent = ben.post(url_of(page, "/export"), format="html", reader="customers", scope="page").text
    assert "We look for it." in sent
    assert "21 days" not in sent


def test_files_carry_it(ben, ctx):
    block(body=f"{SAID}\n\n:::internal\nUp to 45 by hand.\n:::")
    page = make_page("Late bags", "Wait.\n\n![[Claim limits]]\n\n```\n![[Claim limits]]\n```")
    for form in ("html", "markdown", "epub"):
        made = ben.post(url_of(page, "/export"), format=form, scope="page").data
        text = (made if form == "html" else unpacked(made)).decode()
        assert text.count(SAID) == 1
        assert text.count("![[Claim limits]]") == 1
        assert "45 by hand" not in text
    assert "45 by hand" in ben.post(url_of(page, "/export"), format="html", scope="page", internal="1").text


def test_a_suggestion_for_it_says_where_it_stands_before_it_is_taken_over(ada, ben, gwen, drain):
    asks = "This text also stands in 1 page, which changes with it"
    kept = url_of(block())
    late = make_page("Late bags", "Wait.\n\n![[Claim limits]]")
    unused = url_of(block("Unused", "Nobody shows me."))
    sent = {"body": "Claims close after 30 days.", "base": 1, "do": "ask"}
    here = gwen.post(f"{kept}/suggest", title="Claim limits", **sent).location
    elsewhere = gwen.post(f"{unused}/suggest", title="Unused", **sent).location
    drain()
    for path in (f"{kept}/edit", f"{kept}/mend", here, f"{here}/merging"):
        assert asks in ada.get(path).text, path
    for path in (f"{unused}/edit", elsewhere, f"{elsewhere}/merging"):
        assert "also stands in" not in ada.get(path).text, path
    make_page("Secret bags", "![[Claim limits]]", by="ada", space="private")
    asks = "This text also stands in 2 pages, which change with it"
    for who, named, other in (
        (ada, "Secret bags", "that you cannot open"), (gwen, "1 page that you cannot open", "Secret bags"),
    ):  # fmt: skip
        for path in (here, f"{here}/merging"):
            text = who.get(path).text
            assert (asks in text, named in text, other in text) == (True, True, False), (who.handle, path)
    assert "30 days" not in ben.get(url_of(late)).text
    assert ada.post(f"{here}/merging", as_it_is=1, base=1, seen=1).status_code == 303
    drain()
    assert "Claims close after 30 days." in ben.get(url_of(late)).text
