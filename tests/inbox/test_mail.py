"""Notices by mail: worded at the last moment, dropped when seen, switched off by one press."""

import re
from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from hub.channels.email.smtp import SendResult, State
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue, work_once
from hub.core.permissions import SYSTEM
from hub.inbox import mail
from hub.inbox.groups import BY_NAME, MAIL, wants
from hub.inbox.models import Notice
from hub.people.actions import deactivate
from hub.spaces.actions import remove_member
from hub.threads.watching import muted
from tests import cast
from tests.factories import make_answer, make_question


@pytest.fixture
def answered(ctx, drain, sent):
    question = make_question(by="ada", space="private", title="How hot?")
    make_answer(question, by="ben", body="The kiln has <b>1,200</b> degrees.")
    drain()
    return question


def work(minutes: float = 6) -> None:
    """The worker's next look, some minutes later."""
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        work_once({"mail": mail.deliver})


def state() -> str:
    return session().scalars(select(Delivery.state).where(Delivery.queue == "mail")).one()


def subject_of(message: EmailMessage) -> str:
    return str(make_header(decode_header(message["Subject"])))


def test_it_works(answered, sent):
    work()
    message = sent[0]
    assert message["To"] == "Ada Lovelace <ada@hub.test>"
    assert subject_of(message) == "Ben Okri answered “How hot?”"
    text = message.get_body(("plain",)).get_content()
    assert "1,200" in text
    assert "You get this because you asked this." in text
    assert "<b>1,200" not in message.get_body(("html",)).get_content()
    assert message["Auto-Submitted"] == "auto-generated"


def test_it_waits_a_little(answered, sent):
    work(minutes=1)
    assert sent == []
    assert state() == "waiting"


def test_what_was_seen_meanwhile_is_not_mailed(ada, answered, sent):
    notice = session().scalars(select(Notice).where(Notice.person_id == ada.person.id)).one()
    ada.get(f"/notifications/{notice.id}")
    work()
    assert sent == []
    assert state() == "done"


def test_who_looked_at_the_question_itself_gets_none(ada, answered, sent):
    ada.get(f"/q/{answered.id}", follow_redirects=True)
    work()
    assert sent == []


@pytest.mark.parametrize("end", ["removed from the space", "account closed", "thing removed"])
def test_rights_lost_before_sending_mean_no_mail(answered, sent, end):
    with transaction() as db:
        if end == "removed from the space":
            remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
            notice = db.scalars(select(Notice).where(Notice.person_id == cast.person("ada").id)).one()
            notice.person_id = cast.person("ben").id
        elif end == "account closed":
            deactivate(SYSTEM, cast.person("ada"))
        else:
            db.get_one(type(answered), answered.id).removed_at = clock.now()
    work()
    assert sent == []


def test_ten_answers_are_one_mail(answered, sent, drain):
    for _ in range(10):
        make_answer(session().get_one(type(answered), answered.id), by="ben")
        drain()
    work()
    assert [subject_of(message) for message in sent] == ["11 new answers to “How hot?”"]


def test_without_a_server_no_notice_is_queued(ctx, drain):
    make_answer(make_question(by="ada"), by="ben")
    drain()
    assert session().scalars(select(Delivery).where(Delivery.queue == "mail")).all() == []


def test_without_a_server_letters_stay_where_administrators_see_them(ctx):
    with transaction():
        enqueue("mail", "reset:1", {"to": "ada@hub.test", "subject": "S", "text": "T"})
    work()
    row = session().scalars(select(Delivery).where(Delivery.queue == "mail")).one()
    assert row.state == "parked"
    assert "BACKCHANNEL_SMTP_URL" in (row.last_error or "")


def test_a_letter_goes_out(ctx, sent):
    with transaction():
        enqueue("mail", "reset:1", {"to": "ada@hub.test", "subject": "A new password", "text": "Hello"})
    work()
    assert sent[0]["To"] == "ada@hub.test"
    assert sent[0]["Message-ID"].endswith("@hub.test>")


def test_a_server_that_is_away_is_tried_again_with_the_same_id(answered, sent, monkeypatch):
    ids = []

    def away(_config: object, message: EmailMessage) -> SendResult:
        ids.append(message["Message-ID"])
        return SendResult(State.TEMPORARY, 451, "Later")

    monkeypatch.setattr(mail, "send", away)
    work()
    work(minutes=30)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert state() == "waiting"


def test_what_is_refused_for_good_is_parked(answered, sent, monkeypatch):
    monkeypatch.setattr(mail, "send", lambda *_mail: SendResult(State.REJECTED, 550, "No such user"))
    work()
    assert state() == "parked"


def link_in(message: EmailMessage) -> str:
    text = message.get_body(("plain",)).get_content()
    found = re.search(r"https://hub\.test(/notifications/off/\S+)", text)
    assert found is not None
    return found[1]


def test_one_press_ends_these_mails(nobody, answered, sent):
    work()
    link = link_in(sent[0])
    assert sent[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = nobody.get(link)
    assert page.status_code == 200
    assert wants(cast.person("ada"), BY_NAME["answers"], MAIL)  # looking alone changes nothing
    assert nobody.post(link, **{"List-Unsubscribe": "One-Click"}).status_code == 200
    session.remove()
    assert not wants(cast.person("ada"), BY_NAME["answers"], MAIL)
    assert wants(cast.person("ada"), BY_NAME["mentions"], MAIL)


def test_one_press_ends_all_about_a_conversation(nobody, answered, sent):
    work()
    text = sent[0].get_body(("plain",)).get_content()
    link = re.search(r"conversation: https://hub\.test(/notifications/off/\S+)", text)[1]
    assert "How hot" not in nobody.get(link).text  # it is not said to whoever finds the link what it is about
    assert not muted(answered.ref)  # looking alone changes nothing
    assert nobody.post(link, **{"List-Unsubscribe": "One-Click"}).status_code == 200
    session.remove()
    assert cast.person("ada").id in muted(answered.ref)
    assert wants(cast.person("ada"), BY_NAME["answers"], MAIL)  # other conversations are heard of


def test_a_link_that_was_made_up_does_nothing(nobody, answered):
    assert nobody.get("/notifications/off/WzEsImFuc3dlcnMiXQ.forged").status_code == 404
    assert nobody.post("/notifications/off/WzEsImFuc3dlcnMiXQ.forged").status_code == 404
    assert wants(cast.person("ada"), BY_NAME["answers"], MAIL)


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://u:p@mail.test:2525", "starttls", 2525),
        ("smtps://u:p@mail.test", "tls", 465),
        ("smtp+plain://mail.test", "none", 25),
    ],
)
def test_the_server_is_read_from_one_address(app, url, security, port):
    found = mail.smtp_of(replace(app.config["HUB"], smtp_url=url))
    assert (found.security, found.port, found.host) == (security, port, "mail.test")
