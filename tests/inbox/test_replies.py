"""Answering a notice by mail: a word among colleagues, once, and the text never lost."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from sqlalchemy import select

from hub.cases.actions.handling import assign
from hub.channels.models import InboxItem
from hub.conversations.actions import leave, start
from hub.core import clock, context, deliveries
from hub.core.db import session, transaction
from hub.core.deliveries import work_once
from hub.core.permissions import SYSTEM
from hub.files.models import StoredFile
from hub.inbox import mail, replies, reply_mailbox
from hub.inbox.actions import choose
from hub.inbox.by_mail import queries as by_mail
from hub.inbox.models import MailReply, Notice, ReplyBox, ReplyState
from hub.inbox.reply_addresses import SETTING
from hub.people.actions import deactivate
from hub.qa.models import Answer, Question
from hub.spaces.actions import remove_member
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.channels.test_mail_smtp import Postbox, serving
from tests.factories import make_answer, make_post, make_question
from tests.servers_dovecot import MailServer, mail_server

__all__ = ["mail_server"]
HANDLERS = {"mail": mail.deliver, reply_mailbox.QUEUE: replies.take_reply}
WORDS = "It has 1,280 degrees since May.\n\n"
QUOTE = "On Mon, 2 Nov 2026 at 10:00, Backchannel wrote:\n> Ada mentioned you\n> in How hot?\n"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00"
    "050001ff56c7a3230000000049454e44ae426082"
)


@pytest.fixture
def answerable(app, sent, monkeypatch):
    """Notices can be answered by mail."""
    config = replace(
        app.config["HUB"], reply_address="replies@hub.test", reply_imap_url="imaps://replies:x@hub.test"
    )
    monkeypatch.setitem(app.config, "HUB", config)
    return sent


def work(minutes: float = 6) -> None:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        while work_once(HANDLERS):
            pass


def letter(told: EmailMessage, words: str = WORDS + QUOTE, **headers: str) -> EmailMessage:
    """What somebody's mail program makes of "reply"."""
    made = EmailMessage()
    head = {
        "From": told["To"], "To": told["Reply-To"], "Subject": f"Re: {told['Subject']}",
        "Message-ID": "<one@mail.test>", "In-Reply-To": told["Message-ID"],
    }  # fmt: skip
    for name, value in {**head, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        made[name] = str(value)
    made.set_content(words)
    return made


def arrive(message: EmailMessage) -> MailReply:
    """As if it had been fetched, and dealt with."""
    with transaction() as db:
        count = len(db.scalars(select(MailReply.id)).all())
        row = MailReply(key=f"{count}", raw=bytes(message), received_at=clock.now())
        db.add(row)
        db.flush()
        deliveries.enqueue(reply_mailbox.QUEUE, f"reply:{row.id}", {"id": row.id})
    work(0)
    return session().scalars(select(MailReply).order_by(MailReply.id.desc())).first()


@pytest.fixture
def asked(ctx, drain, answerable):
    """Ben is called in a question of a private room; this is the mail that he got."""
    make_question(by="ada", space="private", title="How hot?", body="Do you know, @ben?")
    drain()
    work()
    answerable.reverse()
    return answerable.pop()


def test_an_asked_colleague_answers_by_mail(asked, answerable, ben, drain):
    assert "never to a customer" in asked.get_body(("plain",)).get_content()
    row = arrive(letter(asked, WORDS + "-- \nBen Okri\nKiln team\n\n" + QUOTE))
    answer = session().scalars(select(Answer)).one()
    assert (answer.body, answer.author.handle, answer.space.slug) == (WORDS.strip(), "ben", "private")
    assert answer.customer_text == ""  # nothing that could be sent
    assert (row.state, row.made, row.raw) == (ReplyState.POSTED, answer.ref, b"")
    own = session().scalars(select(Notice).where(Notice.person_id == ben.person.id)).one()
    assert own.done_at is not None
    drain()
    told = session().scalars(select(Notice).where(Notice.person_id == cast.person("ada").id)).one()
    assert told.kind == "qa.answer_posted"
    assert answerable == []  # nobody is thanked by mail


def test_a_comment_is_answered_where_it_stands(ctx, drain, answerable):
    answer = make_answer(make_question(by="ada"), by="ben")
    comment = post_comment(cast.person("ada"), answer, "Since when?")
    drain()
    work()
    told = next(each for each in answerable if parseaddr(each["To"])[1] == "ben@hub.test")
    arrive(letter(told))
    reply = session().scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert (reply.about, reply.parent_id, reply.body) == (answer.ref, comment.id, WORDS.strip())
    assert reply.author_id == answer.author_id


def test_a_message_is_answered_between_the_two(ctx, drain, answerable, cleo):
    """Where what was said reads nobody else, the answer does not either."""
    made = start(cast.person("ada"), [cast.person("ben")], "Is the kiln on?")
    id, ref, place = made.id, made.ref, made.space_id
    drain()
    work()
    (told,) = [each for each in answerable if parseaddr(each["To"])[1] == "ben@hub.test"]
    answerable.clear()
    row = arrive(letter(told))
    said = session().scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert (row.state, row.made) == (ReplyState.POSTED, said.ref)
    assert (said.about, said.space_id, said.author.handle, said.body) == (ref, place, "ben", WORDS.strip())
    drain()
    assert {each.person.handle for each in session().scalars(select(Notice))} == {"ada", "ben"}
    assert cleo.get(f"/comments/{said.id}").status_code == 404
    with transaction():
        cast.person("cleo").email = "shared@hub.test"
    stolen = letter(told, "I am Cleo.", Message_ID="<two@mail.test>")
    stolen.replace_header("From", "shared@hub.test")
    row = arrive(stolen)
    assert (row.state, row.reason) == (ReplyState.RETURNED, "strange")  # to Ben, whose address it is
    assert {parseaddr(each["To"])[1] for each in answerable} <= {"ben@hub.test", "ada@hub.test"}
    assert len(session().scalars(select(Comment).where(Comment.about == f"conversation:{id}")).all()) == 2


def test_whoever_left_a_group_answers_it_no_more(ctx, drain, answerable):
    made = start(cast.person("ada"), [cast.person("ben"), cast.person("gwen")], "Is the kiln on?")
    drain()
    work()
    told = next(each for each in answerable if parseaddr(each["To"])[1] == "ben@hub.test")
    leave(cast.person("ben"), session().get_one(type(made), made.id))
    answerable.clear()
    assert arrive(letter(told)).state == ReplyState.RETURNED
    assert [parseaddr(each["To"])[1] for each in answerable] == ["ben@hub.test"]
    assert "Is the kiln on" not in answerable[0].get_content()
    assert len(session().scalars(select(Comment)).all()) == 1


def test_a_case_cannot_be_answered_this_way(ctx, drain, monkeypatch, answerable):
    """Whoever answers "a customer wrote" may think that the customer reads it."""
    _recorder, channel = record_channel(monkeypatch)
    case = customer_writes(channel, "My stroller is broken.")
    choose(cast.person("finn"), {"cases": {"app": True, "mail": True}})
    assign(cast.person("hugo"), case, cast.person("finn"))
    drain()
    work()
    told = next(each for each in answerable if parseaddr(each["To"])[1] == "finn@hub.test")
    assert told["Reply-To"] is None
    assert "answer this mail" not in told.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("left the room", replies.GONE),
        ("archived", "archived"),
        ("expired", "expired"),
        ("another sender", "not from the address"),
        ("empty", "no text"),
    ],
)
def test_what_cannot_be_posted_goes_back(asked, answerable, why, says):
    message = letter(asked)
    moved = clock.now()
    with transaction():
        if why == "left the room":
            remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
        elif why == "archived":
            cast.space("private").archived_at = clock.now()
        elif why == "expired":
            moved += timedelta(days=100)
        elif why == "another sender":
            message.replace_header("From", "Mallory <mallory@evil.test>")
        else:
            message = letter(asked, "\n" + " \n")
    with clock.at(moved):
        row = arrive(message)
    assert session().scalars(select(Answer)).all() == []
    assert row.state == ReplyState.RETURNED
    back = answerable.pop()
    text = " ".join(back.get_content().split())
    assert back["To"] == "ben@hub.test"
    assert says in text
    assert why == "empty" or WORDS.strip() in text
    assert back["Auto-Submitted"] == "auto-generated"
    assert answerable == []


