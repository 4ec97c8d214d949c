"""Somebody asks Meta that we forget them: signed, done, and said in the case; nothing of theirs is left."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, marking, outcomes, replies, sharing
from hub.cases.list_models import CaseField, FieldKind
from hub.cases.models import Identity, Message, Note
from hub.channels.models import InboxItem
from hub.core.db import Base, session, transaction
from hub.qa import actions as qa
from tests import cast
from tests.channels import lines
from tests.channels.page import APP_SECRET, Page, comment, delivery, message
from tests.channels.providers import PageLine
from tests.factories import make_answer, make_question
from tests.files.conftest import drawn

DOOR = "/in/facebook/page/erasure"


@pytest.fixture
def line(page: Page) -> PageLine:
    made = PageLine(page)
    made.deliver(delivery(comment("901_1", "Where is my bag? It holds my pills.")))
    return made


def request_of(who: str, secret: str = APP_SECRET, **more: str) -> dict[str, str]:
    """As Meta signs it."""
    told = {"user_id": who, "algorithm": "HMAC-SHA256", "issued_at": 1291836800, **more}
    payload = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
    mark = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()
    return {"signed_request": f"{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}.{payload}"}


def ask(nobody, who: str = "psid-marta", **more):
    return nobody.client.post(DOOR, data=request_of(who, **more))


def test_only_what_meta_signed_is_taken(line, nobody):
    good = request_of("1")["signed_request"]
    for wrong in ({}, {"signed_request": "x.y"}, {"signed_request": good[:-2]}, request_of("1", "another"),
                  request_of("1", algorithm="none"), request_of("../1")):  # fmt: skip
        assert nobody.client.post(DOOR, data=wrong).status_code == 403
    assert nobody.client.post("/in/facebook/other/erasure", data=request_of("1")).status_code == 404


def test_everything_of_theirs_goes_and_the_case_says_so(line, page, nobody, finn, at, drain):
    case = lines.cases()[0]
    page.files["/v/pills.png"] = drawn()
    file = {"type": "image", "payload": {"url": f"{page.site}/v/pills.png"}}
    line.deliver(delivery(messaging=[message("m_1", "My name is Marta Secret.", attachments=[file])]))
    line.deliver(delivery(comment("902_1", "Nora’s own words", who="psid-nora", parent_id="1_2")))
    picture = next(
        each.extra["kept"][0]["url"] for each in session().scalars(select(Message)) if "kept" in each.extra
    )
    handling.add_note(cast.person("finn"), lines.cases()[0], "Inside stays inside.")
    replies.send_reply(
        cast.person("finn"), lines.cases()[0], "Dear Marta, your pills are here.", way="public"
    )
    at(timedelta(seconds=20))
    lines.work()
    answer = ask(nobody, "psid-marta").get_json()
    assert answer["url"].endswith(f"{DOOR}/{answer['confirmation_code']}")
    place = f"{DOOR}/{answer['confirmation_code']}"
    assert "within minutes" in nobody.get(place).text
    lines.work()
    drain()
    assert "Done" in nobody.get(place).text
    assert nobody.get(f"{DOOR}/guessed").status_code == 404
    left = [
        each.body for each in session().scalars(select(Message).execution_options(populate_existing=True))
    ]
    assert [each for each in left if each] == ["Nora’s own words"]
    assert {each.address for each in session().scalars(select(Identity)) if "marta" in each.address} == set()
    raws = b"".join(session().scalars(select(InboxItem.raw)))
    shown = finn.get(f"/cases/{case.id}").text
    for word in ("pills", "Secret", "psid-marta", "Marta"):
        assert word.encode() not in raws
        assert word not in shown
    assert finn.get(picture).status_code == 404
    assert [each.body for each in session().scalars(select(Note))] == ["Inside stays inside."]
    assert "Take what names them out of the notes" in shown
    assert f"/cases/{case.id}" not in finn.get("/search?q=pills").text


def test_no_table_keeps_a_word_of_theirs(line, nobody, finn, at, drain):
    """Wherever words of the conversation stand once more; what colleagues wrote inside is said to stay."""
    ref = lines.cases()[0].ref
    finn.post("/drafts", headers={"Referer": f"http://localhost/cases/{ref[5:]}?view=mine"},
              place=f"{ref}:reply:private", body="Pills, pills, Marta?")  # fmt: skip
    case, agent = lines.cases()[0], cast.person("finn")
    answer = make_answer(make_question(), customer_text="Take your pills with you.")
    qa.vet_answer(cast.person("gwen"), answer)
    replies.insert_source(agent, case, answer.ref)
    replies.send_reply(agent, case, "Dear Marta, take your pills with you.", way="public")
    sharing.share_draft(agent, case, "Dear Marta, more pills.", seen=0)
    at(timedelta(seconds=20))
    lines.work()
    case, agent = lines.cases()[0], cast.person("finn")
    outcomes.rate(case, 5, "My pills came. Marta")
    field = CaseField(space_id=case.space_id, key="what", name="What", kind=FieldKind.TEXT)
    with transaction() as db:
        db.add(field)
    marking.set_fields(agent, case, {"what": "pills"})
    drain()
    before = tables_with("pills")
    assert {"message", "case", "case_value", "provenance", "shared_draft", "draft"} <= before
    ask(nobody)
    lines.work()
    drain()
    assert tables_with("pills") == {"answer", "answer_revision"} & before
    assert tables_with("psid-marta") <= {"delivery"}  # Meta is still to be asked for their other numbers


def tables_with(word: str) -> set[str]:
    """Every table in which it stands, whatever the column."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in session().execute(select(table)):
            texts = (
                each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in row
            )
            if any(word in text for text in texts):
                found.add(table.name)
    return found


def test_who_comes_back_is_somebody_new_and_can_ask_again(line, nobody):
    code = ask(nobody).get_json()["confirmation_code"]
    lines.work()
    line.deliver(delivery(comment("901_7", "Back again", parent_id="901_1")))
    assert [each.customer.name for each in lines.cases()] == ["Erased", "Marta"]
    assert ask(nobody).get_json()["confirmation_code"] == code
    lines.work()
    assert [each.customer.name for each in lines.cases()] == ["Erased", "Erased"]


def test_the_other_numbers_of_a_person_are_asked_for(line, page, nobody):
    page.names["ids_for_pages"] = {"data": [{"id": "psid-marta"}]}
    ask(nobody, "app-scoped-7".replace("-", ""))
    lines.work()
    assert lines.cases()[0].customer.name == "Erased"


def test_it_is_done_while_the_channel_is_paused(line, nobody, dora):
    dora.post(f"/admin/channels/{line.channel.id}/pause")
    assert ask(nobody).status_code == 200
    lines.work()
    assert lines.cases()[0].customer.name == "Erased"
