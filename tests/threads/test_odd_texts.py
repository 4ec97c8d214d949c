"""Texts as people really send them: emoji alone, endless words, turned directions, nothing at all."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.feed.models import Post
from tests.factories import make_answer, make_post, make_question

NOTHING = ["", "   ", "\n\n", "\u200b", " \u2060\ufeff\n\u00ad", "\u202e\u202c", "\u3164", "\x00"]


def posts() -> list[Post]:
    return list(session().scalars(select(Post).order_by(Post.id)))


def body_at(someone, path: str):
    return BeautifulSoup(someone.get(path).text, "html.parser").select_one(".post .body, article .body")


@pytest.mark.parametrize("text", ["🎉", "👩‍💻 🙏🏽", "❤️", "🇩🇪🇳🇴", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_emoji_alone_are_a_post_and_large(ada, ctx, text):
    assert ada.post("/p", kind="discussion", community="open", body=text).status_code == 303
    (made,) = posts()
    shown = body_at(ada, f"/p/{made.id}")
    assert (shown.text.strip(), shown.p["class"]) == (text, ["title"])


@pytest.mark.parametrize("text", ["🎉 party", "12", "→ here", "🎉" * 30])
def test_with_words_or_in_masses_they_are_not(ada, ctx, text):
    made = make_post(body=text)
    assert body_at(ada, f"/p/{made.id}").p.get("class") is None


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_not_posted_and_said(ada, ctx, text):
    refused = ada.post("/p", kind="discussion", community="open", body=text)
    assert refused.status_code == 422
    said = BeautifulSoup(refused.text, "html.parser").select_one(".err")
    assert said.text.strip() == "Please fill this in."
    assert posts() == []
    question = make_question()
    assert ada.post(f"/q/{question.id}/answers", body=text).status_code == 422
    assert ada.post(f"/t/{question.ref}/comments", body=text).status_code == 422


def test_a_word_of_ten_thousand_letters_is_kept_whole(ada, ctx):
    word = "x" * 10_000
    assert ada.post("/p", kind="discussion", community="open", body=word).status_code == 303
    (made,) = posts()
    assert body_at(ada, f"/p/{made.id}").text.strip() == word
    assert word not in ada.get("/?tab=all").text  # the feed shows its beginning
    answer = make_answer(make_question(), body=word)
    assert word in ada.get(f"/q/{answer.question_id}", follow_redirects=True).text
    refused = ada.post("/p", kind="discussion", community="open", body="x" * (LIMITS.body + 1))
    assert refused.status_code == 422
    assert "x" * 1_000 in refused.text  # nothing typed is lost


def test_a_title_of_one_endless_word_is_refused_in_words_or_cut(ada, ctx):
    answer = ada.post("/p", kind="question", community="open", body="x" * 10_000)
    assert answer.status_code in (303, 422)
    assert len(max((row.title for row in posts()), key=len, default="")) <= LIMITS.title


TURNED = "\u202eevil\u202c \u2066name\u2069"


def test_nothing_turns_the_page_round(ada, ben, ctx):
    about = {"name": f"Ada {TURNED}", "title": TURNED, "about": TURNED}
    rest = dict.fromkeys(("team", "place", "skills", "languages", "learns", "contact"), "")
    assert ada.post("/settings/profile", **about, **rest).status_code == 303
    ada.post("/p", kind="question", community="open", body=f"{TURNED}\n\n{TURNED}")
    made = make_post(body="x")
    ada.post(f"/p/{made.id}/edit", title=TURNED, body=TURNED, topics="", seen=1)
    for page in ("/?tab=all", "/q", "/people/ada", f"/p/{made.id}"):
        shown = ben.get(page).text
        assert "evil" in shown, page
        assert not set(shown) & {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}, page


@pytest.mark.parametrize(
    ("typed", "sign"),
    [("thumb", "👍"), ("thumbs_up", "👍"), ("daumen", "👍"), ("rocket", "🚀"), ("rakete", "🚀"),
     ("herz", "♥️"), ("+1", "👍"), ("flagge norw", "🇳🇴"), ("party", "🎉")],
)  # fmt: skip
def test_every_emoji_is_offered_by_its_name(ada, typed, sign):
    shown = ada.get("/expand", query_string={"key": ":", "text": typed}).text
    options = [each["data-value"] for each in BeautifulSoup(shown, "html.parser").select("[role=option]")]
    assert sign in options


def test_names_are_in_the_language_of_the_reader(ada):
    query = {"key": ":", "text": "rocket"}
    assert "rakete" in ada.get("/expand", query_string=query, headers={"Accept-Language": "de"}).text
    assert "rocket" in ada.get("/expand", query_string=query).text