def test_a_text_that_calls_many_goes_back(asked, answerable, app, monkeypatch):
    """A mail cannot be asked; and what the same thread does next is not taken for a mail."""
    monkeypatch.setitem(app.config, "HUB", replace(app.config["HUB"], mention_ask=0))
    before = context.reach.get()
    row = arrive(letter(asked, "@private, look at this.\n" + QUOTE))
    assert (row.state, session().scalars(select(Answer)).all()) == (ReplyState.RETURNED, [])
    text = " ".join(answerable.pop().get_content().split())
    assert "This reaches" in text
    assert "look at this." in text
    assert context.reach.get() is before


@pytest.mark.parametrize("why", ["forged", "ended", "password", "account closed", "vacation", "bulk", "own"])
def test_what_is_for_nobody_is_left_alone(asked, answerable, why):
    message = letter(asked)
    with transaction():
        if why == "forged":
            local, _, domain = parseaddr(asked["Reply-To"])[1].rpartition("@")
            message.replace_header("To", f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}")
        elif why == "ended":
            cast.person("ben").settings = {SETTING: 1}
        elif why == "password":
            cast.person("ben").password_changed_at = clock.now()
        elif why == "account closed":
            deactivate(SYSTEM, cast.person("ben"))
        else:
            name, value = {
                "vacation": ("Auto-Submitted", "auto-replied"), "bulk": ("Precedence", "bulk"),
                "own": ("X-Loop", replies.LOOP_MARK),
            }[why]  # fmt: skip
            message[name] = value
    assert arrive(message).state == ReplyState.IGNORED
    assert session().scalars(select(Answer)).all() == []
    assert answerable == []


