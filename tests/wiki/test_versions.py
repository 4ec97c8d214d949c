"""One page in several languages: a switcher, a warning when the original is newer, search in one's own."""

from hub.core.db import transaction
from hub.indexing.consumer import rebuild
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of


def test_a_page_in_two_languages(ctx, ada, ben, cleo, count_queries):
    url = url_of(make_page("Late bags", "The bags come later and we call you."))
    shown = ben.get(f"{url}/translate").text
    assert "The bags come later" in shown
    sent = {
        "language": "de",
        "title": "Späte Taschen",
        "body": "Die Taschen kommen später. Strollerbox 12.",
        "base": 1,
    }
    wrong = ben.post(f"{url}/translate", **{**sent, "language": "en"})
    assert wrong.status_code == 422
    assert "Die Taschen kommen" in wrong.text
    assert ben.post(f"{url}/translate", **sent).headers["Location"] == "/wiki/open/spate-taschen"
    assert ben.post(f"{url}/translate", **sent).status_code == 409
    made = page_called("Späte Taschen")
    assert (made.language, made.translation_of_id, made.source_revision) == (
        "de",
        page_called("Late bags").id,
        1,
    )
    assert 'href="/wiki/open/spate-taschen"' in cleo.get(url).text
    ada.post(f"{url}/edit", title="Late bags", body="They come tomorrow.", base=1)
    with count_queries() as seen:
        shown = ben.get("/wiki/open/spate-taschen").text
    assert len(seen) <= 13
    assert "The original is newer" in shown
    assert "/wiki/open/late-bags/history/1..2" in shown
    assert ben.post("/wiki/open/spate-taschen/current", revision=2).status_code == 303
    assert "The original is newer" not in ben.get("/wiki/open/spate-taschen").text
    assert ben.post(f"{url}/current", revision=2).status_code == 422


def test_what_one_may_not_read_is_no_version_to_them(ctx, ada, cleo):
    url = url_of(make_page("Inside", "Only for us", space="private"))
    assert cleo.get(f"{url}/translate").status_code == 404
    sent = {"language": "de", "title": "Drinnen", "body": "Nur für uns", "base": 1}
    assert ada.post(f"{url}/translate", **sent).headers["Location"] == "/wiki/private/drinnen"
    ada.post("/wiki/private/drinnen/move", space="open", place="top")
    shown = cleo.get("/wiki/open/drinnen").text
    assert "Only for us" not in shown
    assert "/wiki/private/inside" not in shown
    assert cleo.get("/wiki/open/drinnen/translate").status_code == 404


def test_search_shows_ones_own_language_first(ctx, ada, ben):
    url = url_of(make_page("Strollerbox Strollerbox", "The Strollerbox stands at the gate and is for you."))
    sent = {"language": "de", "title": "Die Kiste", "body": "Eine Strollerbox steht am Gate.", "base": 1}
    assert ben.post(f"{url}/translate", **sent).status_code == 303
    rebuild()

    def order(someone):
        text = someone.get("/search?q=strollerbox").text
        return text.index("/wiki/open/strollerbox-strollerbox") < text.index("/wiki/open/die-kiste")

    assert order(ada)
    with transaction():
        cast.person("ben").language = "de"
    assert not order(ben)
