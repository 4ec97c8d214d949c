"""What only pages could do before: links, swarms, rules, files, copies, sending on, merging, splitting."""

import base64
from typing import Any

import pytest

from hub.automation.deeds import Deed
from hub.automation.rule_actions import WantedRule, keep_rule
from hub.automation.rule_models import Trigger
from hub.cases.models import Case
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core.db import session
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.channels import lines
from tests.factories import make_question

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> int:
    return record_channel(monkeypatch)[1].id


@pytest.fixture
def writes(channel: int) -> Any:
    return lambda text, **more: customer_writes(session().get_one(Channel, channel), text, **more).id


@pytest.fixture
def mail(ctx: None) -> int:
    """A case by mail whose customer had somebody in copy."""
    lines.arrive(lines.mailbox(), lines.letter(more="Cc: law@firm.example\r\n"))
    return lines.cases()[0].id


def test_links_are_made_and_taken_away_with_a_reason(program: Any, writes: Any) -> None:
    finn, case, question = program("finn"), writes("The wheel came off."), make_question()
    pair = {"ref": question.ref, "target": f"case:{case}"}
    made = finn.post("/links", **pair, how="joined", reason="The same wheel")
    assert made.status_code == 201, made.json
    assert (made.json["source"], made.json["target"], made.json["kind"]) == (
        f"case:{case}", question.ref, "joined",
    )  # fmt: skip
    (shown,) = finn.get(f"/links?ref=case:{case}").json["items"]
    assert (shown["id"], shown["reason"]) == (made.json["id"], "The same wheel")
    assert finn.post("/links", **pair, how="used").status_code == 422  # no kind for these two
    gone = {"ref": question.ref, "id": made.json["id"]}
    assert finn.post("/links/removal", **gone).status_code == 422  # without a reason
    assert finn.post("/links/removal", **gone, because="Another wheel").json["removed_at"]
    assert finn.post("/links/undoing", **gone).json["removed_at"] is None
    for other in (program("ada"), program("finn", "read", "write")):  # no rights; no scope for cases
        assert other.post("/links", **pair).status_code == 404
        assert other.post("/links/removal", **gone, because="Let me see").status_code == 404


def test_a_swarm_is_called_joined_and_ended(program: Any) -> None:
    question, hidden = make_question(), make_question(space="private")
    ada, ben = program("ada"), program("ben")
    here = f"/questions/{question.id}/swarms"
    made = ada.ask("POST", here, {"need": "Who knows wheels?"}, idempotency_key="k1")
    again = ada.ask("POST", here, {"need": "Who knows wheels?"}, idempotency_key="k1")
    assert (made.status_code, made.json) == (again.status_code, again.json)
    assert ada.post(here, need="Another one").status_code == 409
    assert ben.post(f"{here}/joining").json == {"done": True}
    ended = ada.post(f"{here}/ending", result="solved", learned="Ben knows.", by=["ben"])
    assert ended.json == {"thanks": ""}
    (swarm,) = ada.get("/swarms?state=ended").json["items"]
    assert [each["person"]["handle"] for each in swarm["members"]] == ["ada", "ben"]
    assert swarm["learned_by"] == [cast.person("ben").id]
    secret = f"/questions/{hidden.id}/swarms"
    assert ada.post(secret, need="Only for us").status_code == 201
    assert program("cleo").get(secret).status_code == 404
    assert "Only for us" not in program("cleo").get("/swarms").text


def test_a_rule_is_tried_before_it_is_switched_on(program: Any, writes: Any) -> None:
    hugo, case = program("hugo"), writes("The wheel came off.")
    wanted = WantedRule("Wheels", Trigger.ARRIVED, "", [Deed("label", "wheel")])
    rule = keep_rule(cast.person("hugo"), cast.space("desk"), wanted).id
    (shown,) = hugo.get("/desks/desk/rules").json["items"]
    assert (shown["name"], shown["is_on"], shown["times"]) == ("Wheels", False, 0)
    assert hugo.put(f"/desks/desk/rules/{rule}/switch", on=True).status_code == 422
    trial = hugo.get(f"/desks/desk/rules/{rule}/trial").json
    assert [each["case_id"] for each in trial["cases"]] == [case]
    assert hugo.put(f"/desks/desk/rules/{rule}/switch", on=True, tried=trial["mark"]).json["is_on"]
    assert hugo.get("/desks/desk/rules/log").json["items"] == []
    assert hugo.get("/desks/desk/macros").json["items"] == []
    for other, refused in ((program("finn"), 404), (program("dora"), 404), (program("hugo", "read"), 403)):
        assert other.get("/desks/desk/rules").status_code == refused


