"""Topics, requests to join, what is urgent, badges and what one keeps: the rights of the pages hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.badges.models import Award
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.inbox.urgent.actions import set_urgent_rule
from hub.people.models import Role
from hub.people.recognition import SHARED
from hub.spaces import topic_actions
from hub.spaces.actions import edit_space
from hub.spaces.models import Joining, Visibility
from tests import cast
from tests.factories import make_post, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def test_topics_with_how_much_one_hears_of_them(program: Any) -> None:
    pram = topic_actions.create_topic(SYSTEM, "Strollers")
    topic_actions.edit_topic(SYSTEM, pram, name="Strollers", about="Wheels and all.", synonyms=["Pram"])
    own = topic_actions.create_topic(SYSTEM, "Merger", cast.space("private"))
    ids = (pram.id, own.id)
    ada, cleo = program("ada"), program("cleo")
    assert ada.put("/watches", ref=f"topic:{ids[0]}", level="watching").status_code == 200
    (found,) = ada.get("/topics?q=pram").json["items"]
    assert (found["name"], found["other_names"], found["level"], found["followers"]) == (
        "Strollers", ["Pram"], "watching", 1,
    )  # fmt: skip
    assert {each["name"] for each in ada.get("/topics").json["items"]} == {"Merger", "Strollers"}
    assert [each["name"] for each in cleo.get("/topics").json["items"]] == ["Strollers"]
    assert ada.get("/topics?limit=1").json["next"] == "1"
    read = cleo.get(f"/topics/{ids[0]}").json
    assert (read["about"], read["level"]) == ("Wheels and all.", "")
    assert cleo.get(f"/topics/{ids[1]}").status_code == 404
    assert ada.get(f"/topics/{ids[1]}").json["space_id"] == cast.space("private").id


def test_requests_to_join_are_for_those_who_look_after_it(program: Any) -> None:
    edit_space(SYSTEM, cast.space("private"), joining=Joining.REQUEST, visibility=Visibility.MEMBERS)
    id, cleo, ada = cast.space("private").id, program("cleo"), program("ada")
    assert cleo.post(f"/spaces/{id}/membership", words="I fire pots").json == {"is_member": False}
    assert cleo.get(f"/spaces/{id}/requests").status_code in (403, 404)
    (waits,) = ada.get(f"/spaces/{id}/requests").json["items"]
    assert (waits["person"]["handle"], waits["words"]) == ("cleo", "I fire pots")
    assert cleo.ask("DELETE", f"/spaces/{id}/requests/cleo").status_code in (403, 404)
    assert ada.ask("DELETE", f"/spaces/{id}/requests/cleo").json == {"done": True}
    assert ada.get(f"/spaces/{id}/requests").json["items"] == []


def test_what_is_urgent_is_called_known_and_ended(program: Any) -> None:
    set_urgent_rule(SYSTEM, [Role.SUPERVISOR, Role.ADMINISTRATOR], 2, passes_quiet=False)
    post, hidden = make_post().ref, make_question(space="private").ref
    dora, ben = program("dora"), program("ben")
    assert ben.post("/urgent", ref=post, people=["ada"]).status_code == 403
    assert dora.post("/urgent", ref=post, people=["nobody"]).status_code == 422
    assert dora.post("/urgent", ref=hidden, people=["ada"]).status_code == 404
    made = dora.post("/urgent", ref=post, people=["ben", "cleo"], words="The kiln burns")
    assert made.status_code == 201
    path = f"/urgent/{made.json['id']}"
    assert program("ada").put(f"{path}/acknowledgement").status_code == 403
    assert ben.put(f"{path}/acknowledgement").json == {"done": True}
    read = ben.get(path).json
    known = {each["person"]["handle"] for each in read["readers"] if each["acknowledged_at"]}
    assert (known, read["is_active"], read["words"]) == ({"ben"}, True, "The kiln burns")
    assert ben.ask("DELETE", path).status_code == 403
    assert dora.ask("DELETE", path).json == {"done": True}
    assert ben.get(path).json["is_active"] is False


def test_what_one_keeps_is_ones_own(program: Any) -> None:
    post, hidden = make_post(title="Kilns").ref, make_question(space="private").ref
    cleo, ben = program("cleo"), program("ben")
    kept = cleo.post("/saved", ref=post).json
    assert (kept["title"], kept["is_done"]) == ("Kilns", False)
    assert cleo.post("/saved", ref=post).json["id"] == kept["id"], "once"
    assert cleo.post("/saved", ref=hidden).status_code == 404
    path, soon = f"/saved/{kept['id']}", (datetime.now(UTC) + timedelta(days=1)).isoformat()
    changed = cleo.put(path, note="Read it", remind_at=soon).json
    assert (changed["note"], changed["remind_at"] is not None) == ("Read it", True)
    assert cleo.put(path, is_done=True).json["remind_at"] is not None, "what is left out stays"
    assert cleo.get("/saved").json["items"] == []
    assert [each["note"] for each in cleo.get("/saved?view=done").json["items"]] == ["Read it"]
    assert ben.put(path, note="Mine").status_code == 404
    assert ben.ask("DELETE", path).status_code == 404
    assert cleo.put(path, remind_at="2001-01-01T00:00:00Z").status_code == 422
    assert cleo.ask("DELETE", path).json == {"done": True}


def test_badges_are_shown_to_whom_they_are_shared_with(program: Any) -> None:
    with transaction():
        session().add(Award(person_id=cast.person("ben").id, badge="used", level=3, at=datetime.now(UTC)))
    path = f"/people/{cast.person('ben').id}/badges"
    mine = program("ben").get(path).json["items"]
    assert [(each["badge"], each["level"]) for each in mine] == [("used", 3)]
    assert program("ada").get(path).json["items"] == []
    with transaction():
        ben = cast.person("ben")
        ben.settings = {**ben.settings, SHARED: True}
    assert program("ada").get(path).json["items"] == mine
