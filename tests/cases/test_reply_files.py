"""Files that go along with a reply: attached, kept in the draft, checked, limited by the channel, sent."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.actions.attaching import attach_file
from hub.cases.file_models import ReplyFile
from hub.cases.models import Override
from hub.channels.contract import MessageState
from hub.channels.measures import FileLimits
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.files.actions import keep_file
from hub.files.queries import markdown_for, url_of_file
from tests import cast
from tests.cases.conftest import last_reply, the_case
from tests.cases.test_reply import because, composer_in

MOST = 100_000


@pytest.fixture
def carries(recorder):
    """The line takes files now."""
    recorder.carries_files = True
    recorder.traits = replace(recorder.traits, files=FileLimits(most=2, each=MOST, together=MOST))
    return recorder


def sent_with(person, url, *files, **form):
    """Post a form with files, as a browser does."""
    parts = [(BytesIO(content), name) for name, content in files]
    return person.post(url, file=parts, **form)


def drafted() -> list[str]:
    return [
        each.file.name for each in session().scalars(select(ReplyFile).where(ReplyFile.message_id.is_(None)))
    ]


def test_what_is_asked_while_typing_takes_no_file_along(finn, carries, case_id):
    url, file = f"/cases/{case_id}", ("map.txt", b"The way to the gate")
    typing = {"HX-Request": "true"}
    assert sent_with(finn, f"{url}/check", file, body="Hello", headers=typing).status_code == 200
    assert drafted() == []
    sent_with(finn, f"{url}/reply-files", file, body="Hello")
    assert drafted() == ["map.txt"]
    # Its enctype says that it carries files; the other would be inherited by whatever asks from inside it.
    assert "hx-encoding" not in finn.get(url).text


def word_file(text: str, author: str = "Somebody") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:t>{text}</w:t></w:p>")
        archive.writestr("docProps/core.xml", f"<dc:creator>{author}</dc:creator>")
    return made.getvalue()


def test_it_is_kept_with_the_draft_and_leaves_with_the_reply(finn, ben, carries, case_id, work):
    kept = sent_with(
        finn, f"/cases/{case_id}/reply-files", ("form.pdf", b"%PDF-1.4 one"), body="Fill this in."
    )
    assert kept.status_code == 303
    page = finn.get(f"/cases/{case_id}")
    assert composer_in(page) == "Fill this in."
    assert "form.pdf" in page.text
    assert "form.pdf" in finn.post(f"/cases/{case_id}/preview", body="Fill this in.").text
    drop = re.search(r'name="drop" value="(\d+)"', page.text)[1]
    sent_with(finn, f"/cases/{case_id}/reply-files", ("two.txt", b"Two."), body="Fill this in.", drop=drop)
    assert drafted() == ["two.txt"]
    sent = sent_with(finn, f"/cases/{case_id}/replies", ("three.txt", b"Three."), body="Fill this in.")
    assert sent.status_code == 303
    undo = last_reply(case_id)
    finn.post(f"/cases/{case_id}/replies/{undo.id}/return")
    assert drafted() == ["two.txt", "three.txt"], "taken back, they are in the draft again"
    finn.post(f"/cases/{case_id}/replies", body="Fill this in.")
    work()
    (left,) = carries.sent
    assert [(each.name, each.content) for each in left.files] == [
        ("two.txt", b"Two."),
        ("three.txt", b"Three."),
    ]
    assert drafted() == []
    url = url_of_file(session().scalars(select(ReplyFile)).first().file)
    assert url in finn.get(f"/cases/{case_id}").text
    assert finn.get(url).status_code == 200
    assert ben.get(url).status_code == 404


def test_a_channel_says_what_it_takes_before_anything_is_sent(finn, carries, case_id):
    url = f"/cases/{case_id}/replies"
    for files, said in (
        ([("big.txt", b"x" * (MOST + 1))], "too large"),
        ([("a.txt", b"1"), ("b.txt", b"2"), ("c.txt", b"3")], "takes 2 files at most"),
        ([("run.exe", b"MZ\0\0")], "Programs and scripts"),
    ):
        refused = sent_with(finn, url, *files, body="Here it is.")
        assert refused.status_code == 422
        assert said in refused.text
        assert composer_in(refused) == "Here it is."
    assert last_reply(case_id) is None
    carries.traits = replace(carries.traits, files=FileLimits(2, MOST, MOST, ("image/",)))
    assert "takes pictures only" in finn.post(url, body="Here it is.").text, (
        "what lies there is looked at again"
    )
    carries.carries_files = False
    assert "This channel carries no files." in finn.get(f"/cases/{case_id}").text
    with pytest.raises(Invalid, match="carries no files"):
        attach_file(cast.person("finn"), the_case(case_id), "a.txt", b"1")


def test_internal_text_leaves_by_no_file(finn, carries, case_id, answer_id):
    """Neither in its text, nor in its name, nor in what it says about itself."""
    handling.add_note(cast.person("finn"), the_case(case_id), "She always asks for the manager.")
    for name, content, said in (
        ("answer.docx", word_file("Refund limit is €180 without approval, budget 4410."), "internal-only"),
        ("she_always_asks_for_the_manager.txt", b"Hello", "internal-only"),
        ("plan.docx", word_file("Hello", author="Ben Okri"), "is a colleague"),
        ("list.txt", b":::internal\nnot for her\n:::", "marked as internal"),
    ):
        with transaction():
            row = attach_file(cast.person("finn"), the_case(case_id), name, content)
        refused = finn.post(f"/cases/{case_id}/replies", body="See the file.")
        assert refused.status_code == 422, name
        assert said in refused.text, name
        finn.post(f"/cases/{case_id}/reply-files", body="See the file.", drop=str(row.id))
    assert last_reply(case_id) is None


def test_a_file_from_inside_needs_a_reason_and_one_that_was_changed_never_leaves(
    finn, carries, case_id, work
):
    inside = keep_file(cast.person("finn"), "bill.txt", b"What it really costs us")
    finn.post(f"/cases/{case_id}/notes", body=f"See {markdown_for(inside)}")
    stopped = sent_with(
        finn, f"/cases/{case_id}/replies", ("offer.txt", b"What it really costs us"), body="Here."
    )
    assert stopped.status_code == 422
    assert "also stands inside" in stopped.text
    asked = finn.get(finn.post(f"/cases/{case_id}/check", body="Here.", guard="keep").location)
    (field,) = because(asked)
    sent = finn.post(f"/cases/{case_id}/replies", body="Here.", **{field: "She paid for this list."})
    assert sent.status_code == 303
    assert session().scalars(select(Override)).one().finding == "file"
    with transaction():
        session().scalars(select(ReplyFile)).one().file.name = "another.txt"
    work()
    assert carries.sent == []
    assert last_reply(case_id).state == MessageState.FAILED


def test_files_wait_with_their_reply_and_come_along_with_a_shared_draft(
    finn, hugo, carries, line, case_id, work
):
    sent_with(finn, f"/cases/{case_id}/shared-draft", ("form.txt", b"One."), body="Fill this in, please.")
    hugo.post(f"/cases/{case_id}/shared-draft/loading")
    assert "form.txt" in hugo.get(f"/cases/{case_id}").text
    hugo.post("/cases/desks/desk/approval", channels=str(line[1]))
    finn.post(f"/cases/{case_id}/replies", body="Fill this in, please.")
    page = hugo.get(f"/cases/{case_id}/waiting-reply")
    assert "form.txt" in page.text
    read = {name: re.search(rf'name="{name}" value="(\d+)"', page.text)[1] for name in ("version", "seen")}
    assert hugo.post(f"/cases/{case_id}/waiting-reply/approval", **read).status_code == 303
    work()
    assert [each.name for each in carries.sent[0].files] == ["form.txt"]
    assert replies.GONE[0] == last_reply(case_id).state
