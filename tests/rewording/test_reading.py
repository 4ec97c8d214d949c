"""A text in the reader's language: on request, beside the original, and only of what may leave."""

import json
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from hub.cases.models import Message
from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.features import url_of
from hub.feed.actions import remove_post
from hub.feed.models import Post
from hub.qa.actions import edit_answer
from hub.qa.models import Answer
from hub.rewording.reading.actions import forget
from hub.rewording.reading.models import TextTranslation
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_answer, make_post, make_question
from tests.rewording.test_rewording import model

__all__ = ["model"]
GERMAN = "Das ist nicht der Ofen, den wir für die Gäste haben, bitte ruf +47 911 22 333 an."
ENGLISH = "That is not the kiln we have for guests, please call [phone]."
RULE = "/admin/language-model/texts"


def rows() -> list[TextTranslation]:
    return list(session().scalars(select(TextTranslation)))


@pytest.fixture
def reading(model, dora):
    """Readers may ask it for what every colleague reads."""
    assert dora.post(RULE, reads="open").status_code == 303
    model.says = ENGLISH
    return model


def test_it_works(ctx, ada, reading):
    post = make_post(by="ben", body=GERMAN)
    url = f"/t/{post.ref}/translation"
    page = ada.get(f"/p/{post.id}").text
    assert f'action="{url}"' in page
    assert ada.post(url).status_code == 303
    (asked,) = reading.asked
    order, text = (each["content"] for each in asked["messages"])
    assert "911" not in text
    assert "[phone]" in text
    assert "“en”" in order
    shown = ada.get(url).text
    assert "please call +47 911 22 333." in shown
    assert "den wir für die Gäste haben" in shown  # beside its original
    assert "Translated from German by small" in shown
    assert "911" not in rows()[0].text
    entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "rewording.translate")).one()
    assert entry.subject == post.ref
    assert "Ofen" not in json.dumps(entry.after)


def test_it_is_asked_once_for_each_text_and_again_after_an_edit(ctx, ada, ben, reading):
    answer = make_answer(make_question(by="ada"), by="ben", body=GERMAN)
    url = f"/t/{answer.ref}/translation"
    for reader in (ada, ben):
        assert reader.post(url).status_code == 303
    assert len(reading.asked) == 1
    edit_answer(
        cast.person("ben"), session().get_one(Answer, answer.id), GERMAN + " Und das ist nicht alles."
    )
    assert "please call" not in ada.get(url).text
    assert ada.post(url).status_code == 303
    assert len(reading.asked) == 2
    assert len(rows()) == 1


def test_it_is_offered_where_the_reader_is(ctx, ada, reading, drain):
    question = make_question(by="ben", title="Darf das mit?", body=GERMAN)
    answer = make_answer(question, by="ben", body=GERMAN)
    post_comment(cast.person("ben"), question, GERMAN)
    comment = session().scalars(select(Comment)).one()
    drain()
    for where, ref in [
        (url_of(question), question.ref), (f"/a/{answer.id}/more", answer.ref),
        (f"/comments/{comment.id}/more", comment.ref), (f"/feed/{question.ref}/more", question.ref),
    ]:  # fmt: skip
        assert f'action="/t/{ref}/translation"' in ada.get(where).text, where
    for own in (
        "This is what we have for you and it is not in the other language.",
        "How many harps per flight, Jonas?",
    ):
        assert "/translation" not in ada.get(f"/p/{make_post(by='ben', body=own).id}").text, own
    part = ada.post(f"/t/{question.ref}/translation", headers={"HX-Request": "true"}).text
    assert "please call" in part
    assert "<html" not in part


def test_without_the_consent_for_texts_nothing_is_offered_and_nothing_leaves(ctx, ada, model):
    post = make_post(by="ben", body=GERMAN)
    assert "/translation" not in ada.get(f"/p/{post.id}").text
    assert ada.post(f"/t/{post.ref}/translation").status_code == 409
    assert model.asked == []


