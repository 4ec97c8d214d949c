"""Channels in the administration: who may, what is refused, what is kept secret, what is decided."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from hub.channels.models import Channel, InboxState
from hub.channels.sealing import unseal
from hub.core.audit import AuditEntry
from hub.core.db import session
from tests import cast
from tests.channels import lines

FIELDS = {"kind": "email", "name": "Care", "slug": "care", "address": "care@house.test"}


def fields(**more):
    return {**FIELDS, "desk": str(cast.space("desk").id), **more}


@pytest.fixture
def held(ctx):
    channel = lines.mailbox()
    lines.arrive(channel, lines.letter())
    stranger = lines.letter(
        "It was me", sender="eve@example.org", id="2@x", more="In-Reply-To: <1@example.net>\r\n"
    )
    item = lines.arrive(channel, stranger)
    return SimpleNamespace(id=item.id, channel_id=item.channel_id, state=item.state)


def test_it_works(dora):
    answer = dora.post("/admin/channels", **fields(smtp_password="open sesame"))
    assert answer.status_code == 303
    channel = session().scalars(select(Channel).where(Channel.slug == "care")).one()
    assert "open sesame" not in channel.secrets
    with dora.client.application.app_context():
        assert unseal(channel.secrets) == {"smtp_password": "open sesame"}
    for url in ("", "/new", "/new?kind=form", f"/{channel.id}", f"/{channel.id}/settings"):
        shown = dora.get(f"/admin/channels{url}")
        assert shown.status_code == 200
        assert "open sesame" not in shown.text


def test_it_needs_the_right(finn, ada, dora, held):
    assert finn.post("/admin/channels", **fields()).status_code == 403
    assert finn.get(f"/admin/channels/{held.channel_id}/settings").status_code == 403
    assert finn.post(f"/admin/channels/{held.channel_id}/pause").status_code == 403
    assert finn.get("/admin/channels").status_code == 200
    assert finn.get(f"/admin/channels/{held.channel_id}").status_code == 200
    assert finn.get(f"/admin/channels/items/{held.id}").status_code == 200
    assert ada.get("/admin/channels").status_code == 404


@pytest.mark.parametrize("way", ["", "/original", "/files/0"])
def test_a_stranger_gets_404(ada, held, way):
    assert ada.get(f"/admin/channels/items/{held.id}{way}").status_code == 404
    assert ada.get(f"/admin/channels/{held.channel_id}").status_code == 404
    for verb in ("admission", "case", "by-hand", "reading", "dismissal"):
        assert ada.post(f"/admin/channels/items/{held.id}/{verb}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Not Good"}, {"address": "nobody"}, {"smtp_port": "99999"}, {"imap_security": "hope"},
        {"kind": "pigeon"}, {"first_reply_minutes": "0"}, {"color": "red"},
    ],
)  # fmt: skip
def test_it_refuses_bad_input(dora, wrong):
    answer = dora.post("/admin/channels", **fields(**wrong))
    assert answer.status_code == 422
    assert 'value="Care"' in answer.text


def test_a_secret_left_empty_stays(dora, ctx):
    channel = lines.mailbox(secrets={"smtp_password": "one"})
    answer = dora.post(f"/admin/channels/{channel.id}/settings", **fields(slug="mail", imap_password="two"))
    assert answer.status_code == 303
    found = session().get_one(Channel, channel.id, populate_existing=True)
    assert unseal(found.secrets) == {"smtp_password": "one", "imap_password": "two"}


def test_it_records_the_fact(dora, held):
    dora.post(f"/admin/channels/items/{held.id}/dismissal")
    actions = list(session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-2:] == ["channels.channel.add", "channels.item.ignore"]


def test_letting_in_makes_a_case_of_its_own(finn, held):
    assert held.state == InboxState.QUARANTINED
    assert finn.post(f"/admin/channels/items/{held.id}/admission").status_code == 303
    lines.work()
    martas, eves = lines.cases()
    assert martas.customer_id != eves.customer_id
    assert [message.body for message in lines.messages(eves)] == ["It was me"]


def test_attaching_names_the_writer_and_changes_nothing_else(finn, held):
    case = lines.cases()[0]
    assert finn.post(f"/admin/channels/items/{held.id}/case", case=str(case.id)).status_code == 303
    lines.work()
    case = lines.cases()[0]
    last = lines.messages(case)[-1]
    assert (last.body, last.extra["from"]) == ("It was me", "eve@example.org")
    assert case.address == "marta@example.net"


def test_attaching_needs_a_case_of_the_desk(finn, held):
    answer = finn.post(f"/admin/channels/items/{held.id}/case", case="999999")
    assert answer.status_code == 422
    assert lines.the_item(held.id).state == InboxState.QUARANTINED


def test_it_is_decided_once(finn, held):
    finn.post(f"/admin/channels/items/{held.id}/admission")
    assert finn.post(f"/admin/channels/items/{held.id}/dismissal").status_code == 409


def test_what_cannot_be_read_becomes_a_case_by_hand(finn, ctx):
    item = lines.arrive(lines.mailbox(), b"\x00\x01 no mail at all")
    assert item.state == InboxState.UNREADABLE
    assert "no mail at all" in finn.get(f"/admin/channels/items/{item.id}").text
    told = {"name": "Ana", "address": "ana@example.net", "subject": "Bag", "text": "She lost her bag."}
    assert finn.post(f"/admin/channels/items/{item.id}/by-hand", **{**told, "text": ""}).status_code == 422
    assert finn.post(f"/admin/channels/items/{item.id}/by-hand", **told).status_code == 303
    lines.work()
    assert [message.body for message in lines.messages(lines.cases()[0])] == ["She lost her bag."]


def test_the_original_is_only_ever_downloaded(finn, ctx):
    item = lines.arrive(lines.mailbox(), lines.letter("<script>alert(1)</script>"))
    answer = finn.get(f"/admin/channels/items/{item.id}/original")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "<script>alert" not in finn.get(f"/admin/channels/items/{item.id}").text


def test_the_lists_cost_few_statements(finn, held, count_queries):
    finn.get("/admin/channels")
    for url in ("/admin/channels", f"/admin/channels/{held.channel_id}"):
        with count_queries() as seen:
            finn.get(url)
        assert len(seen) <= 12, seen