def test_files_copies_and_sending_on(program: Any, mail: int) -> None:
    finn, here = program("finn"), f"/cases/{mail}"
    text = base64.b64encode(b"Your receipt").decode()
    file = finn.post(f"{here}/reply-files", name="receipt.txt", content=text)
    assert (file.status_code, file.json["size"]) == (201, 12)
    assert finn.post(f"{here}/reply-files", name="a.txt", content="no base64!").status_code == 422
    assert program("hugo").get(f"{here}/reply-files").json["items"] == []  # a draft is one person's
    assert finn.ask("DELETE", f"{here}/reply-files/{file.json['id']}").json == {"done": True}
    assert finn.get(f"{here}/reply-files").json["items"] == []
    copies = finn.post(f"{here}/copies", address="aunt@example.net").json["items"]
    assert [(each["address"], each["by_us"]) for each in copies] == [
        ("law@firm.example", False), ("aunt@example.net", True),
    ]  # fmt: skip
    assert finn.post(f"{here}/copies", address="cleo@hub.test").status_code == 422
    left = finn.post(f"{here}/copies/removal", address="law@firm.example").json["items"]
    assert [each["address"] for each in left if each["kept"]] == ["aunt@example.net"]
    message = f"{here}/messages/{lines.messages(lines.cases()[0])[0].id}/forward"
    look = finn.post(f"{message}/look", to="repair@firm.example").json
    assert (look["new"], "My bag is gone." in look["text"]) == (["repair@firm.example"], True)
    assert finn.post(message, to="repair@firm.example").status_code == 422  # nobody has looked
    sent = finn.post(message, to="repair@firm.example", checked=["repair@firm.example"])
    assert (sent.status_code, sent.json["state"]) == (201, "held")
    assert finn.post(f"{message}/return").json == {"done": True}
    assert program("ada").post(message, to="me@evil.example").status_code == 404


def test_cases_become_one_and_two_again_and_are_kept_quiet(program: Any, writes: Any) -> None:
    finn, one = program("finn"), writes("The wheel came off.")
    two = writes("And the brake.", thread="t-2")
    assert two != one
    found = finn.get(f"/cases/{two}/merges/candidates").json["items"]
    assert [each["id"] for each in found] == [one]
    made = finn.post(f"/cases/{two}/merges", into=one)
    assert made.status_code == 201, made.json
    assert finn.post(f"/cases/{two}/merges/{made.json['id']}/undoing").json["undone_at"]
    assert finn.post(f"/cases/{two}/merges", into=two).status_code == 422
    finn.post(f"/cases/{two}/merges", into=one)
    messages = finn.get(f"/cases/{one}/messages").json["items"]
    split = finn.post(f"/cases/{one}/messages/{messages[-1]['id']}/case")
    assert (split.status_code, split.json["subject"]) == (201, "And the brake.")
    quiet = finn.ask("PATCH", f"/cases/{one}/quiet", {"muted": True, "blocked": True})
    assert quiet.json == {"muted": True, "spam": False, "blocked": True}
    assert session().get_one(Case, one, populate_existing=True).muted_at
    for stranger in (program("ada"), program("dora")):
        assert stranger.post(f"/cases/{two}/merges", into=one).status_code == 404


def test_a_post_is_handed_in_by_hand_and_the_reply_posted_there(program: Any) -> None:
    channel = lines.open_channel(ChannelKind.X, "x").id
    finn, post = program("finn"), {"address": "https://x.com/MartaK/status/1790000000000000001"}
    made = finn.post(f"/channels/{channel}/posts", **post, text="Where is my bag?", name="Marta K")
    assert (made.status_code, made.json["is_new"]) == (201, True)
    again = finn.post(f"/channels/{channel}/posts", **post, text="Where is my bag?")
    assert again.json == {**made.json, "is_new": False}
    assert finn.post(f"/channels/{channel}/posts", address="https://evil.test/1", text="x").status_code == 422
    here = f"/cases/{made.json['case_id']}/replies"
    reply = f"{here}/{finn.post(here, body='It is at the desk.').json['id']}"
    lines.work()
    assert "text=It+is+at+the+desk." in finn.get(f"{reply}/opening").json["address"]
    for other in (program("ada"), program("finn", "read", "write")):  # no rights; no scope for cases
        refused = {
            other.post(f"/channels/{channel}/posts", **post, text="x").status_code,
            other.get(f"{reply}/opening").status_code,
            other.post(f"{reply}/posted", address="https://x.com/house/status/5").status_code,
        }
        assert refused <= {403, 404}
    assert finn.post(f"{reply}/posted", **post).status_code == 422  # that is the customer's
    assert finn.post(f"{reply}/posted", address="https://x.com/house/status/5").json == {"done": True}
    assert finn.post(f"{reply}/posted", address="https://x.com/house/status/5").status_code == 409
    assert finn.get(f"{reply}/opening").json == {"address": ""}
    states = [each["state"] for each in finn.get(f"/cases/{made.json['case_id']}/messages").json["items"]]
    assert states[-1] == "sent"
