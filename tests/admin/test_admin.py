"""People and roles, what got stuck, the audit log, health."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hub.core import clock
from hub.core.audit import AuditEntry, audit, broken_entries
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.permissions import SYSTEM
from hub.indexing.consumer import rebuild
from hub.people.models import Person, Role
from tests import cast

PAGES = ("/admin/people", "/admin/people/new", "/admin/stuck", "/admin/audit", "/admin/plugins")


def test_every_page_opens_for_an_administrator(dora):
    for url in PAGES:
        assert dora.get(url).status_code == 200, url


def test_nobody_else_gets_in(ada, gwen, hugo, nobody):
    for url in PAGES:
        assert {someone.get(url).status_code for someone in (ada, gwen, hugo)} == {403}, url
        assert nobody.get(url).status_code == 302


def test_an_auditor_reads_the_log_and_nothing_else(iris):
    assert iris.get("/admin/audit").status_code == 200
    assert iris.get("/admin/audit.csv").status_code == 200
    assert 'href="/admin/channels"' not in iris.get("/admin/audit").text  # no way that is closed to her
    assert iris.get("/admin/people").status_code == 403


def test_inviting_sends_the_way_in(dora, nobody):
    answer = dora.post("/admin/people", name="Zoë New", email="zoe.new@hub.test", roles="agent", once="z1")
    assert answer.status_code == 303
    person = session().scalars(select(Person).where(Person.email == "zoe.new@hub.test")).one()
    assert person.has(Role.AGENT)
    mail = (
        session()
        .scalars(select(Delivery).where(Delivery.queue == "mail").order_by(Delivery.id.desc()))
        .first()
    )
    link = mail.payload["text"].split("http://localhost")[1].split()[0]
    assert nobody.post(link, password="four fine new words").status_code == 303


def test_inviting_the_same_address_twice_is_refused_with_the_text_kept(dora):
    answer = dora.post("/admin/people", name="Ada Two", email="ada@hub.test")
    assert answer.status_code == 422
    assert "Ada Two" in answer.text


def test_roles_are_given_and_audited(dora):
    ada = cast.person("ada")
    assert dora.post(f"/admin/people/{ada.id}/roles", roles="agent").status_code == 303
    assert cast.person("ada").has(Role.AGENT)
    entry = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject, entry.actor_id) == ("people.roles", ada.ref, dora.person.id)


def test_the_last_administrator_stays(dora):
    answer = dora.post(f"/admin/people/{dora.person.id}/roles", roles="agent")
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert cast.person("dora").has(Role.ADMINISTRATOR)


def test_nobody_gives_himself_roles(ada):
    assert ada.post(f"/admin/people/{ada.person.id}/roles", roles="administrator").status_code == 403
    assert ada.post(f"/admin/people/{cast.person('ben').id}/deactivation").status_code == 403


def test_a_closed_account_can_be_opened_again(dora):
    ben = cast.person("ben")
    dora.post(f"/admin/people/{ben.id}/deactivation")
    assert not session().get_one(Person, ben.id, populate_existing=True).is_active
    dora.post(f"/admin/people/{ben.id}/reactivation")
    assert session().get_one(Person, ben.id, populate_existing=True).is_active


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_log_cannot_be_changed(ctx, statement):
    with transaction():
        audit(SYSTEM, "test.act", "hub:1")
    with pytest.raises(DBAPIError, match="append-only"), transaction() as db:
        db.execute(text(statement))


def test_the_log_is_a_chain(ctx):
    with transaction():
        for number in range(3):
            audit(SYSTEM, "test.act", f"hub:{number}")
    assert broken_entries() == []


def test_the_export_cannot_become_a_formula(dora):
    with transaction():
        audit(SYSTEM, "=cmd|' /C calc'!A0", "hub:1")
    assert "\n'=cmd" not in dora.get("/admin/audit.csv").text
    assert ",'=cmd" in dora.get("/admin/audit.csv").text.replace('"', "")


def test_a_parked_delivery_is_tried_again(dora):
    with transaction():
        row = enqueue("mail", "k1", {"to": "x@example.net"})
        row.state, row.last_error, row.attempts = "parked", "no route", 10
    assert "no route" in dora.get("/admin/stuck").text
    dora.post(f"/admin/stuck/deliveries/{row.id}/retry")
    again = session().get_one(Delivery, row.id, populate_existing=True)
    assert (again.state, again.attempts) == ("waiting", 0)
    assert again.run_at <= clock.now()


def test_health_says_how_it_is_and_nothing_more(nobody, app):
    with app.app_context():
        rebuild()
    answer = nobody.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json) == {"status", "database", "index", "lag"}
    assert (answer.json["status"], answer.json["index"]) == ("ok", "ok")


def test_health_names_its_parts_as_people_do(dora):
    page = dora.get("/admin/stuck").text
    assert "Questions: events to catch up on" in page
    assert "Notices: events to catch up on" in page
    assert "Qa: events" not in page  # the two letters alone may stand in a nonce
