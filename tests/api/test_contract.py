"""The description of the API: it is the committed one, and every answer keeps it for each of the cast."""

import json
import os
import re
from typing import Any

import pytest
from apiflask import APIFlask

from hub.cases.actions.handling import add_note
from hub.cases.actions.inside import ask_inside
from hub.feed.actions import write_post
from hub.qa.actions import accept_answer
from hub.threads.actions import post_comment
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.api.contract import broken
from tests.cases.desk import customer_writes, record_channel
from tests.conftest import PROJECT
from tests.factories import make_answer, make_question

pytestmark = pytest.mark.usefixtures("ctx")

COMMITTED = PROJECT / "docs" / "api" / "openapi.json"
CAST = ("ada", "ben", "cleo", "dora", "finn", "gwen", "hugo", "iris")
SECRET = ("Marta", "marta@example.net", "the wheel snapped", "Only for the private room", "between us")


@pytest.fixture
def spec(app: APIFlask) -> dict[str, Any]:
    found = app.spec
    assert isinstance(found, dict)
    return found


@pytest.fixture
def ids(monkeypatch: pytest.MonkeyPatch, drain: Any) -> dict[str, int | str]:
    """One thing of each kind; the case and the private question are not for everybody."""
    ada, ben, finn, space = cast.person("ada"), cast.person("ben"), cast.person("finn"), cast.space("open")
    question = make_question(title="Who repairs strollers?", body="We have one here.")
    answer = make_answer(question, customer_text="We repair it for you.")
    accept_answer(ada, answer)
    post_comment(ben, question, "I need this too")
    hidden = make_question(space="private", title="Only for the private room")
    post = write_post(ada, space, "The kiln is on.")
    page = create_page(ben, space, "Strollers", "How we repair them.")
    _, channel = record_channel(monkeypatch)
    case = customer_writes(channel, "Hello, the wheel snapped off. Marta")
    add_note(finn, case, "This stays between us")
    ask_inside(finn, case, space, "Do we repair wheels?", "One came off")
    found: dict[str, int | str] = {
        "people": ada.id, "spaces": space.id, "questions": question.id, "answers": answer.id,
        "posts": post.id, "pages": page.id, "cases": case.id, "channels": channel.id, "hidden": hidden.id,
        "about": question.ref,
    }  # fmt: skip
    drain()
    return found


def reads(spec: dict[str, Any], ids: dict[str, int | str]) -> list[tuple[str, str]]:
    """(path in the description, address) of everything that can be read."""
    found = []
    for path, methods in spec["paths"].items():
        if "get" not in methods:
            continue
        kind = path.removeprefix("/api/v1/").partition("/")[0]
        address = path.removeprefix("/api/v1").replace("{id}", str(ids.get(kind, 0)))
        address = address.replace("{number}", "1").replace("{external_id}", "nothing")
        required = [each for each in methods["get"].get("parameters", ()) if each["required"]]
        query = {"ref": ids["about"], "about": ids["about"], "q": "stroller"}
        words = [f"{each['name']}={query[each['name']]}" for each in required if each["in"] == "query"]
        found.append((path, address + ("?" + "&".join(words) if words else "")))
    return found


def test_the_committed_description_is_the_present_one(spec: dict[str, Any]) -> None:
    text = json.dumps(spec, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("BACKCHANNEL_WRITE_OPENAPI"):
        COMMITTED.parent.mkdir(parents=True, exist_ok=True)
        COMMITTED.write_text(text, encoding="utf-8")
    assert COMMITTED.read_text(encoding="utf-8") == text, (
        "The API has changed. If that is meant, run this test with BACKCHANNEL_WRITE_OPENAPI=1 and commit "
        "docs/api/openapi.json."
    )


def test_it_is_served_to_whoever_has_a_token(program: Any, spec: dict[str, Any]) -> None:
    answer = program("ada", "read").get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"] == "3.1.0"
    assert answer.json["paths"].keys() == spec["paths"].keys()


def test_every_operation_is_named_once_and_says_what_it_does(spec: dict[str, Any]) -> None:
    names = []
    for path, methods in spec["paths"].items():
        for method, described in methods.items():
            names.append(described["operationId"])
            assert described["operationId"] == f"{described['x-verb']}_{described['x-object']}"
            assert described["summary"], path
            assert described["security"] == [{"token": []}]
            assert re.fullmatch(r"[a-z_]+", described["operationId"])
            if method == "post":
                assert "Idempotency-Key" in [each["name"] for each in described["parameters"]]
    assert len(names) == len(set(names)) > 60


@pytest.mark.parametrize("handle", CAST)
def test_every_answer_keeps_its_schema_and_leaks_nothing(
    program: Any, spec: dict[str, Any], ids: dict[str, int | str], handle: str
) -> None:
    reader = program(handle)
    told = []
    for path, address in reads(spec, ids):
        answer = reader.get(address)
        promised = spec["paths"][path]["get"]["responses"]
        assert str(answer.status_code) in promised, (address, answer.status_code, answer.text[:200])
        schema = promised[str(answer.status_code)]["content"]["application/json"]["schema"]
        assert not list(broken(spec, schema, answer.json)), address
        told.append(answer.text)
    allowed = {
        "the wheel snapped": ("finn", "hugo"), "between us": ("finn", "hugo"), "Marta": ("finn", "hugo"),
        "marta@example.net": (), "Only for the private room": ("ada", "ben"),
    }  # fmt: skip
    for words in SECRET:
        leaks = [text for text in told if words in text]
        assert bool(leaks) == (handle in allowed[words]), (words, leaks[:1])


def test_without_the_scope_of_cases_even_the_desk_is_told_nothing(
    program: Any, spec: dict[str, Any], ids: dict[str, int | str]
) -> None:
    reader = program("finn", "read")
    for _path, address in reads(spec, ids):
        text = reader.get(address).text
        for words in ("Marta", "the wheel snapped", "between us", f'"case:{ids["cases"]}"'):
            assert words not in text, address


def test_private_things_are_not_there_for_strangers(program: Any, ids: dict[str, int | str]) -> None:
    for path in (f"/questions/{ids['hidden']}", f"/cases/{ids['cases']}", f"/cases/{ids['cases']}/notes"):
        assert program("cleo").get(path).status_code == 404
    assert program("ben").get(f"/questions/{ids['hidden']}").status_code == 200