def test_two_machines_are_stopped(asked, answerable):
    for number in range(replies.LOOP_MAILS + 5):
        arrive(letter(asked, f"Number {number}", Message_ID=f"<{number}@mail.test>"))
    assert len(session().scalars(select(Answer)).all()) == replies.LOOP_MAILS


def test_files_come_along_after_the_usual_checks(asked, answerable):
    message = letter(asked)
    message.add_attachment(PICTURE, maintype="image", subtype="png", filename="kiln.png")
    message.add_attachment(
        b"MZ" + b"\0" * 200, maintype="application", subtype="octet-stream", filename="run.exe"
    )
    arrive(message)
    answer = session().scalars(select(Answer)).one()
    file = session().scalars(select(StoredFile)).one()
    assert (file.about, file.name) == (answer.ref, "kiln.png")
    assert f"/files/{file.key}/" in answer.html
    assert "run.exe" in answerable.pop().get_content()


def test_one_can_end_all_such_addresses(asked, ben):
    assert ben.post("/settings/notifications/addresses").status_code == 303
    assert arrive(letter(asked)).state == ReplyState.IGNORED


@pytest.mark.mailserver
def test_by_real_servers_and_once(app, ctx, drain, monkeypatch, mail_server: MailServer):
    with serving(postbox := Postbox()) as smtp:
        config = replace(
            app.config["HUB"], smtp_url=f"smtp+plain://127.0.0.1:{smtp.port}",
            reply_address="care@example.com",
            reply_imap_url=f"imap+plain://care%40example.com:{mail_server.password}@127.0.0.1:{mail_server.port}",
        )  # fmt: skip
        monkeypatch.setitem(app.config, "HUB", config)
        make_post(by="ada", space="private", body="Who knows the kiln, @ben?")
        drain()
        work()
        told = mail_message(next(e.content for e in postbox.taken if e.rcpt_tos == ["ben@hub.test"]))
        raw = bytes(letter(told))
        mail_server.deliver(raw)
        mail_server.deliver(raw)  # the same mail again, as after a lost acknowledgement
        assert reply_mailbox.fetch_replies() == 1
        mail_server.deliver(raw)
        assert reply_mailbox.fetch_replies() == 0
        work(0)
    comment = session().scalars(select(Comment)).one()
    assert (comment.body, comment.author.handle) == (WORDS.strip(), "ben")
    assert session().scalars(select(InboxItem)).all() == []  # no channel has seen it
    assert session().scalars(select(Question)).all() == []


def mail_message(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def test_trouble_of_the_mailbox_is_shown_to_administrators(answerable, dora):
    assert "Answers by mail" in dora.get("/admin/stuck").text
    with transaction() as db:
        db.add(
            ReplyBox(address="replies@hub.test", cursor={}, last_error="The mailbox refused the password.")
        )
    page = dora.get("/admin/stuck").text
    assert "Cannot be fetched: The mailbox refused the password." in page


def test_what_was_not_posted_is_shown_and_its_text_to_its_writer_alone(
    asked, answerable, ben, ada, dora, nobody, count_queries
):
    """Why, when and who for administrators; the question is in a room that they may not enter."""
    message = letter(asked, "My secret guess is 1,280.\n" + QUOTE)
    message.replace_header("From", "Ben at home <ben@home.test>")
    assert arrive(message).state == ReplyState.RETURNED
    astray = letter(asked, Message_ID="<two@mail.test>", From="who@else.test")
    astray.replace_header("To", "replies@hub.test")
    assert arrive(astray).state == ReplyState.IGNORED
    with count_queries() as seen:
        page = dora.get("/admin/answers-by-mail").text
    assert len(seen) <= 12, "\n".join(seen)
    assert "It did not come from the address" in page
    assert "Ben Okri" in page
    assert "ben@home.test" in page
    assert "who@else.test" in dora.get("/admin/answers-by-mail?view=left").text
    own = ben.get("/notifications/by-mail").text
    assert "My secret guess is 1,280." in own
    assert "How hot?" in own
    for text in (page, dora.get("/notifications/by-mail").text, ada.get("/notifications/by-mail").text):
        assert "secret guess" not in text
        assert "How hot?" not in text
    assert ada.get("/admin/answers-by-mail").status_code == 403
    assert nobody.get("/notifications/by-mail").location.startswith("/sign-in")
    with clock.at(clock.now() + by_mail.KEPT + timedelta(days=1)):
        by_mail.forget()
    assert "secret guess" not in ben.get("/notifications/by-mail").text
    assert "It did not come from" in ben.get("/notifications/by-mail").text