@pytest.mark.parametrize("reads", ["open", "closed"])
def test_closed_places_only_when_an_administrator_allowed_them(ctx, ada, dora, reading, reads):
    dora.post(RULE, reads=reads)
    question = make_question(by="ben", space="private", title="Ofen", body=GERMAN)
    url = f"/t/{question.ref}/translation"
    assert (f'action="{url}"' in ada.get(url_of(question)).text) is (reads == "closed")
    assert ada.post(url).status_code == (303 if reads == "closed" else 422)
    assert len(reading.asked) == (1 if reads == "closed" else 0)


def test_who_may_not_read_it_gets_no_translation_either(ctx, ada, dora, gwen, reading):
    dora.post(RULE, reads="closed")
    question = make_question(by="ben", space="private", body=GERMAN)
    url = f"/t/{question.ref}/translation"
    ada.post(url)
    assert gwen.get(url).status_code == gwen.post(url).status_code == 404
    assert len(reading.asked) == 1


def test_a_message_of_a_customer_leaves_without_who_they_are(ctx, finn, ada, dora, reading, case_id):
    with transaction():
        message = session().scalars(select(Message).where(Message.case_id == case_id)).first()
        message.body, message.language = f"Marta Kowalczyk: {GERMAN}", "de"
    url = f"/cases/{case_id}/messages/{message.id}/translation"
    assert finn.post(url).status_code == 422, "a desk is a closed place"
    assert f'action="{url}"' not in finn.get(f"/cases/{case_id}").text
    dora.post(RULE, reads="closed")
    assert f'action="{url}"' in finn.get(f"/cases/{case_id}").text
    reading.says = f"[name] [name]: {ENGLISH}"
    assert finn.post(url).status_code == 303
    assert "Kowalczyk" not in json.dumps(reading.asked)
    assert "Marta" not in json.dumps(reading.asked)
    assert "please call +47 911 22 333" in unescape(finn.get(url).text)
    assert ada.get(url).status_code == ada.post(url).status_code == 404
    assert "Kowalczyk" not in rows()[0].text
    assert the_case(case_id).customer.name


def test_what_is_marked_as_internal_stays(ctx, ada, reading):
    post = make_post(by="ben", body=f"{GERMAN}\n\n:::internal\nDas Kennwort ist Vulkan.\n:::\n")
    ada.post(f"/t/{post.ref}/translation")
    assert "Vulkan" not in json.dumps(reading.asked)
    assert "marked as internal were left out" in ada.get(f"/t/{post.ref}/translation").text


def test_what_the_model_says_is_no_markup_of_ours(ctx, ada, reading):
    reading.says = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> **bold**"
    post = make_post(by="ben", body=GERMAN)
    ada.post(f"/t/{post.ref}/translation")
    page = ada.get(f"/t/{post.ref}/translation").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "<strong>bold</strong>" in page


def test_a_busy_model_is_said_and_the_text_is_there(ctx, ada, reading):
    reading.status = 503
    post = make_post(by="ben", body=GERMAN)
    answer = ada.post(f"/t/{post.ref}/translation")
    assert answer.status_code == 502
    assert "den wir für die Gäste haben" in answer.text
    assert rows() == []


@pytest.mark.parametrize("why", ["removed", "old", "taken back", "switched off"])
def test_it_is_forgotten_with_its_reason(ctx, ada, dora, reading, why):
    post = make_post(by="ben", body=GERMAN)
    ada.post(f"/t/{post.ref}/translation")
    assert len(rows()) == 1
    assert forget() == 0
    if why == "removed":
        remove_post(cast.person("ben"), session().get_one(Post, post.id))
        forget()
    elif why == "old":
        with clock.at(clock.now() + timedelta(days=91)):
            forget()
    elif why == "taken back":
        dora.post(RULE, reads="nothing")
    else:
        dora.post("/admin/language-model/off")
    assert rows() == []


def test_another_model_needs_another_consent(ctx, ada, dora, reading):
    wanted = {"address": f"http://{reading.place}/v2", "name": "other", "agreed": "1"}
    assert dora.post("/admin/language-model", **wanted).status_code == 303
    post = make_post(by="ben", body=GERMAN)
    assert ada.post(f"/t/{post.ref}/translation").status_code == 409
    assert ada.post(RULE, reads="closed").status_code == 403
