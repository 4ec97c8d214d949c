"""Changing a page: revisions, two editors at once, what becomes of the seal."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.wiki.actions.merging import revision_of
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import PageRevision, PageState
from tests import cast
from tests.wiki.pages import facts_about, let_only_owners_write, make_page, page_called, url_of


@pytest.fixture
def page(ctx):
    return make_page("Late bags", "One.\n\nTwo.")


def test_it_works(ben, page):
    answer = ben.post(url_of(page, "/edit"), title="Late bags", body="One.\n\nThree.", base=1, note="Mended")
    assert answer.status_code == 303
    shown = ben.get(url_of(page)).text
    assert "<p>Three.</p>" in shown
    assert "2, changed just now" in shown
    assert "Mended" in ben.get(url_of(page, "/history")).text


def test_a_stranger_gets_404(ctx, cleo):
    hidden = make_page("Hidden", "x", space="private")
    sent = {"title": "Hidden", "body": "y", "base": 1}
    assert cleo.post(url_of(hidden, "/edit"), **sent).status_code == 404


def test_it_needs_the_right(ben, page):
    sent = {"title": "Late bags", "body": "y", "base": 1}
    edit = url_of(page, "/edit")
    assert ben.post(edit, **sent, verified="1").status_code == 403
    let_only_owners_write()
    assert ben.get(edit).headers["Location"] == edit.replace("/edit", "/suggest")
    assert ben.post(edit, **sent).status_code == 403
    assert page_called("Late bags").revision == 1


@pytest.mark.parametrize("sent", [{"title": ""}, {"base": "x"}, {"note": "n" * 501}, {"state": "validated"}])
def test_it_refuses_bad_input(ben, page, sent):
    form = {"title": "Late bags", "body": "My long words", "base": 1, **sent}
    answer = ben.post(url_of(page, "/edit"), **form)
    assert answer.status_code == 422
    assert "My long words" in answer.text


def test_it_records_the_fact(ben, page):
    ben.post(url_of(page, "/edit"), title="Late bags", body="New.", base=1)
    assert facts_about(page) == ["wiki.page_created", "wiki.page_edited"]


def test_the_second_editor_sees_both_texts_and_overwrites_nothing(ada, ben, page):
    edit = url_of(page, "/edit")
    assert ada.post(edit, title="Late bags", body="One.\n\nAda's.", base=1).status_code == 303
    refused = ben.post(edit, title="Late bags", body="One.\n\nBen's.", base=1, note="B", once="b1")
    assert refused.status_code == 409
    assert "Ada&#39;s." in refused.text
    assert "Ben&#39;s." in refused.text
    assert '<input type="hidden" name="base" value="2">' in refused.text
    assert page_called("Late bags").body == "One.\n\nAda's."
    assert ben.post(edit, title="Late bags", body="Both.", base=2, once="b2").status_code == 303
    assert page_called("Late bags").body == "Both."
    kept = session().scalars(select(PageRevision.body).order_by(PageRevision.number)).all()
    assert kept == ["One.\n\nTwo.", "One.\n\nAda's.", "Both."]


def test_two_changes_in_different_places_are_both_saved(ada, ben, gwen, page):
    edit = url_of(page, "/edit")
    start = {"title": "Late bags", "base": 1, "topics_were": ""}
    ada.post(edit, **start, body="One more.\n\nTwo.", topics="bags")
    saved = ben.post(edit, **start, body="One.\n\nTwo.\n\nThree.", topics="seats", note="Three too")
    assert saved.status_code == 303
    mixed = page_called("Late bags")
    assert (mixed.body, mixed.revision) == ("One more.\n\nTwo.\n\nThree.", 3)
    assert "merged with Ada" in ben.get(url_of(page)).text
    assert revision_of(mixed, 3).note == f"Three too (merged with {cast.person('ada').name}’s change)"
    topics = 'name="topics_were" value="bags, seats"'
    assert topics in ben.get(edit).text.lower()
    # A third one, who renames it and vouches for a text that has changed since.
    gwen.post(edit, title="Bags", base=2, body="One more.\n\nTwo!", verified="1")
    last = page_called("Bags")
    assert last.body == "One more.\n\nTwo!\n\nThree."
    assert last.state == PageState.UNVALIDATED


def test_where_both_changed_the_same_words_somebody_chooses(ada, ben, page):
    edit, decide = url_of(page, "/edit"), url_of(page, "/edit/decision")
    ada.post(edit, title="Late bags", body="One.\n\nAda's.", base=1)
    refused = ben.post(edit, title="Late bags", body="Ones.\n\nBen's.", base=1, note="Mine")
    assert refused.status_code == 409
    form = {"title": "Late bags", "body": "Ones.\n\nBen's.", "opened": 1, "base": 2, "note": "Mine"}
    back = ben.post(decide, **form, choice_0="both", do="edit")
    assert "Ones.\n\nAda&#39;s.\nBen&#39;s.</textarea>" in back.text
    assert '<input type="hidden" name="base" value="2">' in back.text
    unread = ben.post(decide, **{**form, "title": ""}, choice_0="theirs")
    assert unread.status_code == 422
    assert "Ones.\n\nBen&#39;s.</textarea>" in unread.text
    assert 'value="theirs" checked' in unread.text
    # Meanwhile the other one saves again, elsewhere: what was chosen stands, what came is taken in.
    ada.post(edit, title="Late bags", body="One.\n\nAda's.\n\nAnd more.", base=2)
    assert ben.post(decide, **form, choice_0="theirs").status_code == 303
    assert page_called("Late bags").body == "Ones.\n\nAda's.\n\nAnd more."
    let_only_owners_write()
    assert ben.post(decide, **form).status_code == 403


def test_saving_the_same_again_makes_no_revision(ben, page):
    ben.post(url_of(page, "/edit"), title="Late bags", body="Same.", base=1)
    ben.post(url_of(page, "/edit"), title="Late bags", body="Same.", base=2, topics="bags")
    assert page_called("Late bags").revision == 2


def test_a_change_breaks_the_seal_unless_the_editor_may_keep_it(ctx, ben, gwen):
    page = make_page("Sealed", "x", by="gwen", state=PageState.VALIDATED)
    ben.post(url_of(page, "/edit"), title="Sealed", body="y", base=1)
    assert page_called("Sealed").state == PageState.UNVALIDATED
    assert facts_about(page)[-1] == "wiki.page_unverified"
    gwen.post(url_of(page, "/edit"), title="Sealed", body="z", base=2, verified="1")
    sealed = page_called("Sealed")
    assert (sealed.state, sealed.verified_revision) == (PageState.VALIDATED, 3)


def test_an_earlier_text_comes_back_as_a_new_revision(ben, page):
    ben.post(url_of(page, "/edit"), title="Late bags", body="New.", base=1)
    assert ben.post(url_of(page, "/history/1/restoration"), base=2).status_code == 303
    back = page_called("Late bags")
    assert (back.body, back.revision) == ("One.\n\nTwo.", 3)
    assert revision_of(back, 3).note == "Brought back version 1"
    assert ben.post(url_of(page, "/history/1/restoration"), base=2).status_code == 409
    assert ben.post(url_of(page, "/history/9/restoration"), base=3).status_code == 404
    assert ben.post(url_of(page, "/history/1/restoration")).status_code == 422


def test_revisions_never_change(ben, page):
    first = ben.get(url_of(page, "/history/1")).text
    ben.post(url_of(page, "/edit"), title="Renamed", body="New.", base=1)
    renamed = page_called("Renamed")
    again = ben.get(url_of(renamed, "/history/1")).text
    assert '<p class="lead">One.</p>' in first
    assert '<p class="lead">One.</p>' in again
    assert "Late bags" in again


def test_what_changed_is_shown_word_by_word(ben, page):
    ben.post(url_of(page, "/edit"), title="Late bags", body="One.\n\nTwo and a half.", base=1)
    shown = ben.get(url_of(page, "/history/1..2")).text
    assert "<ins> and a half</ins>" in shown
    assert ben.get(url_of(page, "/history/1..7")).status_code == 404
    assert ben.get(url_of(page, "/history/1..1")).status_code == 200


def test_a_long_history_has_pages(ctx, ada, page):
    for number in range(1, 56):
        edit_page(ada.person, page, title="Late bags", body=f"Text {number}.", base=number)
    shown = ada.get(url_of(page, "/history"))
    assert "Earlier versions" in shown.text
    assert "Version 1<" in ada.get(url_of(page, "/history?after=7")).text


def test_mending_in_place_puts_both_changes_together_too(ada, ben, page):
    ada.post(url_of(page, "/edit"), title="Late bags", body="One.\n\nTwo.\n\nThree.", base=1)
    ada.post(url_of(page, "/edit"), title="Late bags", body="One, by Ada.\n\nTwo.\n\nThree.", base=2)
    mended = ben.post(url_of(page, "/mend"), body="One.\n\nTwo.\n\nThree, by Ben.", base=2, note="Mended")
    assert mended.status_code == 303
    assert page_called("Late bags").body == "One, by Ada.\n\nTwo.\n\nThree, by Ben."
    assert "merged with Ada Lovelace’s change" in ben.get(url_of(page)).text
    clash = ben.post(url_of(page, "/mend"), body="One.\n\nTwo.\n\nThree, by Cleo.", base=2)
    assert clash.status_code == 409
    assert "Three, by Cleo.</textarea>" in clash.text
    assert "Three, by Ben.</textarea>" in clash.text
