"""What comes attached in a mirrored ticket, and its tags: fetched at once, seen by whom the comment is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.actions.marking import labelled
from hub.cases.models import Note
from hub.core import clock
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.files.models import StoredFile
from tests.channels.lines import fresh, messages
from tests.mirroring.account import zendesk
from tests.mirroring.test_zendesk import again, case_of, channel, read, tickets

__all__ = ["channel", "zendesk"]


def file_of(comment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = comment["attachments"][0]
    return found


def address() -> str:
    [file] = session().scalars(select(StoredFile).execution_options(populate_existing=True))
    return f"/files/{file.key}/{file.name}"


def test_a_file_stands_beside_its_message_and_is_the_desks(channel, zendesk, finn, ben):
    read()
    [message] = messages(case_of("1"))
    assert [each["name"] for each in message.extra["kept"]] == ["shot.png"]
    url = address()
    assert f'href="{url}"' in finn.get(f"/cases/{case_of('1').id}").text
    assert finn.get(url).data == b"a blue button"
    assert ben.get(url).status_code == 404
    assert zendesk.strangers == [], "our key goes to the account alone"
    again(zendesk)
    assert sum(each.startswith("/kept/") for each in zendesk.asked) == 1


def test_a_file_of_an_internal_comment_stands_in_the_note_alone(channel, zendesk, finn, ben):
    zendesk.comments["1"][0]["public"] = False
    read()
    case, url = case_of("1"), address()
    assert messages(case) == []
    assert url in "".join(session().scalars(select(Note.html)))
    assert url in finn.get(f"/cases/{case.id}/inside").text
    assert url not in finn.get(f"/cases/{case.id}?part=log").text
    assert finn.get(url).status_code == 200
    assert ben.get(url).status_code == 404
    again(zendesk)
    assert url in session().scalars(select(Note.html).where(Note.html.contains("files"))).one()


def test_a_file_goes_with_its_comment_when_that_is_made_internal(channel, zendesk, finn):
    read()
    url, case = address(), case_of("1")
    zendesk.comments["1"][0]["public"] = False
    again(zendesk)
    assert finn.get(url).status_code == 404
    assert "kept" not in messages(case)[0].extra
    assert url not in finn.get(f"/cases/{case.id}?part=log").text
    assert "shot.png" in finn.get(f"/cases/{case.id}/inside").text


def test_a_deleted_ticket_takes_its_files_along(channel, zendesk, finn):
    read()
    url = address()
    again(zendesk, status="deleted")
    assert finn.get(url).status_code == 404
    assert tickets()["1"].files == {}


@pytest.mark.parametrize(
    ("more", "content", "why"),
    [
        ({"size": LIMITS.upload_bytes + 1}, b"", "larger than 20 MB"),
        ({"file_name": "fix.exe"}, b"MZ", "Programs and scripts are not kept"),
        ({}, b"\x89PNG\r\n\x1a\n and no picture", "picture"),
        ({"malware_scan_result": "malware_found"}, b"x", "something harmful"),
        ({}, b"", "empty"),
    ],
)
def test_what_is_not_kept_is_named_with_the_reason(channel, zendesk, finn, more, content, why):
    file_of(zendesk.comments["1"][0]).update(more)
    zendesk.files["/kept/a.txt"] = content
    read()
    assert session().scalars(select(StoredFile)).all() == []
    assert tickets()["1"].error == ""
    page = finn.get(f"/cases/{case_of('1').id}/ticket").text
    assert "Files that stayed there" in page
    assert why in page


@pytest.mark.parametrize("url", ["http://10.0.0.5/a", "https://127.0.0.1/a", "file:///etc/passwd", ""])
def test_a_file_is_fetched_from_nowhere_inside(channel, zendesk, finn, url):
    file_of(zendesk.comments["1"][0])["content_url"] = url
    read()
    assert session().scalars(select(StoredFile)).all() == []
    assert "cannot be reached from here" in finn.get(f"/cases/{case_of('1').id}/ticket").text


def test_a_break_at_a_file_is_told_and_tried_again_when_somebody_asks(channel, zendesk, dora, finn):
    number = 3  # the ticket, its people, then the file
    zendesk.pages = {"": zendesk.pages[""] | {"end_of_stream": True}}
    zendesk.refuses = [(200, {})] * number + [(503, {})]
    read()
    [message] = messages(case_of("1"))
    assert message.body == "The button does nothing"
    assert "shot.png" in tickets()["1"].error
    dora.post(f"/admin/channels/{channel.id}/mirror")
    read()
    assert tickets()["1"].error == ""
    assert finn.get(address()).status_code == 200


def test_asked_to_slow_down_at_a_file_it_goes_on_there(channel, zendesk):
    zendesk.pages = {"": zendesk.pages[""] | {"end_of_stream": True}}
    zendesk.refuses = [(200, {})] * 3 + [(429, {"Retry-After": "30"})]
    read()
    assert "slow down" in fresh(channel).last_error
    assert tickets()["1"].is_pending
    with clock.at(clock.now() + timedelta(seconds=40)):
        read()
    assert [each["name"] for each in messages(case_of("1"))[0].extra["kept"]] == ["shot.png"]
    assert not tickets()["1"].is_pending


def test_tags_are_labels_that_nobody_changes_here(channel, zendesk, finn):
    read()
    id = case_of("1").id
    assert [each.label.name for each in labelled(case_of("1"))] == ["checkout"]
    assert finn.post(f"/cases/{id}/labels", labels="mine").status_code == 403
    assert "checkout" in finn.get(f"/cases/{id}/ticket").text
    again(zendesk, tags=["Checkout", "vip"])
    assert [each.label.name for each in labelled(case_of("1"))] == ["checkout", "vip"]
    again(zendesk, tags=[f"tag{n}" for n in range(15)])
    assert len(labelled(case_of("1"))) == 10
    assert len(tickets()["1"].tags) == 15


def test_more_tags_than_a_desk_has_room_for_stop_nothing(channel, zendesk, monkeypatch):
    monkeypatch.setattr("hub.cases.actions.marking.MOST_OF_DESK", 1)
    read()
    again(zendesk, tags=["checkout", "vip"])
    assert [each.label.name for each in labelled(case_of("1"))] == ["checkout"]
    assert tickets()["1"].error == ""
