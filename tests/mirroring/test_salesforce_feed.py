"""A case's Chatter feed and its files: colleagues' talk stays inside, whatever it is called there."""

import pytest
from sqlalchemy import select

from hub.cases.models import Message, Note
from hub.core.db import session
from tests.channels.lines import cases
from tests.mirroring.organisation import (
    API,
    CASE,
    PORTAL,
    Organisation,
    a_file,
    a_mail,
    an_answer,
    an_item,
    at,
    salesforce,
    version_of,
)
from tests.mirroring.test_salesforce import case_of, channel, inside, read

__all__ = ["channel", "salesforce"]


@pytest.fixture
def feed(salesforce: Organisation) -> Organisation:
    salesforce.tables |= {"FeedItem": [], "FeedComment": [], "ContentDocumentLink": [], "CaseComment": []}
    return salesforce


def said() -> list[str]:
    statement = select(Message.body).where(Message.case_id == case_of().id).order_by(Message.at)
    return [each for each in session().scalars(statement) if each]


def internally() -> list[str]:
    """The notes without who wrote them."""
    return [each.rpartition(":\n")[2] for each in inside()]


def put_file(feed: Organisation, number: int, content: bytes = b"as it is!", **more) -> None:
    feed.tables["ContentDocumentLink"].append(a_file(number, f"notes{number}", **more))
    feed.files[f"{API}/sobjects/ContentVersion/{version_of(number)}/VersionData"] = content


def kept_of(body: str) -> list[dict]:
    message = session().scalars(select(Message).where(Message.body.startswith(body))).one()
    return list(message.extra.get("kept", ()))


def test_what_colleagues_say_there_is_a_note_even_where_it_is_called_visible_to_all(channel, feed):
    feed.tables["FeedItem"] = [
        an_item(1, "He is a friend of the boss"),
        an_item(2, "Only us", visible="InternalUsers"),
        an_item(3, "Status changed", Type="TrackedChange"),
    ]
    feed.tables["FeedComment"] = [an_answer(1, 1, "Be careful then"), an_answer(2, 3, "Why was it changed?")]
    read()
    assert said() == ["It blinks red"]
    assert internally() == ["He is a friend of the boss", "Only us", "Be careful then", "Why was it changed?"]


def test_a_thread_with_the_customer_is_public_and_one_hidden_from_them_is_not(channel, feed):
    feed.tables["FeedItem"] = [
        an_item(1, "Is there news?", by=PORTAL),
        an_item(2, "Please look at this"),
        an_item(3, "Not for the portal", visible="InternalUsers"),
    ]
    feed.tables["FeedComment"] = [
        an_answer(1, 1, "Tomorrow"),
        an_answer(2, 2, "Thanks, I did", by=PORTAL),
        an_answer(3, 3, "Indeed not", by=PORTAL),
    ]
    read()
    assert said() == ["It blinks red", "Is there news?", "Please look at this", "Tomorrow", "Thanks, I did"]
    assert internally() == ["Not for the portal", "Indeed not"]
    by = {each.body: each.is_ours for each in session().scalars(select(Message)) if each.body}
    assert by["Tomorrow"]
    assert not by["Thanks, I did"]


def test_what_is_hidden_or_deleted_there_later_stops_being_a_message(channel, feed):
    feed.tables["FeedItem"] = [an_item(1, "Is there news?", by=PORTAL), an_item(2, "Only us")]
    read()
    assert "Is there news?" in said()
    feed.tables["FeedItem"] = [
        an_item(1, "Is there news?", by=PORTAL, visible="InternalUsers", SystemModstamp=at("05T10:00:00")),
        an_item(2, "", IsDeleted=True, SystemModstamp=at("05T10:00:00")),
    ]
    read(later=5)
    assert "Is there news?" not in said()
    assert "Is there news?" in internally()
    assert "Only us" not in internally()


def test_files_stand_where_they_belong_and_a_colleagues_is_inside(channel, feed, finn, ada):
    put_file(feed, 1)
    put_file(feed, 2, by=PORTAL)
    mail = a_mail(1, "It blinks red")["Id"]
    put_file(feed, 3, of=mail)
    feed.tables["ContentDocumentLink"].append(a_file(3, "notes3"))  # the case shows those of its mails
    read()
    assert [each["name"] for each in kept_of("It blinks red")] == ["notes3.txt"]
    assert [each["name"] for each in kept_of("A file: notes2.txt")] == ["notes2.txt"]
    (note,) = session().scalars(select(Note).where(Note.case_id == case_of().id))
    assert "notes1.txt" in note.body
    assert not any("notes1" in each for each in said())
    url = kept_of("It blinks red")[0]["url"]
    assert finn.get(url).data == b"as it is!"
    assert ada.get(url).status_code == 404
    read(later=5)
    assert len(kept_of("It blinks red")) == 1


def test_without_a_feed_or_files_everything_else_comes(channel, salesforce):
    read()
    assert said() == ["It blinks red"]


def test_who_may_not_read_feeds_is_told_and_mirrors_the_rest(channel, feed, dora):
    feed.refuses_feeds = True
    read()
    assert said() == ["It blinks red"]
    dora.post(f"/admin/channels/{channel.id}/mirror")
    shown = dora.get(f"/admin/channels/{channel.id}").text
    assert "Its feeds cannot be read: " in shown


def test_feeds_of_other_records_open_no_cases(channel, feed):
    before = {"ParentId": "001xx000003DGb2AAG"}
    feed.tables["FeedItem"] = [an_item(1, "About an account", **before)]
    feed.tables["FeedComment"] = [an_answer(1, 1, "Indeed", **before)]
    read()
    assert len(cases()) == 2
    assert CASE
