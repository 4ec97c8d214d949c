"""Fetching a file: whoever may read the text it stands in, as long as they may; and nothing runs."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from hub.cases.actions.handling import add_note
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import Event
from hub.core.limits import LIMITS
from hub.feed.actions import edit_post, remove_post, write_post
from hub.files.actions import forget_unused, remove_file
from hub.qa.actions import withdraw_question
from hub.spaces.models import Membership, Visibility
from hub.threads.actions import post_comment, remove_comment
from hub.wiki.actions.writing import create_page, edit_page
from tests import cast, planted
from tests.factories import make_answer, make_post, make_question
from tests.files.conftest import address_in, again, drawn, newest

pytestmark = pytest.mark.usefixtures("kept_in")


def test_before_it_stands_anywhere_it_is_ones_own(ada, ben, dora, nobody, send):
    address = address_in(send(ada))
    assert ada.get(address).status_code == 200
    assert ben.get(address).status_code == 404
    assert dora.get(address).status_code == 404
    assert nobody.get(address).status_code == 302


def test_readers_of_the_text_may_fetch_it(ada, ben, cleo, send):
    line = send(ada)
    post = make_post("ada", "private", f"See {line}")
    assert newest().about == post.ref
    assert ben.get(address_in(line)).data == b"12 euros"
    assert cleo.get(address_in(line)).status_code == 404


def test_it_records_the_fact(ada, send):
    post = make_post("ada", "private", send(ada))
    event = session().query(Event).filter_by(kind="files.attached").one()
    assert (event.subject, event.actor_id, event.data) == (post.ref, ada.person.id, {"files": [newest().id]})


def test_every_kind_of_text_takes_files(ada, ben, cleo, send):
    question = make_question("ada", "private", body=send(ada))
    assert newest().about == question.ref
    line = send(ben)
    answer = make_answer(again(question), "ben", line)
    assert newest().about == answer.ref
    line = send(ada)
    comment = post_comment(ada.person, again(question), line)
    assert newest().about == comment.ref
    page = create_page(ada.person, cast.space("private"), "Kilns", send(ada))
    assert newest().about == page.ref
    line = send(ada)
    edit_page(ada.person, again(page), title="Kilns", body=line, base=1)
    assert newest().about == page.ref
    assert ben.get(address_in(line)).status_code == 200
    assert cleo.get(address_in(line)).status_code == 404


def test_a_file_that_comes_with_a_change_is_taken_too(ada, ben, send):
    post = make_post("ada", "private")
    line = send(ada)
    edit_post(ada.person, again(post), line)
    assert ben.get(address_in(line)).status_code == 200


def test_somebody_elses_file_is_not_shown_by_writing_its_address(ada, ben, cleo, send):
    line = send(ada)
    make_post("ben", "open", line)
    assert newest().about is None
    assert cleo.get(address_in(line)).status_code == 404
    secret = make_post("ada", "private", line)
    make_post("ben", "open", line)
    assert newest().about == secret.ref
    assert cleo.get(address_in(line)).status_code == 404


def test_a_file_stays_where_it_came_first(ada, cleo, send):
    line = send(ada)
    first = make_post("ada", "private", line)
    make_post("ada", "open", line)
    assert newest().about == first.ref
    assert cleo.get(address_in(line)).status_code == 404


def test_it_goes_when_the_text_is_removed(ada, ben, send):
    line = send(ada)
    post = make_post("ada", "open", line)
    assert ben.get(address_in(line)).status_code == 200
    remove_post(ada.person, again(post))
    assert ben.get(address_in(line)).status_code == 404


def test_it_goes_with_a_removed_comment_and_a_withdrawn_question(ada, ben, send):
    post = make_post("ada", "open")
    line = send(ada)
    comment = post_comment(ada.person, again(post), line)
    assert ben.get(address_in(line)).status_code == 200
    remove_comment(ada.person, again(comment), again(post))
    assert ben.get(address_in(line)).status_code == 404
    asked = send(ada)
    withdraw_question(ada.person, make_question("ada", "open", body=asked))
    assert ben.get(address_in(asked)).status_code == 404


def test_it_goes_when_the_place_is_hidden(ada, ben, cleo, send):
    line = send(ada)
    make_post("ada", "open", line)
    assert cleo.get(address_in(line)).status_code == 200
    with transaction():
        cast.space("open").visibility = Visibility.HIDDEN
    assert cleo.get(address_in(line)).status_code == 404
    assert ben.get(address_in(line)).status_code == 200


def test_it_goes_when_the_text_moves(ada, cleo, send):
    line = send(ada)
    post = make_post("ada", "open", line)
    with transaction():
        post.space_id = cast.space("private").id
    assert cleo.get(address_in(line)).status_code == 404


def test_its_uploader_cannot_fetch_it_from_where_they_may_not_read(ada, ben, send):
    line = send(ben)
    write_post(ben.person, cast.space("private"), line)
    with transaction():
        session().delete(session().get(Membership, (ben.person.id, cast.space("private").id)))
    assert ben.get(address_in(line)).status_code == 404


def test_a_file_born_in_a_note_stays_on_the_desk(finn, hugo, ada, dora, send):
    made = planted.plant()
    line = send(finn)
    case = session().get_one(planted.Message, made.ids.message).case
    add_note(finn.person, case, line)
    assert newest().about == case.ref
    assert hugo.get(address_in(line)).status_code == 200
    assert ada.get(address_in(line)).status_code == 404
    assert dora.get(address_in(line)).status_code == 404


def test_more_than_fit_into_one_text_are_refused(ada, send):
    lines = [send(ada, content=str(number).encode()) for number in range(LIMITS.uploads_per_thing + 1)]
    with pytest.raises(Invalid, match="At most 10 new files"):
        make_post("ada", "open", "\n".join(lines))
    session().rollback()
    assert newest().about is None


HOSTILE = {
    "x.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "x.html": b"<html><script>alert(1)</script>",
    "x.png": b"<html><script>alert(1)</script>",
    "x.jpg.html": b"<b>hi</b>",
    "x.xml": b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>1</script></x>',
    "x.pdf": b"%PDF-1.4 /JavaScript",
    "x.zip": b"PK\x03\x04../../etc/passwd",
    "x.css": b"*{}",
    "x.swf": b"FWS\x09",
    "x.txt": b"\xef\xbb\xbf<script>alert(1)</script>",
    "x.tif": b"II*\0\x08\0\0\0",
    "x.bmp": b"BM\0\0",
    "noending": b"\0\1\2",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_we_did_not_draw_is_only_ever_downloaded(ada, send, name):
    line = send(ada, name, HOSTILE[name])
    assert not line.startswith("!")
    answer = ada.get(address_in(line))
    assert answer.data == HOSTILE[name]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert_nothing_runs(answer)


def test_a_picture_runs_nothing_either(ada, send):
    answer = ada.get(address_in(send(ada, "a.png", drawn("PNG"))))
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert_nothing_runs(answer)


def assert_nothing_runs(answer):
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_name_in_the_address_changes_nothing(ada, send):
    address = address_in(send(ada, "a.txt", b"<b>x</b>"))
    answer = ada.get(address.rpartition("/")[0] + "/a.html")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "a.txt" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("key", ["0" * 32, "..%2f..%2fsecret_key", "' OR 1=1 --"])
def test_a_key_nobody_has_is_not_found(ada, key):
    assert ada.get(f"/files/{key}/x").status_code == 404


def test_only_its_uploader_takes_it_away(ada, ben, send):
    line = send(ada)
    make_post("ada", "open", line)
    assert ben.post(f"/files/{newest().key}/removal").status_code == 403
    assert ada.post(f"/files/{newest().key}/removal").status_code == 303
    assert ada.get(address_in(line)).status_code == 404
    assert session().query(Event).filter_by(kind="files.removed").count() == 1


def test_it_is_shown_in_the_text(ada, send):
    line = send(ada, "gate.png", drawn("PNG"))
    post = make_post("ada", "open", line)
    page = ada.get(f"/p/{post.id}", follow_redirects=True).text
    assert f'<a href="{address_in(line)}"><img alt="gate.png" loading="lazy" src="{small_of(line)}"' in page


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=4-400", 206, b"456789"),
        ("bytes=0-9", 200, b"0123456789"),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("lines=0-1", 200, b"0123456789"),
    ],
)
def test_a_part_can_be_fetched(ada, send, asked, status, part):
    answer = ada.get(address_in(send(ada, content=b"0123456789")), headers={"Range": asked})
    assert (answer.status_code, answer.data) == (status, part)
    assert answer.content_length == len(part)
    assert_nothing_runs(answer)


def test_a_part_beyond_the_end_is_refused_and_strangers_get_none(ada, ben, send):
    address = address_in(send(ada, content=b"0123456789"))
    beyond = ada.get(address, headers={"Range": "bytes=10-"})
    assert (beyond.status_code, b"0123" in beyond.data) == (416, False)
    assert ben.get(address, headers={"Range": "bytes=0-3"}).status_code == 404
    other = {"Range": "bytes=0-3", "If-Range": '"another"'}
    assert ada.get(address, headers=other).data == b"0123456789"


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")])
def test_a_large_picture_is_shown_small(ada, cleo, send, kind, mode):
    line = send(ada, "gate.png", noise(kind, mode))
    make_post("ada", "private", line)
    whole, small = ada.get(address_in(line)), ada.get(small_of(line))
    assert small.content_type == "image/webp"
    with Image.open(BytesIO(small.data)) as image:
        assert image.size == (1440, 720)
        assert ("A" in image.mode) == (mode == "RGBA")
    assert len(small.data) < len(whole.data)
    assert small.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"]
    assert cleo.get(small_of(line)).status_code == 404


def test_a_small_one_is_shown_as_it_is(ada, send):
    line = send(ada, "gate.png", drawn())
    assert ada.get(small_of(line)).data == ada.get(address_in(line)).data


def test_the_small_copy_stays_as_long_as_its_file(ada, send, at):
    line = send(ada, "gate.png", noise("PNG", "RGB"))
    make_post("ada", "private", line)
    with clock.at(clock.now() + timedelta(days=2)):
        forget_unused()
        assert ada.get(small_of(line)).status_code == 200
        remove_file(ada.person, newest())
        assert forget_unused() == 2
    assert ada.get(small_of(line)).status_code == 404


def small_of(line: str) -> str:
    """The address under which a text shows it."""
    return address_in(line).replace("/gate", "/small/gate")


def noise(kind: str, mode: str) -> bytes:
    """A large picture that does not pack well."""
    made = BytesIO()
    picture = Image.effect_noise((2880, 1440), 60).convert(mode)
    if mode == "RGBA":
        picture.putalpha(100)
    picture.save(made, kind)
    return made.getvalue()
