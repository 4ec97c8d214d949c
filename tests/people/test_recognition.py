"""Recognition off: for one person, a place, the whole hub; off deletes what was kept."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.people.models import Person
from hub.people.recognition import is_recognised, settle_all
from hub.reuse.events import OutcomeArrived
from hub.reuse.models import Credit
from tests import cast
from tests.factories import make_post

URL = "/settings/recognition"


@pytest.fixture
def ben_helped(ctx, drain):
    """Ben and Cleo each helped a customer, who was glad."""
    ids = {name: cast.person(name).id for name in ("ben", "cleo")}
    with transaction() as db:
        for id in ids.values():
            db.add(Credit(reply="message:1", person_id=id, part="wrote", source="answer:1", at=clock.now()))
        fact = OutcomeArrived("message:1", 5, sources=["answer:1"], helpers=sorted(ids.values()))
        record(fact, SYSTEM, make_post())
    drain()
    return ids


def credited(ids: dict[str, int]) -> set[str]:
    """Whom credits and outcomes still name."""
    kept = set(session().scalars(select(Credit.person_id)))
    kept |= {
        id
        for event in session().scalars(select(Event).where(Event.kind == OutcomeArrived.kind))
        for id in event.data["helpers"]
    }
    return {name for name, id in ids.items() if id in kept}


def test_it_works(ben, cleo, ben_helped, drain):
    assert "customer helped" in ben.get("/people/ben").text
    assert ben.post(URL).status_code == 303
    drain()
    assert credited(ben_helped) == {"cleo"}
    assert "customer helped" not in ben.get("/people/ben").text
    assert "Your impact this week" not in ben.get("/").text
    assert "Your impact this week" in cleo.get("/").text


def test_colleagues_see_it_once_it_is_shared(ben, cleo, ben_helped):
    assert "customer helped" not in cleo.get("/people/ben").text
    ben.post(URL, wants="true", shares="true")
    assert "customer helped" in cleo.get("/people/ben").text


def test_on_again_begins_anew(ben, ben_helped, drain):
    ben.post(URL)
    drain()
    ben.post(URL, wants="true")
    drain()
    assert is_recognised(ben.person)
    assert credited(ben_helped) == {"cleo"}


def test_nothing_is_credited_while_it_is_off(ctx, ben):
    from hub.cases.actions.credits import credit_helpers
    from hub.cases.models import Message
    from hub.reuse.models import Provenance

    ben.post(URL)
    ids = [cast.person(name).id for name in ("ben", "cleo")]
    with transaction():
        credit_helpers(Message(id=7, author_id=None), Provenance(authors=ids, source="answer:1"))
    assert set(session().scalars(select(Credit.person_id).where(Credit.reply == "message:7"))) == {ids[1]}


def test_a_place_counts_for_everybody_there(dora, ben, cleo, ben_helped, drain):
    ben.post("/settings/profile", name="Ben Okri", place="Oslo, Norway")
    cleo.post("/settings/profile", name="Cleo Ñandú", place="Norwich")
    assert dora.post("/admin/recognition", is_on="true", places="norway\n\n").status_code == 303
    drain()
    assert credited(ben_helped) == {"cleo"}
    assert "Switched off for Oslo, Norway" in ben.get(URL).text
    cleo.post("/settings/profile", name="Cleo Ñandú", place="Norway")
    drain()
    assert credited(ben_helped) == set()


def test_the_whole_hub(dora, ben, ben_helped, drain):
    dora.post("/admin/recognition", places="")
    drain()
    assert credited(ben_helped) == set()
    assert "Switched off for everybody" in ben.get(URL).text
    ben.post(URL, wants="true")
    assert not is_recognised(ben.person)


def test_the_configuration(app, ctx, ben_helped, drain):
    config = app.config["HUB"]
    app.config["HUB"] = replace(config, recognition=False)
    try:
        assert not is_recognised(cast.person("ben"))
        settle_all()
        drain()
        assert credited(ben_helped) == set()
        assert session().scalar(select(func.count(Person.id)).where(Person.is_recognised)) == 0
    finally:
        app.config["HUB"] = config


def test_only_administrators_decide_for_others(ben, gwen):
    for who in (ben, gwen):
        assert who.get("/admin/recognition").status_code == 403
        assert who.post("/admin/recognition", places="Norway").status_code == 403


def test_too_many_places_are_refused_and_kept(dora):
    answer = dora.post("/admin/recognition", is_on="true", places="\n".join(map(str, range(201))))
    assert answer.status_code == 422
    assert "At most 200 places" in answer.text
    assert "117" in answer.text
