"""Bringing many people in from a list: what each line says, a preview, one press, one notice each."""

import io

import pytest

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.people.models import Person
from hub.spaces.models import Membership, SpaceRole
from tests import cast

LIST = """E-mail;Role
cleo@hub.test; Moderator
@BEN
iris
CLEO
nobody@else.test
eli@hub.test
finn;king
"""


def roles(slug="private"):
    rows = session().query(Membership).filter_by(space_id=cast.space(slug).id)
    return {row.person.handle: row.role for row in rows}


def test_the_preview_names_each_line_and_changes_nothing(ada, ben, cleo, ctx):
    assert ben.get("/c/private/members/list").status_code == 403
    assert ben.post("/c/private/members/list", text="cleo", sure="1").status_code == 403
    assert cleo.post("/c/private/members/list", text="cleo", sure="1").status_code == 404
    assert "/c/private/members/list" in ada.get("/c/private/people").text
    shown = ada.post("/c/private/members/list", text=LIST)
    assert shown.status_code == 200
    for words in ("Comes in 2", "Already in 1", "Nobody we know 1", "Deactivated 1", "Listed twice 1",
                  "No such role 1", "Add 2 people"):  # fmt: skip
        assert words in shown.text, words
    assert set(roles()) == {"ada", "ben"}


def test_one_press_brings_them_in_and_each_hears_once(ada, ben, cleo, iris, ctx, drain):
    assert ada.post("/c/private/members/list", text=LIST, sure="1").status_code == 303
    assert ada.post("/c/private/members/list", text=LIST, sure="1").status_code == 200, "nobody is left"
    drain()
    assert roles() == {
        "ada": SpaceRole.OWNER, "ben": SpaceRole.MEMBER, "cleo": SpaceRole.MODERATOR,
        "iris": SpaceRole.MEMBER,
    }  # fmt: skip
    assert session().get_one(type(cast.space("private")), cast.space("private").id).member_count == 4
    for who in (cleo, iris):
        assert who.get("/notifications").text.count("added you to") == 1
    assert "added you to" not in ben.get("/notifications").text
    entry = session().query(AuditEntry).filter_by(action="spaces.add_people").one()
    assert entry.after["count"] == 2
    assert f"{cast.person('cleo').ref} moderator" in entry.after["people"]


def test_a_request_that_waits_is_settled(ada, cleo, ctx, gwen):
    gwen.post("/c/open/edit", name="Open House", joining="request")
    cleo.post("/c/open/membership", words="Please")
    assert "asks to join" in gwen.get("/c/open/people").text
    gwen.post("/c/open/members/list", text="cleo", sure="1")
    assert "asks to join" not in gwen.get("/c/open/people").text


@pytest.mark.parametrize("content", ["cleo,guest\niris\n".encode("utf-8-sig"), b"cleo\tguest\r\niris\r\n"])
def test_a_file_is_read_as_spreadsheets_write_it(ada, ctx, content):
    sent = {"file": (io.BytesIO(content), "people.csv"), "text": ""}
    shown = ada.post("/c/private/members/list", **sent)
    assert "Comes in 2" in shown.text
    assert "Guest" in shown.text
    kept = "cleo,guest" in shown.text or "cleo\tguest" in shown.text
    assert kept, "the list stands in the form"


def test_what_is_no_list_is_refused_and_kept(ada, ctx):
    for text, why in (("", "at least one line"), ("\n".join(f"p{n}" for n in range(251)), "251 lines")):
        refused = ada.post("/c/private/members/list", text=text)
        assert (refused.status_code, why in refused.text) == (422, True), why
    assert "p250" in refused.text
    for name, content in (("a.xlsx", b"PK\x00\x01"), ("a.csv", b"x" * 70_000)):
        sent = {"file": (io.BytesIO(content), name), "text": "kept"}
        refused = ada.post("/c/private/members/list", **sent)
        assert (refused.status_code, "kept</textarea>" in refused.text) == (422, True), name


def test_250_at_once_in_few_statements(ada, ctx, count_queries):
    with transaction() as db:
        for number in range(250):
            db.add(
                Person(
                    name=f"P {number}", handle=f"p{number}", email=f"p{number}@hub.test",
                    created_at=clock.now(),
                )
            )  # fmt: skip
    text = "\n".join(f"p{number}@hub.test" for number in range(250))
    with count_queries() as seen:
        assert "Comes in 250" in ada.post("/c/private/members/list", text=text).text
    assert len(seen) <= 12
