"""Topics: everything filed under one word, as far as one may see it."""

from tests.factories import make_post, make_question


def test_it_works(ada, cleo, ctx):
    make_post(title="Kiln hours", topics=["Kilns"])
    make_question(title="How hot is the kiln?", topics=["kilns"])
    page = cleo.get("/topics/kilns").text
    assert "Kiln hours" in page
    assert "How hot is the kiln?" in page


def test_what_is_private_is_not_listed(ada, cleo, ctx):
    make_post(title="Secret kiln", space="private", topics=["kilns"])
    assert "Secret kiln" in ada.get("/topics/kilns").text
    assert "Secret kiln" not in cleo.get("/topics/kilns").text


def test_an_unknown_topic_is_not_there(ada):
    assert ada.get("/topics/unheard-of").status_code == 404


def test_nobody_sees_it_without_signing_in(nobody):
    assert nobody.get("/topics/kilns").status_code == 302
