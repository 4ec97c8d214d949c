"""The words in which people search and ask stand beside what answered them, and find it the next time."""

from sqlalchemy import select

from hub.core.db import session
from hub.reuse.phrase_models import Phrase
from tests import cast
from tests.wiki.pages import make_page, url_of


def found(who, words: str) -> bool:
    return "Damaged pushchairs" in who.get(f"/search?q={words}").text


def test_what_was_asked_finds_it_the_next_time(ctx, cleo, ben, gwen, drain):
    page = make_page("Damaged pushchairs", "Lend one at arrivals.")
    ref, url = page.ref, url_of(page)
    drain()
    assert not found(ben, "buggy")
    words = "my buggy is broken, mail me at marta@example.org"
    assert cleo.post("/suggest/found", ref=ref, words=words).status_code == 303
    drain()
    assert found(ben, "buggy")
    shown = ben.get(url).text
    assert "my buggy is broken" in shown
    assert "marta@example.org" not in shown
    # The same words once, and no others in their place.
    cleo.post("/suggest/found", ref=ref, words=words)
    ben.post(f"/phrases/{ref}", words="Perambulator lost a wheel")
    rows = session().scalars(select(Phrase).order_by(Phrase.id)).all()
    assert [row.person_id for row in rows] == [cast.person("cleo").id, cast.person("ben").id]
    away = f"/phrases/{ref}/{rows[0].id}/removal"
    assert ben.post(away).status_code == 403
    assert gwen.post(away).status_code == 303
    drain()
    assert not found(ben, "buggy")
    assert found(ben, "perambulator")
    assert cleo.post("/suggest/found", ref=ref, words=words).status_code == 303
    drain()
    assert not found(ben, "buggy")  # a curator said no
    assert ben.post(f"/phrases/{ref}").status_code == 422


def test_a_stranger_gets_404(ctx, cleo):
    ref = make_page("Hidden", "x", space="private").ref
    assert cleo.post(f"/phrases/{ref}", words="anything").status_code == 404
