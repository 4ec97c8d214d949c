"""An account on Instagram: what is pushed and what is looked for is one thing; private stays private."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.guard import Stopped
from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.channels.instagram import polling
from hub.core.db import session
from tests import cast
from tests.channels import lines
from tests.channels.gram import ACCOUNT, MEDIA, Gram, comment, delivery, message
from tests.channels.page import error, serving_page, signed
from tests.channels.providers import GramLine

DOOR = "/in/instagram/gram"
FIRST, SECOND, THIRD = "17900000000000001", "17900000000000002", "17900000000000003"
CODE = "Your code is 48151."
INSIDE = "She is a friend of the boss."


@pytest.fixture
def gram(ctx):
    with serving_page(Gram()) as made:
        yield made


@pytest.fixture
def line(gram) -> GramLine:
    made = GramLine(gram)
    gram.write(FIRST, "Where is my bag?")
    made.deliver(delivery(comment(FIRST, "Where is my bag?")))
    return made


def the_case() -> Case:
    return next(each for each in lines.cases() if each.customer.name == "Marta")


def send(body: str, way: str, at) -> Message:
    id = replies.send_reply(cast.person("finn"), the_case(), body, way=way).id
    at(timedelta(seconds=20))
    lines.work()
    return session().get_one(Message, id, populate_existing=True)


def bodies() -> list[str]:
    statement = select(Message).order_by(Message.id).execution_options(populate_existing=True)
    return [each.body for each in session().scalars(statement)]


def test_the_door_takes_what_is_signed_for_this_account_alone(gram, nobody):
    GramLine(gram)
    raw = delivery(comment(FIRST, "Wo ist mein Köfferchen?"))
    asked = "hub.mode=subscribe&hub.challenge=115&hub.verify_token"
    assert nobody.get(f"{DOOR}?{asked}=a+word+of+ours").text == "115"
    assert nobody.get(f"{DOOR}?{asked}=guessed").status_code == 403
    for wrong in ({}, signed(raw, "another"), signed(raw + b" ")):
        assert nobody.client.post(DOOR, data=raw, headers=wrong).status_code == 403
    assert nobody.client.post(DOOR, data=raw, headers=signed(raw)).status_code == 200
    assert nobody.client.post("/in/facebook/gram", data=raw, headers=signed(raw)).status_code == 404
    others = raw.replace(ACCOUNT.encode(), b"1")
    assert nobody.client.post(DOOR, data=others, headers=signed(others)).status_code == 200
    lines.work()
    assert bodies() == ["Wo ist mein Köfferchen?"]


def test_what_is_pushed_and_what_is_looked_for_is_one_message(line, gram, finn):
    gram.write(SECOND, "Mine too!", "igsid-nora", FIRST)
    line.read()
    line.deliver(delivery(comment(SECOND, "Mine too!", "igsid-nora", FIRST)))
    line.read()
    assert bodies() == ["Where is my bag?", "Mine too!"]
    assert {each.thread for each in lines.cases()} == {f"under:{FIRST}"}
    shown = finn.get(f"/cases/{the_case().id}").text
    assert "New bags are here." in shown
    assert "1 comment of others in this thread" in shown


def test_it_is_answered_in_public_or_in_private_with_limits_of_its_own(line, gram, at, finn):
    handling.add_note(cast.person("finn"), the_case(), INSIDE)
    shown = finn.get(f"/cases/{the_case().id}?way=private").text
    assert 'data-limit="1000" data-count-as="bytes"' in shown
    assert "one message; then they have to answer first" in shown
    public, private = send("We wrote to you.", "public", at), send(CODE, "private", at)
    assert list(gram.public.values()) == [(FIRST, "We wrote to you.")]
    assert list(gram.private.values()) == [({"comment_id": FIRST}, CODE)]
    assert INSIDE not in json.dumps([gram.bodies, gram.asked])
    line.read()
    echo = message(private.external_id, CODE, ACCOUNT, is_echo=True)
    line.deliver(delivery(messaging=[echo]))
    assert bodies() == ["Where is my bag?", "We wrote to you.", CODE], "our own come back as ours"
    assert public.state == MessageState.SENT
    with pytest.raises(Stopped, match="private reply to this comment already"):
        send("Once more", "private", at)


def test_what_the_app_on_a_phone_answered_ends_the_waiting(line, gram, at):
    at(timedelta(minutes=1))
    gram.write(SECOND, "It is at the desk.", ACCOUNT, FIRST)
    line.read()
    told = lines.messages(the_case())[-1]
    assert (told.body, told.author_id, told.extra["elsewhere"]) == ("It is at the desk.", None, True)
    assert the_case().waiting_since is None
    at(timedelta(minutes=1))
    line.read()
    assert len(bodies()) == 2


def test_a_message_is_counted_in_bytes_and_a_comment_in_characters(line, at):
    with pytest.raises(Stopped, match="2 characters too long"):
        send("ä" * 501, "private", at)
    send("ä" * 501, "public", at)


def test_a_private_reply_is_over_after_seven_days(line, at):
    at(timedelta(days=8))
    with pytest.raises(Stopped, match="takes no reply this long after"):
        send("Too late", "private", at)
    send("But in public", "public", at)


@pytest.mark.parametrize("trouble", ["refused", "lost"])
def test_what_is_private_is_never_published_by_a_retry(line, gram, at, finn, trouble):
    gram.refuses = [(400, error(100))] if trouble == "refused" else []
    gram.loses_replies = trouble == "lost"
    sent = send(CODE, "private", at)
    gram.loses_replies = False
    finn.post(f"/cases/{the_case().id}/replies/{sent.id}/again")
    at(timedelta(hours=2))
    lines.work()
    assert (gram.public, [text for _to, text in gram.private.values()]) == ({}, [CODE])


def test_whoever_answers_the_private_reply_has_a_private_case_that_follows(line, at):
    send(CODE, "private", at)
    line.deliver(delivery(messaging=[message("m_9", "Thank you!")]))
    talk = next(each for each in lines.cases() if each.thread == "with:igsid-marta")
    assert talk.follows_id == next(each.id for each in lines.cases() if each.thread == f"under:{FIRST}")


def test_a_deletion_is_found_and_what_a_list_leaves_out_is_no_deletion(line, gram, at):
    gram.beside = 1
    for id, text in ((SECOND, "And mine"), (THIRD, "Hello?")):
        gram.write(id, text, under=FIRST)
    line.read()
    send(CODE, "private", at)
    gram.hidden = {SECOND}
    line.read()
    assert bodies() == ["Where is my bag?", "And mine", "Hello?", CODE], "found although it is in no list"
    gram.take_away(THIRD)
    line.read()
    assert bodies() == ["Where is my bag?", "And mine", "", CODE]
    private = session().scalars(select(Message).where(Message.body == CODE)).one()
    assert "removed_at" not in private.extra, "what was written in private stands in no thread"


def test_nothing_is_asked_below_posts_where_nothing_happened(line, gram):
    line.read()
    gram.asked.clear()
    polling._take_news(lines.fresh(line.channel))
    assert not any(f"/{MEDIA}/comments" in each for each in gram.asked)
    gram.write(SECOND, "New", "igsid-nora")
    polling._take_news(lines.fresh(line.channel))
    assert any(f"/{MEDIA}/comments" in each for each in gram.asked)


def test_a_live_comment_waits_for_a_person_and_mentions_are_no_cases(line):
    line.deliver(delivery(comment(SECOND, "Live!"), field="live_comments"))
    line.deliver(delivery({"media_id": MEDIA, "comment_id": THIRD}, field="mentions"))
    assert bodies() == ["Where is my bag?"]


def test_an_ended_token_pauses_the_account_and_says_what_to_do(line, gram, dora):
    gram.token_works = False
    line.read()
    page = dora.get(f"/admin/channels/{line.channel.id}").text
    assert "Our access to Instagram has ended" in page
    assert "Make a new token" in page
    settings = dora.get(f"/admin/channels/{line.channel.id}/settings").text
    assert DOOR in settings
    assert "page-token" not in page + settings


def test_it_is_connected_in_the_administration(gram, dora):
    fields = {"kind": "instagram", "name": "House", "slug": "gram", "desk": cast.space("desk").id,
              "account": ACCOUNT, "site": gram.site, "token": "page-token", "client_secret": "app-secret",
              "verify_token": "a word of ours"}  # fmt: skip
    assert "Id of the account on Instagram" in dora.get("/admin/channels/new?kind=instagram").text
    made = dora.post("/admin/channels", **fields)
    assert made.status_code == 303
    dora.post(f"{made.location}/look")
    assert "Signed in as house" in dora.get(made.location).text
    gram.write(FIRST, "Where is my bag?")
    lines.work()
    assert bodies() == ["Where is my bag?"]
