"""A Facebook Page through its wire format: what comes in, and that private stays private on its way out."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.approval_models import DeskApproval
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.guard import Stopped
from hub.cases.models import Case, Identity, Message
from hub.channels.contract import (
    ChannelKind,
    Deleted,
    Edited,
    Ignored,
    Incoming,
    MessageState,
    Report,
)
from hub.channels.facebook.adapter import Facebook
from hub.channels.graph import arrivals, checking
from hub.channels.models import InboxItem
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.people.models import Draft
from tests import cast
from tests.channels import lines
from tests.channels.page import (
    PAGE,
    POST,
    comment,
    delivery,
    error,
    message,
    signed,
)
from tests.channels.providers import PageLine

SAMPLES = Path(__file__).parent / "samples" / "facebook"
DOOR = "/in/facebook/page"
CODE = "Your code is 48151."
INSIDE = "She is a friend of the boss."


@pytest.fixture
def line(page) -> PageLine:
    made = PageLine(page)
    made.deliver(delivery(comment("901_1", "Where is my bag?")))
    return made


def the_case() -> Case:
    return next(each for each in lines.cases() if each.customer.name == "Marta")


def send(body: str, way: str, at=None, seconds: float = 20, **more) -> int:
    id = replies.send_reply(cast.person("finn"), the_case(), body, way=way, **more).id
    if at is not None:
        at(timedelta(seconds=seconds))
        lines.work()
    return id


def the_message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def test_the_door_opens_with_the_word_alone_and_takes_what_is_signed(page, nobody, ctx):
    PageLine(page)
    ask = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    asked = "&".join(f"{name}={value}" for name, value in ask.items())
    answer = nobody.get(f"{DOOR}?{asked}&hub.verify_token=a+word+of+ours")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")
    assert nobody.get(f"{DOOR}?{asked}&hub.verify_token=guessed").status_code == 403
    raw = delivery(comment("901_1", "Wo ist mein Köfferchen?"))
    assert b"\\u00f6" in raw
    for wrong in (
        {},
        signed(raw, "another"),
        {"X-Hub-Signature-256": signed(raw + b" ")["X-Hub-Signature-256"]},
    ):
        assert nobody.client.post(DOOR, data=raw, headers=wrong).status_code == 403
    assert nobody.client.post(DOOR, data=raw, headers=signed(raw)).status_code == 200
    assert nobody.client.post(DOOR, data=raw, headers=signed(raw)).status_code == 200
    lines.work()
    (case,) = lines.cases()
    assert [each.body for each in lines.messages(case)] == ["Wo ist mein Köfferchen?"]
    assert nobody.client.post("/in/facebook/other", data=raw, headers=signed(raw)).status_code == 404


def test_comments_are_cases_under_their_post_with_two_labelled_actions(line, finn, at):
    line.deliver(delivery(comment("901_2", "Mine too!", who="psid-nora", parent_id="901_1")))
    assert {each.customer.name: each.thread for each in lines.cases()} == {
        "Marta": "under:901_1", "Nora": "under:901_1",
    }  # fmt: skip
    nora = next(each for each in lines.cases() if each.customer.name == "Nora")
    replies.send_reply(cast.person("finn"), nora, CODE, way="private")
    at(timedelta(seconds=20))
    lines.work()
    shown = finn.get(f"/cases/{the_case().id}").text
    assert "New bags are here." in shown
    assert "1 comment of others in this thread" in shown
    assert "Mine too!" in shown
    assert CODE not in shown, "what was said to one of them alone"
    assert "Reply in public" in shown
    assert "everyone on Facebook can read it" in shown
    assert 'data-limit="8000"' not in shown
    private = finn.get(f"/cases/{the_case().id}?way=private").text
    assert "Reply in private" in private
    assert "everyone on Facebook can read it" not in private
    assert 'data-limit="2000"' in private
    assert "one message; then they have to answer first" in private


def test_several_things_in_one_delivery_unknown_ones_and_a_batch_that_comes_again(line, at):
    changes = [comment("901_5", "One"), {"item": "reaction", "verb": "add", "reaction_type": "like"},
               comment("901_6", "Two", who="psid-nora")]  # fmt: skip
    batch = delivery(*changes)
    line.deliver(batch)
    line.deliver(batch)
    line.deliver(
        json.dumps({"object": "page", "entry": [{"id": PAGE, "changes": [{"field": "parking"}]}]}).encode()
    )
    line.deliver(json.dumps({"object": "page", "entry": [{"id": "999", "changes": []}]}).encode())
    said = [each.body for each in session().scalars(select(Message).order_by(Message.id))]
    assert said == ["Where is my bag?", "One", "Two"]


def test_a_removal_that_comes_first_is_remembered(line):
    line.deliver(delivery(comment("901_9", verb="remove")))
    line.deliver(delivery(comment("901_9", "Gone already")))
    assert [each.body for each in session().scalars(select(Message))] == ["Where is my bag?"]


def test_a_public_and_a_private_reply_leave_by_their_own_calls_and_come_back_as_ours(line, page, at):
    handling.add_note(cast.person("finn"), the_case(), INSIDE)
    public = send("We wrote to you.", "public", at)
    private = send(CODE, "private", at)
    assert page.public == {"901_ours0": ("901_1", "We wrote to you.")}
    assert page.private == {"mid.ours1": ({"comment_id": "901_1"}, CODE)}
    assert INSIDE not in json.dumps([page.bodies, page.asked])
    assert {the_message(id).state for id in (public, private)} == {MessageState.SENT}
    line.deliver(delivery(comment("901_ours0", "We wrote to you.", who=PAGE)))
    echo = message("mid.ours1", CODE, PAGE, is_echo=True, metadata=f"message:{private}")
    line.deliver(delivery(messaging=[echo]))
    delivered = {"sender": {"id": "psid-marta"}, "delivery": {"mids": ["mid.ours1"]}}
    line.deliver(delivery(messaging=[delivered]))
    assert the_message(private).state == MessageState.DELIVERED
    assert len(lines.messages(the_case())) == 3


def test_a_private_reply_is_possible_once_and_for_seven_days(line, at, finn):
    send(CODE, "private", at)
    with pytest.raises(Stopped, match="private reply to this comment already"):
        send("Once more", "private")
    assert "private reply to this comment already" in finn.get(f"/cases/{the_case().id}?way=private").text
    line.deliver(delivery(comment("901_7", "And now?", parent_id="901_1")))
    send("In answer to that", "private")
    line.deliver(delivery(comment("901_8", "Hello?", parent_id="901_1")))
    at(timedelta(days=8))
    with pytest.raises(Stopped, match="takes no reply this long after"):
        send("Too late", "private")
    send("But in public", "public")


@pytest.mark.parametrize("trouble", ["refused", "lost", "broken"])
def test_what_is_private_is_never_published_by_a_retry(line, page, at, finn, trouble):
    page.refuses = {"refused": [(400, error(100))], "broken": [(500, error(2))]}.get(trouble, [])
    page.loses_replies = trouble == "lost"
    sent = send(CODE, "private", at)
    assert the_message(sent).state in (MessageState.FAILED, MessageState.UNKNOWN)
    page.loses_replies = False
    finn.post(f"/cases/{the_case().id}/replies/{sent}/again")
    for _time in range(3):
        at(timedelta(hours=2))
        lines.work()
    assert page.public == {}
    assert [text for _to, text in page.private.values()] == [CODE]


def test_what_is_private_is_never_published_by_a_switch_or_a_merge(line, page, at, finn):
    """The way stands under the digest: who changes it afterwards has a text that leaves by no way."""
    page.refuses = [(400, error(100))]
    sent = send(CODE, "private", at)
    line.deliver(delivery(comment("902_1", "Another thread", post_id=f"{PAGE}_902", parent_id=f"{PAGE}_902")))
    first, second = lines.cases()
    assert finn.post(f"/cases/{first.id}/merge", into=second.id, sure="1").status_code == 303
    finn.post(f"/cases/{second.id}/replies/{sent}/again")
    lines.work()
    assert (page.public, list(page.private.values())) == ({}, [({"comment_id": "901_1"}, CODE)])
    with transaction():
        kept = the_message(sent)
        kept.state, kept.extra = MessageState.FAILED, {**kept.extra, "way": "public:901_1"}
    finn.post(f"/cases/{second.id}/replies/{sent}/again")
    lines.work()
    assert the_message(sent).state == MessageState.FAILED
    with transaction():
        kept = the_message(sent)
        kept.extra = {name: value for name, value in kept.extra.items() if name != "way"}
    finn.post(f"/cases/{second.id}/replies/{sent}/again")
    lines.work()
    assert (page.public, len(page.private)) == ({}, 1)


def test_what_is_begun_in_private_stays_there(line, finn):
    case = the_case()
    finn.post(f"/cases/{case.id}/way?to=private", body="We look into it.", way="")
    person = cast.person("finn")
    assert reply_draft(person, case, "private") == "We look into it.", "what was public may come along"
    answer = finn.post(f"/cases/{case.id}/way?to=public", body=CODE, way="private")
    assert "way=private" not in answer.location
    assert (reply_draft(person, case), reply_draft(person, case, "private")) == ("We look into it.", CODE)
    assert CODE not in finn.get(f"/cases/{case.id}").text
    assert CODE in finn.get(f"/cases/{case.id}?way=private").text
    answer = finn.post(f"/cases/{case.id}/preview", body=CODE, way="private")
    assert "only Marta reads it" in answer.text
    assert finn.post(f"/cases/{case.id}/replies", body=CODE, way="secret").status_code == 422


def test_nothing_else_carries_a_private_text_into_the_public_composer(line, finn):
    """Sharing, other words, a second person who gives it back, the list of drafts."""
    case, person = the_case(), cast.person("finn")
    answer = finn.post(f"/cases/{case.id}/shared-draft", body=CODE, way="private")
    assert answer.status_code == 422
    assert "stays yours, in private" in answer.text
    finn.post(f"/cases/{case.id}/rewording", body=CODE, way="private")
    assert (reply_draft(person, the_case()), reply_draft(person, the_case(), "private")) == ("", CODE)
    assert f"/cases/{case.id}?way=private" in session().scalars(select(Draft.url)).all()
    with transaction() as db:
        db.add(DeskApproval(space_id=case.space_id, channels=[case.channel_id], labels=[], below="",
                            supervisors=False, changed_by_id=person.id, changed_at=clock.now()))  # fmt: skip
    assert finn.post(f"/cases/{case.id}/replies", body=CODE, way="private").status_code == 303
    waits = finn.get(f"/cases/{case.id}/waiting-reply").text
    assert "<b>In private</b>" in waits
    finn.post(f"/cases/{case.id}/waiting-reply/withdrawal")
    assert (reply_draft(person, the_case()), reply_draft(person, the_case(), "private")) == ("", CODE)


def test_who_answers_in_messenger_has_a_case_that_follows_the_comment(line, at):
    send(CODE, "private", at)
    line.deliver(delivery(messaging=[message("m_9", "Thank you!"), message("m_8", "And me?", "psid-nora")]))
    by_thread = {each.thread: each for each in lines.cases()}
    assert by_thread["with:psid-marta"].follows_id == by_thread["under:901_1"].id
    assert by_thread["with:psid-marta"].customer_id == by_thread["under:901_1"].customer_id
    assert by_thread["with:psid-nora"].follows_id is None


def test_a_private_reply_that_was_taken_back_is_a_private_draft(line, finn):
    sent = send(CODE, "private")
    finn.post(f"/cases/{the_case().id}/replies/{sent}/return")
    person = cast.person("finn")
    assert (reply_draft(person, the_case()), reply_draft(person, the_case(), "private")) == ("", CODE)


def test_the_check_knows_that_everybody_reads_a_public_reply(line):
    case = the_case()
    with transaction() as db:
        db.add(Identity(customer_id=case.customer_id, kind=ChannelKind.EMAIL, address="marta@example.net"))
    line.deliver(delivery(messaging=[message("m_1", "My booking is 4815 1623, please.")]))
    for words in ("Marta: marta@example.net", "Booking 48151623 is found."):
        with pytest.raises(Stopped, match="Everybody can read this reply"):
            send(words, "public")
    send("Write to care@house.test, room 12, by phone 0800 555 111.", "public")
    send("Booking 48151623 is found.", "private")


def test_a_talk_is_a_private_case_with_a_day_and_seven_for_a_human(page, at, finn):
    made = PageLine(page)
    made.deliver(delivery(messaging=[message("m_1", "Hello?"), message("m_2", "Anybody?")]))
    made.deliver(delivery(messaging=[{"sender": {"id": "psid-marta"}, "recipient": {"id": PAGE},
        "timestamp": int(clock.now().timestamp() * 1000) + 1000,
        "message_edit": {"mid": "m_2", "text": "Anybody there?", "num_edit": "1"}}]))  # fmt: skip
    (case,) = lines.cases()
    assert [each.body for each in lines.messages(case)] == ["Hello?", "Anybody there?"]
    assert "Reply in public" not in finn.get(f"/cases/{case.id}").text
    (case,) = lines.cases()
    with pytest.raises(Invalid):
        replies.send_reply(cast.person("finn"), case, "No", way="public")
    (case,) = lines.cases()
    page.refuses = [(400, error(10, 2018278))]
    with transaction():
        channel = lines.fresh(made.channel)
        channel.settings = {**channel.settings, "human_agent": True}
    replies.send_reply(cast.person("finn"), lines.cases()[0], "Here we are.")
    at(timedelta(seconds=20))
    lines.work()
    assert [each["messaging_type"] for each in page.bodies] == ["RESPONSE", "MESSAGE_TAG"]
    assert page.bodies[1]["tag"] == "HUMAN_AGENT"
    assert page.public == {}


@pytest.mark.parametrize(
    ("refusal", "said", "again"),
    [
        ((400, error(190, 460)), "Make a new token", True),
        ((400, error(80001)), "asks us to slow down", True),
        ((400, error(200)), "does not allow it", True),
        ((400, error(368)), "blocked the account", True),
        ((400, error(100, 33)), "not there any more", False),
        ((400, error(100)), "does not take it: No (100).", False),
    ],
)
def test_refusals_are_told_in_words(line, page, at, refusal, said, again):
    page.refuses = [refusal]
    id = send("We look into it.", "public", at)
    assert said in the_message(id).reason
    assert (the_message(id).state == MessageState.QUEUED) is again


def test_a_token_that_ended_pauses_the_page_and_a_secret_is_never_shown(line, page, dora, at):
    page.token_works = False
    at(timedelta(minutes=16))
    checking.ask_all()
    lines.work()
    channel = lines.fresh(line.channel)
    assert not channel.is_active
    shown = dora.get(f"/admin/channels/{channel.id}").text
    settings = dora.get(f"/admin/channels/{channel.id}/settings").text
    assert "Our access to Facebook has ended" in shown
    assert DOOR in settings
    for secret in ("page-token", "app-secret", "a word of ours"):
        assert secret not in shown + settings + channel.secrets


def test_a_visitors_post_is_answered_below_it_and_privately_by_its_own_name(page, at):
    made = PageLine(page)
    post = f"{PAGE}_77"
    told = {"item": "post", "verb": "add", "post_id": post, "message": "Let's check this",
            "from": {"id": "psid-marta", "name": "Marta"}}  # fmt: skip
    made.deliver(delivery(told))
    send("Below it", "public", at)
    send(CODE, "private", at)
    assert list(page.public.values()) == [(post, "Below it")]
    assert list(page.private.values()) == [({"post_id": post}, CODE)]
    assert post != POST


MEANS = {
    "feed-comment-add-211": Report, "feed-comment-edited-25": Report, "feed-comment-remove-25": Deleted,
    "feed-comment-add-with-photo": Report, "feed-comment-hide": Report, "feed-post-add-25": Incoming,
    "feed-reaction-add": Ignored, "mention-comment-add": Ignored, "ratings-rating-add-31": Ignored,
    "unknown-change-value": Ignored, "messaging-message-basic": Incoming,
    "messaging-message-basic-echo": Report, "messaging-message-edits": Edited,
    "messaging-message-isdeleted": Deleted, "messaging-message-media-attachment": Incoming,
    "messaging-message-isunsupported": Incoming, "messaging-read-basic": Ignored,
    "messaging-delivery-basic": Report, "messaging-policy-callback-block": Ignored,
    "messaging-postback-basic": Ignored, "standby-message-basic-echo": Report,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MEANS))
def test_real_deliveries_are_read(ctx, name):
    sent = json.loads((SAMPLES / f"{name}.json").read_text())
    page = str(sent["entry"][0]["id"])
    channel = lines.open_channel(ChannelKind.FACEBOOK, "page", account=page)
    found = [
        Facebook().read(channel, json.dumps(piece).encode(), clock.now())
        for _key, piece in arrivals._pieces(sent, page)
    ]
    assert found
    assert {type(each) for each in found} == {MEANS[name]}


def test_only_real_addresses_become_links(line, finn):
    line.deliver(delivery(comment("901_6", "Click", permalink_url="javascript:alert(1)", photo="data:x")))
    assert "javascript:alert" not in finn.get(f"/cases/{lines.cases()[-1].id}").text
    assert lines.messages(lines.cases()[-1])[-1].permalink == "https://www.facebook.com/901_6"


def test_what_cannot_be_read_is_kept_for_a_person(line):
    made = line
    made.deliver(b'{"object": "page", "entry": "?"}')
    kept = session().scalars(select(InboxItem).order_by(InboxItem.id.desc()).limit(1)).one()
    assert (kept.state, kept.raw) == ("unreadable", b'{"object": "page", "entry": "?"}')


def test_a_saved_reply_of_the_hub_is_never_private_by_chance(line):
    """Whoever says nothing of the way is checked as for everybody."""
    keep_draft_of = reply_draft(cast.person("finn"), the_case())
    assert keep_draft_of == ""
    with transaction():
        keep_draft(cast.person("finn"), the_case(), "Hello", "private")
    id = send("Hello all", "")
    assert the_message(id).extra["way"] == "public:901_1"
