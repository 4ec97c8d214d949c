"""Cases over the API: the guard names what it stops, provenance is kept, other systems hand in."""

from typing import Any

import pytest

from hub.cases.models import Case, Message
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock, deliveries
from hub.core.db import session, transaction
from hub.core.features import registry
from hub.qa.actions import accept_answer, vet_answer
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_question

pytestmark = pytest.mark.usefixtures("ctx")

SECRET = "our supplier pays us 40 euros for every returned wheel"


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> int:
    _, channel = record_channel(monkeypatch)
    return customer_writes(channel, "The wheel came off.").id


@pytest.fixture
def answer(case: int, program: Any) -> int:
    question = make_question(title="Do we repair wheels?")
    made = make_answer(
        question, body=f"Yes.\n\n:::internal\nNever say that {SECRET}.\n:::",
        customer_text="We repair the wheel for you within three days.",
    )  # fmt: skip
    accept_answer(cast.person("ada"), made)
    vet_answer(cast.person("gwen"), made)
    return made.id


def test_it_works(program: Any, case: int, answer: int) -> None:
    finn = program("finn")
    source = finn.post(f"/cases/{case}/sources", ref=f"answer:{answer}")
    assert source.status_code == 201
    sent = finn.post(f"/cases/{case}/replies", body=f"Dear Marta,\n\n{source.json['text']}", then="solve")
    assert sent.status_code == 201, sent.json
    assert sent.json["state"] == "held"
    assert finn.get(f"/cases/{case}").json["state"] == "solved"
    kept = finn.get(f"/cases/{case}/sources").json["items"]
    assert [(row["source"], row["reply"], row["relation"]) for row in kept] == [
        (f"answer:{answer}", f"message:{sent.json['id']}", "used")
    ]
    assert kept[0]["kept"] == 100
    back = finn.post(f"/cases/{case}/replies/{sent.json['id']}/return")
    assert back.json == {"done": True}
    assert finn.get(f"/cases/{case}").json["state"] == "open"


def test_the_guard_names_the_passage(program: Any, case: int, answer: int) -> None:
    finn = program("finn")
    finn.post(f"/cases/{case}/sources", ref=f"answer:{answer}")
    body = f"Dear Marta, {SECRET}. Kind regards"
    refused = finn.post(f"/cases/{case}/replies", body=body)
    assert refused.status_code == 422
    error = refused.json["error"]
    assert error["code"] == "guard_stopped"
    assert any("supplier pays us 40 euros" in found["passage"] for found in error["findings"])
    assert session().query(Message).filter(Message.author_id.is_not(None)).count() == 0


def test_a_part_marked_internal_cannot_be_overridden(program: Any, case: int) -> None:
    finn = program("finn")
    body = "Dear Marta,\n\n:::internal\nwe are late\n:::"
    refused = finn.post(f"/cases/{case}/replies", body=body)
    finding = refused.json["error"]["findings"][0]
    assert finding["may_override"] is False
    again = finn.post(f"/cases/{case}/replies", body=body, overrides={finding["key"]: "because I say so"})
    assert again.status_code == 422


def test_a_reply_with_a_key_leaves_once(program: Any, case: int) -> None:
    finn = program("finn")
    body = {"body": "Dear Marta, we are on it."}
    first = finn.ask("POST", f"/cases/{case}/replies", body, idempotency_key="r1")
    again = finn.ask("POST", f"/cases/{case}/replies", body, idempotency_key="r1")
    assert again.json == first.json
    assert session().query(Message).filter(Message.author_id.is_not(None)).count() == 1


def test_a_stranger_gets_404(program: Any, case: int) -> None:
    cleo = program("cleo")
    assert cleo.post(f"/cases/{case}/replies", body="Hello").status_code == 404
    assert cleo.post(f"/cases/{case}/notes", body="Hello").status_code == 404
    assert cleo.ask("PATCH", f"/cases/{case}", {"priority": "high"}).status_code == 404


def test_an_edit_is_done_as_a_whole_or_not(program: Any, case: int) -> None:
    finn = program("finn")
    edited = finn.ask("PATCH", f"/cases/{case}", {"priority": "high", "assignee_id": cast.person("hugo").id})
    assert (edited.json["priority"], edited.json["assignee"]["handle"]) == ("high", "hugo")
    past = {"priority": "low", "snoozed_until": "2001-01-01T00:00:00Z"}
    assert finn.ask("PATCH", f"/cases/{case}", past).status_code == 422
    assert finn.get(f"/cases/{case}").json["priority"] == "high"


def test_asking_inside_masks_the_customer(program: Any, case: int) -> None:
    asked = program("finn").post(
        f"/cases/{case}/questions", space_id=cast.space("open").id, title="Can we help Marta Kowalczyk?",
        body="marta@example.net writes that the wheel came off",
    )  # fmt: skip
    assert asked.status_code == 201
    number = asked.json["question"].partition(":")[2]
    question = program("cleo").get(f"/questions/{number}")
    assert question.status_code == 200
    assert "Marta" not in question.text
    assert "example.net" not in question.text


def test_other_systems_hand_in_and_the_same_id_changes_nothing(program: Any) -> None:
    with transaction() as db:
        channel = Channel(
            kind=ChannelKind.API, name="Shop", slug="shop", space_id=cast.space("desk").id,
            created_at=clock.now(),
        )  # fmt: skip
        db.add(channel)
    place = f"/channels/{channel.id}/messages"
    finn = program("finn")
    body = {"id": "order/77", "address": "c-12", "name": "Marta K", "text": "Where is it?"}
    assert finn.ask("POST", place, body).status_code == 202
    assert finn.ask("POST", place, {**body, "text": "Changed"}).status_code == 202
    deliveries.work_once(registry.handlers())
    found = finn.get(f"{place}/order/77").json
    assert found["state"] == "done"
    messages = finn.get(f"/cases/{found['case_id']}/messages").json["items"]
    assert [message["body"] for message in messages] == ["Where is it?"]
    assert finn.get(f"{place}/unknown").status_code == 404
    assert program("cleo").ask("POST", place, body).status_code == 404
    assert session().query(Case).count() == 1
